import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";

describe("jam serve through its launcher", () => {
  for (const engine of ["bun", "node"] as const) {
    test(`--engine ${engine} serves, and a signal to the launcher stops it in order`, async () => {
      const options = ["--port", "0", "--zone", "UTC", "--log-format", "json", "--no-http"];
      await using server = await ServerProcess.start({
        engine: "node",
        threads: 2,
        program: ["bin/jam.js", "serve", "--engine", engine, "--threads", "2", ...options],
      });
      assert.equal(server.find("listening")?.engine, engine);
      using client = await RawClient.connect({ port: server.port });
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      await client.send("TIME\r\n".repeat(500));
      server.signal("SIGINT");
      const { octets, end } = await client.takeToEnd();
      assertTimeReplies(octets, 500);
      assert.equal(end, "eof");
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
    });
  }
});
