import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import {
  assertTimeReply,
  DATED_REPLY_LENGTH,
  datedLabelAt,
  INVALID,
  labelsBetween,
  TIME_REPLY_LENGTH,
} from "../support/time-replies.ts";

/** What `--reply` and `--zone` change on the wire (R4, R13). */
export function optionSuite(configuration: Configuration, utc: () => ServerProcess): void {
  describe("replies by option", () => {
    test("R4 --zone UTC", async () => {
      using client = await RawClient.connect({ port: utc().port });
      const before = Date.now();
      assertTimeReply(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), before, Date.now(), "UTC");
    });

    test("R4 --zone Asia/Jakarta", async () => {
      await using server = await ServerProcess.start({ ...configuration, args: ["--zone", "Asia/Jakarta"] });
      using client = await RawClient.connect({ port: server.port });
      const before = Date.now();
      assertTimeReply(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), before, Date.now(), "Asia/Jakarta");
    });

    test("R13 --reply datetime, one by one and in a stream", async () => {
      await using server = await ServerProcess.start({ ...configuration, args: ["--reply", "datetime"] });
      using client = await RawClient.connect({ port: server.port });
      const before = Date.now();
      await client.send(`TIME\r\nX\r\n${"TIME\r\n".repeat(1000)}`);
      const first = await client.take(DATED_REPLY_LENGTH);
      assert.equal(await client.take(INVALID.length), INVALID);
      const rest = await client.take(1000 * DATED_REPLY_LENGTH);
      const allowed = [...labelsBetween(before, Date.now(), datedLabelAt)].map((label) => `JAM ${label}\r\n`);
      const replies = [first];
      for (let at = 0; at < rest.length; at += DATED_REPLY_LENGTH) {
        replies.push(rest.slice(at, at + DATED_REPLY_LENGTH));
      }
      for (const reply of replies) assert.ok(allowed.includes(reply), JSON.stringify(reply));
    });
  });
}
