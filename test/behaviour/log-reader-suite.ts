import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LogPipe } from "../support/log-pipe.ts";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, type LoggedEvent, ServerProcess } from "../support/server-process.ts";
import { INVALID, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

/** With an escaped line of its own about 500 octets each: far more than a pipe and the server hold. */
const REQUESTS = 5000;
const WIDE_LINE = `${"\xff".repeat(32)}\r\n`;
const ALL_TOLD = ["--log-rate", "100000"];
const SOON_MILLISECONDS = 3000;

/** Whoever reads the log, or does not, the service goes on. */
export function logReaderSuite(configuration: Configuration): void {
  describe("the reader of the log", () => {
    test("that stops reading does not stop the service, and is told how much it missed", async () => {
      using pipe = new LogPipe();
      await using server = await startWith(pipe, configuration);
      const port = await pipe.port();
      using client = await RawClient.connect({ port });
      for (let request = 0; request < REQUESTS; request++) await client.ask(WIDE_LINE, INVALID.length);
      using another = await RawClient.connect({ port });
      await another.ask("TIME\r\n", TIME_REPLY_LENGTH, SOON_MILLISECONDS);

      // Now it reads on: all that was told and all that was dropped is what happened.
      const events = await until(async () => {
        await another.ask("TIME\r\n", TIME_REPLY_LENGTH);
        const read = pipe.readEvents();
        return read.some((event) => event.event === "log-dropped") ? read : null;
      }, "word of what was dropped");
      assert.ok(droppedIn(events) > 0);
      server.signal("SIGTERM");
      const all = await until(() => {
        const read = pipe.readEvents();
        return read.some((event) => event.event === "stopped") ? read : null;
      }, "the end of the log");
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
      const perRequest = all.filter((event) => ABOUT_CLIENTS.has(event.event)).length + droppedIn(all);
      const requests = Number(all.find((event) => event.event === "stopped")?.requests);
      assert.equal(perRequest, requests + 2 * 2, "one event for each request, two for each connection");
    });

    test("that never reads again does not hold up the stop", async () => {
      using pipe = new LogPipe();
      await using server = await startWith(pipe, configuration);
      using client = await RawClient.connect({ port: await pipe.port() });
      for (let request = 0; request < REQUESTS; request++) await client.ask(WIDE_LINE, INVALID.length);
      server.signal("SIGTERM");
      assert.equal((await client.takeToEnd()).end, "eof");
      assert.deepEqual(await server.exited(SOON_MILLISECONDS), { code: 0, signal: null });
    });

    test("that is gone does not stop the service", async () => {
      using pipe = new LogPipe();
      await using server = await startWith(pipe, configuration);
      const port = await pipe.port();
      pipe.closeReadEnd();
      using client = await RawClient.connect({ port });
      for (let request = 0; request < 100; request++) await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
      await until(() => server.stderr.includes("\n"), "word on standard error");
      await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
      assert.match(server.stderr, /^jam: .*\n$/, "said once, in one line");
    });
  });
}

const ABOUT_CLIENTS = new Set(["connection-opened", "request", "connection-closed"]);

async function startWith(pipe: LogPipe, configuration: Configuration): Promise<ServerProcess> {
  const server = await ServerProcess.start({ ...configuration, args: ALL_TOLD, stdout: pipe.writeEnd });
  pipe.closeWriteEnd();
  return server;
}

function droppedIn(events: readonly LoggedEvent[]): number {
  const dropped = events.filter((event) => event.event === "log-dropped");
  return dropped.reduce((sum, event) => sum + Number(event.events), 0);
}
