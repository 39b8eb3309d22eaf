import assert from "node:assert/strict";
import { test } from "node:test";
import type { CloseCause } from "../../src/engine/index.ts";
import { nodeEngine } from "../../src/engine/node-engine.ts";
import { RawClient } from "../support/raw-client.ts";
import { within } from "../support/waiting.ts";

const ADDRESS = { host: "127.0.0.1", port: 0, sharing: "exclusive", lingerMilliseconds: 1000 } as const;

test("a connection that is cut off while its FIN is being sent closes", async () => {
  let tellClosed: (cause: CloseCause) => void = () => {};
  const closed = new Promise<CloseCause>((resolve) => {
    tellClosed = resolve;
  });
  const listener = await nodeEngine.listen(ADDRESS, (transport) => ({
    received() {
      transport.write(Buffer.from("JAM 00:00:00\r\n"));
      transport.end();
      transport.abort();
    },
    peerFinished() {},
    closed: tellClosed,
    failed(error) {
      assert.fail(String(error));
    },
  }));
  using client = await RawClient.connect({ port: listener.port });
  await client.send("TIME\r\n");
  assert.equal(await within(closed, "the engine to tell of the close"), "aborted");
  await client.takeToEnd();
  await listener.close();
});
