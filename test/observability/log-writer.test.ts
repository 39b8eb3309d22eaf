import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { jsonFormat, LogWriter, levelOf, type ServerEvent } from "../../src/observability/index.ts";
import { until } from "../support/waiting.ts";
import { SAMPLES } from "./sample-events.ts";

const EVENTS = SAMPLES.map(({ event }) => event);
/** 200 octets a line and more: some 2 MB, where a pipe holds 64 KB and the writer 1 MB. */
const FLOOD = 10_000;

function request(port: number): ServerEvent {
  const facts = { connection: 1, thread: 1, address: "127.0.0.1", port, time: 0 };
  return { type: "request", ...facts, request: "time", text: "TIME", reply: "JAM 00:00:00" };
}

function failOnLoss(error: Error): void {
  assert.fail(error);
}

describe("log writer", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "jamd-writer-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Both ends of a pipe that nobody reads by itself. */
  function makePipe(name: string): { readEnd: number; writeEnd: number } {
    const path = join(folder, name);
    execFileSync("mkfifo", [path]);
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
  }

  test("writes all events at its level and above, in order", async () => {
    const path = join(folder, "file");
    const descriptor = openSync(path, "w");
    const log = new LogWriter({ descriptor, format: jsonFormat, level: "info", onLost: failOnLoss });
    log.write(EVENTS);
    log.writeText("words\n");
    log.write([]);
    await log.close();
    const wanted = EVENTS.filter((event) => event.type !== "thread-started").map(jsonFormat);
    assert.equal(readFileSync(path, "utf8"), `${wanted.join("")}words\n`);
  });

  for (const [level, count] of [
    ["debug", EVENTS.length],
    ["warn", EVENTS.filter((event) => ["warn", "error"].includes(levelOf(event))).length],
    ["error", EVENTS.filter((event) => levelOf(event) === "error").length],
    ["silent", 0],
  ] as const) {
    test(`level ${level} writes the samples of that level and above`, async () => {
      const path = join(folder, level);
      const descriptor = openSync(path, "w");
      const log = new LogWriter({ descriptor, format: jsonFormat, level, onLost: failOnLoss });
      log.write(EVENTS);
      await log.close();
      assert.equal(readFileSync(path, "utf8").split("\n").length - 1, count);
    });
  }

  test("a reader that is too slow costs events, and their number is told when it reads on", async () => {
    const { readEnd, writeEnd } = makePipe("slow");
    const log = new LogWriter({
      descriptor: writeEnd,
      format: jsonFormat,
      level: "info",
      onLost: failOnLoss,
    });
    for (let index = 0; index < FLOOD; index++) log.write([request(index)]);
    let text = "";
    await until(() => {
      text += readAvailable(readEnd);
      log.write([request(FLOOD)]);
      return text.includes("log-dropped");
    }, "word of what was dropped");
    const closed = log.close();
    await until(() => {
      text += readAvailable(readEnd);
      return text.split("\n").length > 1 && text.endsWith("\n");
    }, "whole lines");
    await closed;
    text += readAvailable(readEnd);
    closeSync(readEnd);
    const lines = text.split("\n").slice(0, -1);
    const events = lines.map((line) => JSON.parse(line) as { event: string; port?: number; events?: number });
    const written = events.filter((event) => event.event === "request" && (event.port ?? 0) < FLOOD);
    const dropped = events.filter((event) => event.event === "log-dropped");
    const missing = dropped.reduce((sum, event) => sum + (event.events ?? 0), 0);
    assert.ok(missing > 0);
    assert.ok(written.length + missing >= FLOOD, `${written.length} written, ${missing} told as dropped`);
    const ports = written.map((event) => event.port ?? 0);
    assert.deepEqual(
      ports,
      ports.toSorted((a, b) => a - b),
      "in order",
    );
  });

  test("what was dropped last is told at the close", async () => {
    const { readEnd, writeEnd } = makePipe("late");
    const log = new LogWriter({
      descriptor: writeEnd,
      format: jsonFormat,
      level: "info",
      onLost: failOnLoss,
    });
    for (let index = 0; index < FLOOD; index++) log.write([request(index)]);
    let text = "";
    // The reader catches up, and nothing more happens that could be logged.
    await until(() => {
      const part = readAvailable(readEnd);
      text += part;
      return part === "" && text.length > 500_000;
    }, "all that was not dropped");
    await log.close();
    text += readAvailable(readEnd);
    closeSync(readEnd);
    const written = text.split('"event":"request"').length - 1;
    const dropped = Number(/"event":"log-dropped","events":(\d+)/.exec(text)?.[1]);
    assert.equal(written + dropped, FLOOD);
  });

  test("a reader that does not read does not hold up the close", async () => {
    const { readEnd, writeEnd } = makePipe("stuck");
    const log = new LogWriter({
      descriptor: writeEnd,
      format: jsonFormat,
      level: "info",
      onLost: failOnLoss,
    });
    for (let index = 0; index < FLOOD; index++) log.write([request(index)]);
    const start = performance.now();
    await log.close();
    assert.ok(performance.now() - start < 2000);
    // Lets the write that is under way come to its end, so that the process can.
    await until(() => readAvailable(readEnd) === "", "the pipe to be empty");
    closeSync(readEnd);
  });

  test("a reader that is gone is told once, and writing goes on without it", async () => {
    const { readEnd, writeEnd } = makePipe("gone");
    const losses: string[] = [];
    const onLost = (error: NodeJS.ErrnoException): void => void losses.push(error.code ?? error.message);
    const log = new LogWriter({ descriptor: writeEnd, format: jsonFormat, level: "info", onLost });
    log.write([request(1)]);
    await until(() => readAvailable(readEnd) !== "", "the first event");
    closeSync(readEnd);
    await until(() => {
      log.write([request(2)]);
      return losses.length > 0;
    }, "word of the loss");
    for (let index = 0; index < 100; index++) log.write([request(index)]);
    await log.close();
    assert.deepEqual(losses, ["EPIPE"]);
  });
});

/** What is in the pipe now. */
function readAvailable(readEnd: number): string {
  const chunk = Buffer.alloc(65_536);
  try {
    return chunk.toString("utf8", 0, readSync(readEnd, chunk));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return "";
    throw error;
  }
}
