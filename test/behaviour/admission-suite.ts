import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectMany, RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

const BUSY = "Server busy\r\n";

/** Who may connect: each limit by its option, against clients that go beyond it. */
export function admissionSuite(configuration: Configuration): void {
  const start = (...args: string[]) => ServerProcess.start({ ...configuration, args });

  describe("admission", { concurrency: 4 }, () => {
    test("above the total a client is told so and closed, and served as soon as one has left", async () => {
      await using server = await start("--max-connections", "5");
      const clients = await connectMany(5, { port: server.port });
      for (const client of clients) assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      using refused = await RawClient.connect({ port: server.port });
      assert.deepEqual(await refused.takeToEnd(), { octets: BUSY, end: "eof" });
      assert.equal((await server.event("connection-refused"))["reason"], "connections");
      clients[0]?.[Symbol.dispose]();
      await server.event("connection-closed");
      using next = await RawClient.connect({ port: server.port });
      assertTimeReplies(await next.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      for (const client of clients) client[Symbol.dispose]();
    });

    test("above the limit of its address a client is refused, one of another address is not", async () => {
      await using server = await start("--max-per-address", "3", "--exempt", "none");
      const clients = await connectMany(3, { port: server.port });
      for (const client of clients) assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      using refused = await RawClient.connect({ port: server.port });
      assert.deepEqual(await refused.takeToEnd(), { octets: BUSY, end: "eof" });
      assert.equal((await server.event("connection-refused"))["reason"], "address");
      using other = await RawClient.connect({ port: server.port, host: "::1" });
      assertTimeReplies(await other.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      for (const client of clients) client[Symbol.dispose]();
      await until(() => server.eventsOf("connection-closed").length >= 3, "the end of the three");
      using next = await RawClient.connect({ port: server.port });
      assertTimeReplies(await next.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
    });

    test("an address that connects too often is refused, and an exempt one is not", async () => {
      const often = ["--rate-per-address", "1", "--burst-per-address", "10"];
      await using server = await start(...often, "--exempt", "::1");
      const ends: string[] = [];
      for (let i = 0; i < 30; i++) {
        using client = await RawClient.connect({ port: server.port });
        await client.send("QUIT\r\n");
        ends.push((await client.takeToEnd()).octets);
        using exempt = await RawClient.connect({ port: server.port, host: "::1" });
        assertTimeReplies(await exempt.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      }
      assert.deepEqual(ends.slice(0, 10), new Array(10).fill(""));
      assert.ok(server.eventsOf("connection-refused").length >= 15);
      assert.equal((await server.event("connection-refused"))["reason"], "rate");
    });

    test("deny wins over allow, and who is denied is told nothing", async () => {
      await using server = await start("--allow", "127.0.0.0/8,::1", "--deny", "::1");
      using denied = await RawClient.connect({ port: server.port, host: "::1" });
      assert.equal((await denied.takeToEnd()).octets, "");
      assert.equal((await server.event("connection-refused"))["reason"], "denied");
      using allowed = await RawClient.connect({ port: server.port });
      assertTimeReplies(await allowed.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
    });

    test("who is not on the list of the allowed is denied", async () => {
      await using server = await start("--allow", "192.0.2.0/24");
      using denied = await RawClient.connect({ port: server.port });
      assert.equal((await denied.takeToEnd()).octets, "");
    });

    test("a flood of refused connections leaves a bounded log, with all of them counted", async () => {
      await using server = await start("--max-connections", "1", "--log-rate", "20");
      using first = await RawClient.connect({ port: server.port });
      assertTimeReplies(await first.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      const flood = 300;
      for (const client of await connectMany(flood, { port: server.port })) client[Symbol.dispose]();
      const counted = () =>
        server.eventsOf("rest-counted").reduce((sum, event) => sum + Number(event["refused"]), 0);
      const told = () => server.eventsOf("connection-refused").length;
      await until(() => told() + counted() === flood, "all to be told or counted");
      assert.ok(told() <= 100, `${told()} lines`);
    });

    test("at the limit of open files it turns clients away, idles, and serves again", async () => {
      const wrapper = ["prlimit", "--nofile=256:256"];
      // So many openings and requests would leave nothing of the usual rate for the first close.
      const args = ["--log-rate", "100000"];
      await using server = await ServerProcess.start({ ...configuration, wrapper, args });
      const clients = await connectMany(400, { port: server.port });
      const isSettled = () =>
        clients.every((client) => client.waitingOctets > 0 || client.serverEnd !== null);
      await Promise.all(clients.map((client) => client.send("TIME\r\n")));
      await until(isSettled, "each to be answered or turned away");
      const before = server.processorMilliseconds;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const spent = server.processorMilliseconds - before;
      assert.ok(spent < 300, `${spent} ms of processor time in a second without work`);
      const served = clients.filter((client) => client.serverEnd === null);
      assert.ok(served.length > 20, `${served.length} served`);
      for (const client of clients) client[Symbol.dispose]();
      await until(() => server.eventsOf("connection-closed").length > 0, "the first to be gone");
      using next = await untilServed(server.port);
      assertTimeReplies(await next.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
    });
  });
}

/** A client that was let in, as soon as one is. */
async function untilServed(port: number): Promise<RawClient> {
  for (;;) {
    const client = await RawClient.connect({ port });
    try {
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      return client;
    } catch {
      client[Symbol.dispose]();
    }
  }
}
