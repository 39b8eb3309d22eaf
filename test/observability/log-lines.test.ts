import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { jsonFormat, levelOf, prettyFormat } from "../../src/observability/index.ts";
import { SAMPLES } from "./sample-events.ts";
import { SAMPLE_TIME } from "./sample-peer.ts";

const STAMP = "2026-01-02 10:04:05,678";

function stamp(time: number): string {
  assert.equal(time, SAMPLE_TIME);
  return STAMP;
}

describe("log lines", () => {
  for (const { event, en, id } of SAMPLES) {
    const level = levelOf(event);

    test(`${event.type} in English`, () => {
      const expected = en.map((line) => `${STAMP} [${level.toUpperCase()}] ${line}\n`).join("");
      assert.equal(prettyFormat("en", stamp)(event), expected);
    });

    test(`${event.type} in Indonesian`, () => {
      const lead = level === "info" || level === "debug" ? "" : `${level.toUpperCase()} - `;
      const expected = id.map((line) => `${STAMP} - ${lead}${line}\n`).join("");
      assert.equal(prettyFormat("id", stamp)(event), expected);
    });

    test(`${event.type} as JSON: one line with all facts`, () => {
      const line = jsonFormat(event);
      assert.match(line, /^[^\n]+\n$/);
      const { event: type, time, level: told, ...facts } = JSON.parse(line) as Record<string, unknown>;
      assert.deepEqual({ type, time: SAMPLE_TIME, ...facts }, event);
      assert.equal(time, "2026-01-02T03:04:05.678Z");
      assert.equal(told, level);
    });
  }

  test("levels: what is lost is a warning, what is broken an error, the rest is for information", () => {
    const levels = Object.fromEntries(SAMPLES.map(({ event }) => [event.type, levelOf(event)]));
    const unusual = Object.entries(levels).filter(([, level]) => level !== "info");
    assert.deepEqual(Object.fromEntries(unusual), {
      "connection-failed": "error",
      "http-request-failed": "error",
      "socket-lost": "error",
      "threads-given-up": "error",
      "tls-expires": "error",
      "tls-not-renewed": "error",
      "connection-refused": "warn",
      "thread-died": "warn",
      "notify-failed": "warn",
      "http-not-served": "warn",
      "threads-reduced": "warn",
      "log-dropped": "warn",
      "thread-started": "debug",
    });
  });

  test("every reason of a close has words in both languages", () => {
    const closed = SAMPLES.map(({ event }) => event).find((event) => event.type === "connection-closed");
    assert.ok(closed?.type === "connection-closed");
    const reasons = [
      "quit",
      "client-closed",
      "client-reset",
      "line-too-long",
      "line-deadline",
      "idle-deadline",
      "stalled",
      "unsent-limit",
      "lifetime",
      "stopping",
      "fault",
    ] as const;
    for (const language of ["en", "id"] as const) {
      const format = prettyFormat(language, stamp);
      const texts: string[] = reasons.map((reason) => format({ ...closed, reason }));
      assert.equal(new Set(texts).size, reasons.length);
      for (const text of texts) assert.equal(text.includes("undefined"), false);
    }
  });

  test("durations never round up into the next unit", () => {
    const closed = SAMPLES.map(({ event }) => event).find((event) => event.type === "connection-closed");
    assert.ok(closed?.type === "connection-closed");
    const format = prettyFormat("en", stamp);
    const told: Array<string | undefined> = [
      0.2, 999.4, 999.6, 1049, 59_940, 59_960, 60_000, 125_400, 7_200_000,
    ].map((milliseconds) => /after (.*?), \d+ request/.exec(format({ ...closed, milliseconds }))?.[1]);
    const wanted = [
      "0 ms",
      "999 ms",
      "1.0 s",
      "1.0 s",
      "59.9 s",
      "1 min 0 s",
      "1 min 0 s",
      "2 min 5 s",
      "120 min 0 s",
    ];
    assert.deepEqual(told, wanted);
  });
});
