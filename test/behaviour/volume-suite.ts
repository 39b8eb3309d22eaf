import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

/** 60 MB asked, 140 MB answered: more than the 4 MB of send and 32 MB of receive buffer that Linux gives at most. */
const PARTS = 80;
const PART_REQUESTS = 125_000;
const REQUESTS = PARTS * PART_REQUESTS;
/**
 * A server that buffered what the kernel does not take would grow by 100 MB and more. What it may hold is the
 * reply to one read (512 KiB asked, 1.2 MB answered). Garbage that waits for collection is the same for a
 * client that fetches each part before it asks for the next, which is what is compared with.
 */
const STALLED_GROWTH_LIMIT = 32 * 1024 * 1024;
/** While replies leave, a garbage collector that is behind costs Node up to 40 MiB more than without a backlog. */
const HIGHEST_GROWTH_LIMIT = 80 * 1024 * 1024;

/** Replies of many megabytes to a client that reads slowly (R8). */
export function volumeSuite(configuration: Configuration): void {
  describe("a slow reader of many megabytes", () => {
    test("R8 gets every octet in order, and the server's memory stays flat", async () => {
      await using server = await ServerProcess.start(configuration);
      const before = await highestWithoutBacklog(server);

      using client = await RawClient.connect({ port: server.port, reading: false });
      const sent = client.send("TIME\r\n".repeat(REQUESTS));
      await untilStalled(server);
      const whileStalled = server.residentOctets;
      client.startReading();
      let highest = whileStalled;
      for (let part = 0; part < PARTS; part++) {
        assertTimeReplies(await client.take(PART_REQUESTS * TIME_REPLY_LENGTH), PART_REQUESTS);
        highest = Math.max(highest, server.residentOctets);
        // A reader with pauses, in some of which the kernel's buffers fill up again.
        client.pause();
        if (part % 20 === 0) await untilStalled(server);
        client.resume();
      }
      await sent;
      assertGrowth("while nobody read", whileStalled - before, STALLED_GROWTH_LIMIT);
      assertGrowth("at its highest", highest - before, HIGHEST_GROWTH_LIMIT);

      using another = await RawClient.connect({ port: server.port });
      await another.ask("TIME\r\n", TIME_REPLY_LENGTH);
    });
  });
}

/** The server's highest memory while it answers as many requests, but never many that wait. */
async function highestWithoutBacklog(server: ServerProcess): Promise<number> {
  using client = await RawClient.connect({ port: server.port });
  const requests = "TIME\r\n".repeat(PART_REQUESTS);
  let highest = 0;
  for (let part = 0; part < PARTS; part++) {
    assertTimeReplies(await client.ask(requests, PART_REQUESTS * TIME_REPLY_LENGTH), PART_REQUESTS);
    highest = Math.max(highest, server.residentOctets);
  }
  return highest;
}

/** Waits until the server has nothing to do: it uses no processor time between several looks. */
async function untilStalled(server: ServerProcess): Promise<void> {
  let previous = -1;
  let sameLooks = 0;
  await until(() => {
    const now = server.processorMilliseconds;
    sameLooks = now === previous ? sameLooks + 1 : 0;
    previous = now;
    return sameLooks >= 6;
  }, "the server to stall");
}

function assertGrowth(when: string, growth: number, limit: number): void {
  assert.ok(growth < limit, `memory grew by ${(growth / 1024 / 1024).toFixed(1)} MiB ${when}`);
}
