import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { RawClient } from "../support/raw-client.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { assertTimeReply, labelAt, TIME_REPLY_LENGTH } from "../support/time-replies.ts";

const EDGES = 2;
/** Requests are made from so long before a second's edge until so long after it. */
const AROUND_MILLISECONDS = 60;

/** The second is truncated, never rounded, and never of an older request (R4). */
export function clockSuite(server: () => ServerProcess): void {
  describe("the clock", () => {
    test("R4 at a second's edge the label never disagrees with the wall clock read before and after", async () => {
      using client = await RawClient.connect({ port: server().port });
      let requests = 0;
      for (let edge = 0; edge < EDGES; edge++) {
        await delay(1000 - (Date.now() % 1000) - AROUND_MILLISECONDS);
        const last = Date.now() + 2 * AROUND_MILLISECONDS;
        const labels = new Set<string>();
        for (let now = Date.now(); now < last; requests++) {
          const reply = await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
          const after = Date.now();
          assertTimeReply(reply, now, after);
          labels.add(reply.slice(4, 12));
          now = after;
        }
        assert.ok(labels.has(labelAt(last)), "the edge was crossed");
      }
      assert.ok(requests >= 200, `only ${requests} requests`);
    });

    test("R4 requests that arrive in one segment after an edge get the new second", async () => {
      using client = await RawClient.connect({ port: server().port });
      await client.ask("TIME\r\n".repeat(100), 100 * TIME_REPLY_LENGTH);
      await delay(1001 - (Date.now() % 1000));
      const before = Date.now();
      const replies = await client.ask("TIME\r\n".repeat(100), 100 * TIME_REPLY_LENGTH);
      const after = Date.now();
      for (let at = 0; at < replies.length; at += TIME_REPLY_LENGTH) {
        assertTimeReply(replies.slice(at, at + TIME_REPLY_LENGTH), before, after);
      }
    });
  });
}
