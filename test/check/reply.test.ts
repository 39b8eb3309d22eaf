import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nearestZone } from "../../src/check/cases/clock.ts";
import { shapeOf } from "../../src/check/cases/format.ts";
import { judge, timesIn } from "../../src/check/reply.ts";

/** Replies of public servers, and what is wrong with each. */
const SHAPES: readonly [reply: string, shape: string, seconds: number | null][] = [
  ["JAM 10:20:30\r\n", "exact", 37_230],
  ["JAM 00:00:00\r\n", "exact", 0],
  ["JAM  10:20:30\r\n", "two-spaces", 37_230],
  ["JAM10:20:30\r\n", "no-space", 37_230],
  ["JAM: 10:20:30\r\n", "colon", 37_230],
  ["JAM 10:20:30 \r\n", "trailing-space", 37_230],
  ["JAM 21 11 2026 10:20:30\r\n", "date", 37_230],
  ["JAM 21-11-2026 10:20:30\r\n", "date", 37_230],
  ["JAM 10:20:30 PM\r\n", "twelve-hour", 80_430],
  ["JAM 12:20:30 AM\r\n", "twelve-hour", 1230],
  ["10:20:30\r\n", "no-jam-word", 37_230],
  ["JAM 10:20:30", "no-crlf", 37_230],
  ["JAM 10:20:30\n", "lf-only", 37_230],
  ["JAM 10:20:30\r\n\r\n", "other", 37_230],
  ["jam 10:20:30\r\n", "lower-case", 37_230],
  ["JAM 10:20:30.123456\r\n", "more-text", 37_230],
  ["JAM 10:20:30 WIB\r\n", "more-text", 37_230],
  ["JAM 10:20:30\r\nOK\r\n", "more-text", 37_230],
  ["JAM 9:20:30\r\n", "short-digits", 33_630],
  ["JAM 10.20.30\r\n", "other", 37_230],
  ["JAM 10:20\r\n", "other", 37_200],
  ["JAM 24:00:00\r\n", "other", 86_400],
  ["Invalid command\r\n", "error-text", null],
];

describe("the shape of a reply, and the time in it", () => {
  for (const [reply, shape, seconds] of SHAPES) {
    test(JSON.stringify(reply), () => {
      const octets = Buffer.from(reply, "latin1");
      assert.equal(shapeOf(octets), shape);
      assert.equal(timesIn(octets)[0]?.seconds ?? null, seconds);
    });
  }
});

test("answers are told from what is glued to them", () => {
  const judged = (text: string) => judge(Buffer.from(text, "latin1"));
  assert.equal(judged("\r\n"), "none");
  assert.equal(judged("ERR\r\n"), "error");
  assert.equal(judged("JAM 10:20:30\r\nJAM 10:20:31\r\n"), "answers");
  assert.equal(judged("JAM 10:20:30JAM 10:20:31"), "answers");
  assert.equal(judged("JAM 10:20:30 PM\r\n"), "answers");
  assert.equal(judged("JAM 10:20:30\r\nERR\r\n"), "answers-and-more");
  assert.equal(judged("JAM 10:20:30ERR\r\n"), "answers-and-more");
});

test("a time is right when it is that of a zone at any moment between question and answer", () => {
  const noon = Date.UTC(2026, 0, 2, 12, 0, 0);
  const at = (hours: number, minutes: number, seconds: number) => hours * 3600 + minutes * 60 + seconds;
  const fit = (time: number, later = 0) => nearestZone(time, [noon, noon + later]);
  assert.deepEqual(fit(at(12, 0, 0)), { seconds: 0, zone: "UTC" });
  assert.deepEqual(fit(at(19, 0, 0)), { seconds: 0, zone: "UTC+07:00" });
  assert.deepEqual(fit(at(17, 45, 1)), { seconds: 1, zone: "UTC+05:45" });
  assert.deepEqual(fit(at(8, 29, 58)), { seconds: -2, zone: "UTC-03:30" });
  assert.deepEqual(fit(at(12, 7, 0)), { seconds: 420, zone: "UTC" });
  assert.deepEqual(fit(at(11, 53, 0)), { seconds: -420, zone: "UTC" });
  // It was asked at noon and answered five seconds later.
  assert.deepEqual(fit(at(12, 0, 5), 5000), { seconds: 0, zone: "UTC" });
  // Across midnight.
  const midnight = Date.UTC(2026, 0, 2, 23, 59, 59);
  assert.deepEqual(nearestZone(0, [midnight, midnight]), { seconds: 1, zone: "UTC" });
});
