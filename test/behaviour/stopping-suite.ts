import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { connectMany, RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

/** A stop with nothing to deliver is over long before the five seconds that slow readers are given. */
const QUICK_MILLISECONDS = 2000;
/** What slow readers are given when nothing else is asked for. */
const DEFAULT_DRAIN_MILLISECONDS = 5000;
/** Two signals closer than this are one request to stop, as `npm start` passes on what the terminal sent too. */
const SECOND_SIGNAL_MILLISECONDS = 350;

/** Ctrl-C and its like: what was asked is delivered, then the process ends with 0. */
export function stoppingSuite(configuration: Configuration): void {
  describe("stopping", () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      test(`${signal} with requests in flight: every reply arrives, then EOF, exit 0`, async () => {
        await using server = await ServerProcess.start(configuration);
        const clients = await connectMany(10, { port: server.port });
        // One of each is answered, so that all of them are accepted.
        await Promise.all(clients.map((client) => client.ask("TIME\r\n", TIME_REPLY_LENGTH)));
        await Promise.all(clients.map((client) => client.send("TIME\r\n".repeat(5000))));
        server.signal(signal);
        for (const client of clients) {
          const { octets, end } = await client.takeToEnd();
          assertTimeReplies(octets, 5000);
          assert.equal(end, "eof");
          client[Symbol.dispose]();
        }
        assert.deepEqual(await server.exited(), { code: 0, signal: null });
        const stopped = await server.event("stopped");
        assert.equal(stopped.connections, 10);
        assert.equal(stopped.requests, 10 * 5001);
      });
    }

    test("a client that asked but was not accepted yet is answered too", async () => {
      await using server = await ServerProcess.start(configuration);
      // The stopped process accepts nobody; the kernel completes the connections and keeps what they send.
      server.signal("SIGSTOP");
      const clients = await connectMany(100, { port: server.port });
      await Promise.all(clients.map((client) => client.send("TIME\r\n")));
      server.signal("SIGTERM");
      server.signal("SIGCONT");
      for (const client of clients) {
        const { octets, end } = await client.takeToEnd();
        assertTimeReplies(octets, 1);
        assert.equal(end, "eof");
        client[Symbol.dispose]();
      }
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
    });

    test("idle connections get EOF and do not hold the stop", async () => {
      await using server = await ServerProcess.start(configuration);
      const clients = await connectMany(20, { port: server.port });
      await Promise.all(clients.map((client) => client.ask("TIME\r\n", TIME_REPLY_LENGTH)));
      await clients[0]?.send("TIM");
      const start = performance.now();
      server.signal("SIGTERM");
      // None of these clients ends its own side.
      for (const client of clients) {
        assert.deepEqual(await client.takeToEnd(), { octets: "", end: "eof" });
      }
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
      assert.ok(performance.now() - start < QUICK_MILLISECONDS);
      for (const client of clients) client[Symbol.dispose]();
    });

    test("a reader that is slow, but reads, gets all replies", async () => {
      await using server = await ServerProcess.start(configuration);
      using client = await RawClient.connect({ port: server.port, reading: false });
      await client.send("TIME\r\n".repeat(100_000));
      await until(() => server.eventsOf("request").length > 0, "the first request");
      server.signal("SIGTERM");
      await server.event("stopping");
      client.startReading();
      const { octets, end } = await client.takeToEnd();
      assertTimeReplies(octets, 100_000);
      assert.equal(end, "eof");
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
    });

    test("a second signal ends at once what a client that does not read holds up", async () => {
      await using server = await ServerProcess.start(configuration);
      using client = await RawClient.connect({ port: server.port, reading: false });
      // More than the kernel takes for a client that does not read, so this is never sent to its end.
      void client.send("TIME\r\n".repeat(10_000_000));
      await until(() => server.eventsOf("request").length > 0, "the first request");
      await delay(200);
      server.signal("SIGTERM");
      await server.event("stopping");
      await delay(SECOND_SIGNAL_MILLISECONDS);
      const start = performance.now();
      const { code } = await server.stop("SIGTERM");
      assert.ok(performance.now() - start < QUICK_MILLISECONDS, "at once");
      assert.equal(code, 1, "it did not stop in order");
    });

    test("--drain-timeout cuts off what does not read, though it would take for ever", async () => {
      const args = ["--drain-timeout", "300ms"];
      await using server = await ServerProcess.start({ ...configuration, args });
      using client = await RawClient.connect({ port: server.port, reading: false });
      void client.send("TIME\r\n".repeat(10_000_000));
      await until(() => server.eventsOf("request").length > 0, "the first request");
      const start = performance.now();
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
      const took = performance.now() - start;
      assert.ok(took >= 300 && took < DEFAULT_DRAIN_MILLISECONDS, `${took} ms`);
    });

    test("--lame-duck goes on serving everybody, new clients too, then stops in order", async () => {
      const args = ["--lame-duck", "700ms"];
      await using server = await ServerProcess.start({ ...configuration, args });
      using before = await RawClient.connect({ port: server.port });
      await before.ask("TIME\r\n", TIME_REPLY_LENGTH);
      const start = performance.now();
      server.signal("SIGTERM");
      const told = await server.event("lame-duck");
      assert.equal(told.milliseconds, 700);
      assert.equal(told.open, 1);
      using during = await RawClient.connect({ port: server.port });
      for (const client of [before, during]) {
        assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      }
      assert.equal(server.find("stopping"), undefined, "it has not begun to stop");
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
      assert.ok(performance.now() - start >= 700);
      for (const client of [before, during]) {
        assert.deepEqual(await client.takeToEnd(), { octets: "", end: "eof" });
      }
    });

    test("a second signal ends the lame-duck time at once", async () => {
      const args = ["--lame-duck", "10m"];
      await using server = await ServerProcess.start({ ...configuration, args });
      server.signal("SIGTERM");
      await server.event("lame-duck");
      await delay(SECOND_SIGNAL_MILLISECONDS);
      const start = performance.now();
      assert.equal((await server.stop()).code, 1);
      assert.ok(performance.now() - start < QUICK_MILLISECONDS, "at once");
    });

    for (const [option, value] of [
      ["--drain-timeout", "-1"],
      ["--drain-timeout", "2h"],
      ["--lame-duck", "soon"],
      ["--lame-duck", "3601"],
    ] as const) {
      test(`${option} ${value} is refused`, async () => {
        await using server = ServerProcess.spawn({ ...configuration, args: [`${option}=${value}`] });
        assert.equal((await server.exited()).code, 2);
        assert.match(server.stderr, /^jam: .*\[JAM_BAD_OPTION\]\n$/);
        assert.ok(server.stderr.includes(`"${value}"`) && server.stderr.includes(option), server.stderr);
      });
    }

    test("a signal that comes twice at once, as from npm and the terminal, is one", async () => {
      await using server = await ServerProcess.start(configuration);
      using client = await RawClient.connect({ port: server.port });
      await client.send("TIME\r\n".repeat(1000));
      server.signal("SIGINT");
      server.signal("SIGINT");
      const { octets, end } = await client.takeToEnd();
      assertTimeReplies(octets, 1000);
      assert.equal(end, "eof");
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
    });

    test("nobody can connect any more while it stops", async () => {
      await using server = await ServerProcess.start(configuration);
      const { port } = server;
      using slow = await RawClient.connect({ port, reading: false });
      void slow.send("TIME\r\n".repeat(10_000_000));
      await until(() => server.eventsOf("request").length > 0, "the first request");
      await delay(200);
      server.signal("SIGTERM");
      await server.event("stopping");
      await until(
        () =>
          RawClient.connect({ port }).then(
            (client) => client[Symbol.dispose](),
            (error: NodeJS.ErrnoException) => error.code === "ECONNREFUSED",
          ),
        "a refused connection",
        1000,
      );
    });
  });
}
