import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectMany, RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

/** Long for a server that would answer, short for a test: nothing is to come in it. */
const SILENCE_MILLISECONDS = 300;

/** A thread for each connection, from its first octet to its end. */
export function connectionThreadsSuite(configuration: Configuration): void {
  describe("a thread for each connection", () => {
    test("each connection has a thread of its own, and the log tells of its start and end", async () => {
      await using server = await ServerProcess.start(configuration);
      const clients = await connectMany(5, { port: server.port });
      for (const client of clients) assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      const threads = clients.map(
        async ({ port }) => (await server.event("request", (e) => e.port === port)).thread,
      );
      assert.equal(new Set(await Promise.all(threads)).size, clients.length);
      const started = server.eventsOf("connection-thread-started");
      assert.deepEqual(
        started.map((event) => event.running),
        [1, 2, 3, 4, 5],
      );
      for (const client of clients) await client.send("QUIT\r\n");
      await until(
        () => server.eventsOf("connection-thread-ended").length === clients.length,
        "all threads to end",
      );
      assert.equal(server.eventsOf("connection-thread-ended").at(-1)?.running, 0);
      for (const client of clients) client[Symbol.dispose]();
    });

    test("beyond --max-threads clients wait for a thread, in order, and lose nothing", async () => {
      await using server = await ServerProcess.start({ ...configuration, args: ["--max-threads", "2"] });
      const [first, second] = await connectMany(2, { port: server.port });
      assert.ok(first !== undefined && second !== undefined);
      for (const client of [first, second]) {
        assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      }
      using third = await RawClient.connect({ port: server.port });
      await third.send("TIME\r\nTIME\r\n");
      await assert.rejects(third.take(1, SILENCE_MILLISECONDS), "there is no thread for it yet");
      await first.send("QUIT\r\n");
      assertTimeReplies(await third.take(2 * TIME_REPLY_LENGTH), 2);
      assertTimeReplies(await second.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      for (const client of [first, second]) client[Symbol.dispose]();
    });

    test("a thread that dies closes its own connection and no other, and makes room for the next", async () => {
      const options = { model: "thread-per-connection", maxThreads: 2, eventRate: 1000 };
      const program = ["test/support/serve-with-faults.ts", JSON.stringify(options)];
      await using server = await ServerProcess.start({ ...configuration, program });
      const clients = await connectMany(2, { port: server.port });
      for (const client of clients) assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      using waiting = await RawClient.connect({ port: server.port });
      await waiting.send("TIME\r\n");
      const [victim, survivor] = clients;
      assert.ok(victim !== undefined && survivor !== undefined);
      const { thread } = await server.event("connection-opened", (event) => event.port === victim.port);
      server.order(`kill ${thread}`);
      await victim.takeToEnd();
      assertTimeReplies(await waiting.take(TIME_REPLY_LENGTH), 1);
      assertTimeReplies(await survivor.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      assert.equal(survivor.serverEnd, null);
      for (const client of clients) client[Symbol.dispose]();
    });

    test("SIGTERM with requests in flight: every reply arrives, then EOF, exit 0", async () => {
      await using server = await ServerProcess.start(configuration);
      const clients = await connectMany(10, { port: server.port });
      await Promise.all(clients.map((client) => client.ask("TIME\r\n", TIME_REPLY_LENGTH)));
      await Promise.all(clients.map((client) => client.send("TIME\r\n".repeat(5000))));
      server.signal("SIGTERM");
      for (const client of clients) {
        const { octets, end } = await client.takeToEnd();
        assertTimeReplies(octets, 5000);
        assert.equal(end, "eof");
        client[Symbol.dispose]();
      }
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
      const stopped = await server.event("stopped");
      assert.equal(stopped.requests, 10 * 5001);
    });
  });
}
