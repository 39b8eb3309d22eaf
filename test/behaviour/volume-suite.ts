import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

/** 60 MB asked, 140 MB answered: more than the 4 MB of send and 32 MB of receive buffer that Linux gives at most. */
const REQUESTS = 10_000_000;
const REPLIES_AT_ONCE = 150_000;
/**
 * A server that buffered what the kernel does not take would grow by 100 MB and more. What it may hold is the
 * reply to one read (512 KiB asked, 1.2 MB answered); the rest is garbage that the runtime has not collected yet.
 */
const GROWTH_LIMIT = 64 * 1024 * 1024;

/** Replies of many megabytes to a client that reads slowly (R8). */
export function volumeSuite(configuration: Configuration): void {
  describe("a slow reader of many megabytes", () => {
    test("R8 gets every octet in order, and the server's memory stays flat", async () => {
      await using server = await ServerProcess.start(configuration);
      // The runtime's own growth at its first work is not what is measured.
      await askAndRead(server, 300_000);
      const before = server.residentOctets;

      using client = await RawClient.connect({ port: server.port, reading: false });
      const sent = client.send("TIME\r\n".repeat(REQUESTS));
      await untilStalled(server);
      const whileStalled = server.residentOctets;
      client.startReading();
      let highest = whileStalled;
      for (let left = REQUESTS; left > 0; left -= REPLIES_AT_ONCE) {
        const count = Math.min(left, REPLIES_AT_ONCE);
        assertTimeReplies(await client.take(count * TIME_REPLY_LENGTH), count);
        highest = Math.max(highest, server.residentOctets);
        // A reader with pauses, in some of which the kernel's buffers fill up again.
        client.pause();
        if (left % (20 * REPLIES_AT_ONCE) === 0) await untilStalled(server);
        client.resume();
      }
      await sent;
      assertGrowth("while nobody read", before, whileStalled);
      assertGrowth("at its highest", before, highest);

      using another = await RawClient.connect({ port: server.port });
      await another.ask("TIME\r\n", TIME_REPLY_LENGTH);
    });
  });
}

async function askAndRead(server: ServerProcess, count: number): Promise<void> {
  using client = await RawClient.connect({ port: server.port });
  void client.send("TIME\r\n".repeat(count));
  assertTimeReplies(await client.take(count * TIME_REPLY_LENGTH), count);
}

/** Waits until the server has nothing to do: it uses no processor time between several looks. */
async function untilStalled(server: ServerProcess): Promise<void> {
  let previous = -1;
  let sameLooks = 0;
  await until(() => {
    const now = server.processorMilliseconds;
    sameLooks = now === previous ? sameLooks + 1 : 0;
    previous = now;
    return sameLooks >= 4;
  }, "the server to stall");
}

function assertGrowth(when: string, before: number, after: number): void {
  const growth = after - before;
  assert.ok(growth < GROWTH_LIMIT, `memory grew by ${(growth / 1024 / 1024).toFixed(1)} MiB ${when}`);
}
