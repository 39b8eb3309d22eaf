import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectMany, RawClient } from "../support/raw-client.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, assertTimeReply, TIME_REPLY_LENGTH } from "../support/time-replies.ts";

/**
 * A client that waits for another waits for as long as that one stays, which in these tests is for ever. A
 * scheduler that gives the processor to other test processes makes a request late by tens of milliseconds.
 */
const SOON_MILLISECONDS = 1000;

/** Clients at once, and of how many all must be answered soon; starting a thread for each takes its time. */
export interface Crowds {
  readonly counts: readonly number[];
  readonly soon: number;
  /** Clients that are there while others ask. */
  readonly idle: number;
}

const CROWDS: Crowds = { counts: [20, 1000], soon: 20, idle: 50 };

/** No client waits for another (R12), many requests at once, and replies that nobody fetches (R8). */
export function concurrencySuite(
  server: () => ServerProcess,
  { counts, soon, idle: idleCount }: Crowds = CROWDS,
): void {
  describe("many at the same time", () => {
    for (const count of counts) {
      test(`R12 ${count} clients that connect at once are all served`, async () => {
        const start = performance.now();
        const clients = await connectMany(count, { port: server().port });
        const before = Date.now();
        const replies = await Promise.all(clients.map((client) => client.ask("TIME\r\n", TIME_REPLY_LENGTH)));
        for (const reply of replies) assertTimeReply(reply, before, Date.now());
        // A full accept queue would cost a SYN's retransmission, which is sent after one second at the earliest.
        if (count <= soon) assert.ok(performance.now() - start < SOON_MILLISECONDS);
        for (const client of clients) client[Symbol.dispose]();
      });
    }

    test(`R12 ${idleCount} idle connections delay nobody`, async () => {
      const idle = await connectMany(idleCount, { port: server().port });
      await assertServedSoon(server());
      for (const client of idle) client[Symbol.dispose]();
    });

    test(`R12 ${idleCount} connections in the midst of a line delay nobody`, async () => {
      const idle = await connectMany(idleCount, { port: server().port });
      await Promise.all(idle.map((client) => client.send("TIM")));
      await assertServedSoon(server());
      const replies = await Promise.all(idle.map((client) => client.ask("E\r\n", TIME_REPLY_LENGTH)));
      for (const reply of replies) assertTimeReplies(reply, 1);
      for (const client of idle) client[Symbol.dispose]();
    });

    test("R12 a client that asks without end delays nobody", async () => {
      using greedy = await RawClient.connect({ port: server().port });
      let isOver = false;
      const asking = (async () => {
        while (!isOver) await greedy.send("TIME\r\n".repeat(10_000));
      })();
      await assertServedSoon(server());
      isOver = true;
      await asking;
    });

    test("R12 clients that do not read delay nobody, and their replies wait for them", async () => {
      const count = 400_000;
      const silent = await connectMany(4, { port: server().port, reading: false });
      const sent = silent.map((client) => client.send("TIME\r\n".repeat(count)));
      await assertServedSoon(server());
      for (const client of silent) client.startReading();
      await Promise.all(sent);
      await Promise.all(silent.map((client) => client.halfClose()));
      for (const client of silent) {
        const { octets, end } = await client.takeToEnd();
        assertTimeReplies(octets, count);
        assert.equal(end, "eof");
        client[Symbol.dispose]();
      }
    });

    test("R8 500 requests in one segment", async () => {
      using client = await RawClient.connect({ port: server().port });
      await client.send("TIME\r\n".repeat(500));
      assertTimeReplies(await client.take(500 * TIME_REPLY_LENGTH), 500);
    });
  });
}

/** A new client and its requests, one after the other, are answered soon. */
async function assertServedSoon(server: ServerProcess): Promise<void> {
  let slowest = 0;
  for (let connection = 0; connection < 4; connection++) {
    let start = performance.now();
    using client = await RawClient.connect({ port: server.port });
    for (let turn = 0; turn < 25; turn++) {
      await client.ask("TIME\r\n", TIME_REPLY_LENGTH, SOON_MILLISECONDS);
      slowest = Math.max(slowest, performance.now() - start);
      start = performance.now();
    }
  }
  assert.ok(slowest < SOON_MILLISECONDS, `the slowest reply took ${slowest} ms`);
}
