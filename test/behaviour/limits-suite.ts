import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

/** More than the kernel's buffers of both ends take, so that replies are left over in the server. */
const UNREAD_REQUESTS = 3_000_000;

/** What one connection may cost: each limit by its option, against a client that goes beyond it. */
export function limitsSuite(configuration: Configuration): void {
  const start = (...args: string[]) => ServerProcess.start({ ...configuration, args });

  describe("limits of a connection", { concurrency: 4 }, () => {
    test("a started line has a deadline that octets sent one by one do not prolong", async () => {
      await using server = await start("--line-deadline", "700ms", "--idle-deadline", "0");
      using slow = await RawClient.connect({ port: server.port });
      const startedAt = performance.now();
      const sending = setInterval(() => void slow.send("T"), 50);
      const { octets, end } = await slow.takeToEnd();
      clearInterval(sending);
      assert.deepEqual({ octets, end }, { octets: "", end: "eof" });
      const took = performance.now() - startedAt;
      assert.ok(took >= 700, `closed after ${took} ms`);
      const closed = await server.event("connection-closed");
      assert.equal(closed["reason"], "line-deadline");
    });

    test("a line that ends in time has no deadline any more, and the next line has a new one", async () => {
      await using server = await start("--line-deadline", "600ms");
      using client = await RawClient.connect({ port: server.port });
      for (let i = 0; i < 4; i++) {
        await client.send("TI");
        await delay(300);
        assertTimeReplies(await client.ask("ME\r\n", TIME_REPLY_LENGTH), 1);
      }
    });

    test("an idle connection is closed, one that asks is not", async () => {
      await using server = await start("--idle-deadline", "800ms");
      using idle = await RawClient.connect({ port: server.port });
      using busy = await RawClient.connect({ port: server.port });
      let isIdle = true;
      const closing = idle.takeToEnd().then((end) => {
        isIdle = false;
        return end;
      });
      while (isIdle) {
        assertTimeReplies(await busy.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
        await delay(50);
      }
      assert.deepEqual(await closing, { octets: "", end: "eof" });
      assertTimeReplies(await busy.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      const closed = await server.event("connection-closed");
      assert.equal(closed["reason"], "idle-deadline");
    });

    test("a connection is closed at the end of its lifetime, its last reply delivered", async () => {
      await using server = await start("--lifetime", "1s");
      using client = await RawClient.connect({ port: server.port });
      while (client.serverEnd === null) {
        await client.send("TIME\r\n");
        await delay(50);
      }
      const { octets, end } = await client.takeToEnd();
      assert.equal(end, "eof");
      assertTimeReplies(octets, octets.length / TIME_REPLY_LENGTH);
      assert.equal((await server.event("connection-closed"))["reason"], "lifetime");
    });

    test("a client that reads nothing is cut off at the stall deadline, and others are served meanwhile", async () => {
      await using server = await start("--stall-deadline", "1500ms");
      using greedy = await RawClient.connect({ port: server.port, reading: false });
      void greedy.send("TIME\r\n".repeat(UNREAD_REQUESTS));
      using polite = await RawClient.connect({ port: server.port });
      await until(() => server.find("connection-closed") !== undefined, "the greedy client's end");
      assert.equal(server.find("connection-closed")?.["reason"], "stalled");
      assertTimeReplies(await polite.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
    });

    test("a slow reader is not cut off while it reads", async () => {
      await using server = await start("--stall-deadline", "2s");
      using slow = await RawClient.connect({ port: server.port, reading: false });
      const asked = 1_000_000;
      void slow.send("TIME\r\n".repeat(asked));
      await delay(500);
      slow.startReading();
      for (let part = 0; part < 10; part++) {
        assertTimeReplies(await slow.take((asked / 10) * TIME_REPLY_LENGTH), asked / 10);
        slow.pause();
        await delay(300);
        slow.resume();
      }
    });

    test("lines as long as the limit are answered, longer ones end the connection", async () => {
      await using server = await start("--max-line", "100");
      using client = await RawClient.connect({ port: server.port });
      assertTimeReplies(await client.ask(`TIME ${"x".repeat(95)}\r\n`, TIME_REPLY_LENGTH), 1);
      await client.send(`TIME ${"x".repeat(96)}\r\n`);
      assert.deepEqual(await client.takeToEnd(), { octets: "Invalid command\r\n", end: "eof" });
    });

    test("R8 with few requests a turn all are answered in order, QUIT behind them too", async () => {
      await using server = await start("--requests-per-turn", "3");
      using client = await RawClient.connect({ port: server.port });
      await client.send(`${"TIME\r\nX\r\n".repeat(500)}QUIT\r\nTIME\r\n`);
      const { octets, end } = await client.takeToEnd();
      assert.equal(end, "eof");
      assert.match(octets, /^(?:JAM \d\d:\d\d:\d\d\r\nInvalid command\r\n){500}$/);
    });

    test("R9 a half-close behind more than a turn's requests gets all replies", async () => {
      await using server = await start("--requests-per-turn", "2");
      using client = await RawClient.connect({ port: server.port });
      await client.send("TIME\r\n".repeat(999));
      await client.halfClose();
      const { octets, end } = await client.takeToEnd();
      assert.equal(end, "eof");
      assertTimeReplies(octets, 999);
    });
  });
}
