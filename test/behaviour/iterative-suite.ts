import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RawClient } from "../support/raw-client.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";

/** Long for a server that would answer, short for a test: nothing is to come in it. */
const SILENCE_MILLISECONDS = 300;

/** What one client at a time means: R12 does not hold, and everything else does. */
export function iterativeSuite(server: () => ServerProcess): void {
  describe("one client at a time", () => {
    test("not R12: a client waits until the one before it is gone, then gets its replies", async () => {
      const { port } = server();
      const first = await RawClient.connect({ port });
      assertTimeReplies(await first.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      using second = await RawClient.connect({ port });
      await second.send("TIME\r\nTIME\r\n");
      await assert.rejects(second.take(1, SILENCE_MILLISECONDS), "the second client has to wait");
      assertTimeReplies(await first.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      await first.send("QUIT\r\n");
      assertTimeReplies(await second.take(2 * TIME_REPLY_LENGTH), 2);
      first[Symbol.dispose]();
    });

    test("a client that leaves while it waits does not stop those behind it", async () => {
      const { port } = server();
      const first = await RawClient.connect({ port });
      assertTimeReplies(await first.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      const gone = [await RawClient.connect({ port }), await RawClient.connect({ port })];
      await gone[0]?.send("TIME\r\n");
      using last = await RawClient.connect({ port });
      await last.send("TIME\r\n");
      gone[0]?.reset();
      await gone[1]?.halfClose();
      first[Symbol.dispose]();
      assertTimeReplies(await last.take(TIME_REPLY_LENGTH), 1);
      for (const client of gone) client[Symbol.dispose]();
    });

    test("R8 500 requests in one segment", async () => {
      using client = await RawClient.connect({ port: server().port });
      await client.send("TIME\r\n".repeat(500));
      assertTimeReplies(await client.take(500 * TIME_REPLY_LENGTH), 500);
    });
  });
}
