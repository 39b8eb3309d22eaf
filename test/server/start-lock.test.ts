import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { loadEngine } from "../../src/engine/index.ts";
import type { ServerEvent } from "../../src/observability/index.ts";
import { claimPort } from "../../src/server/port-claim.ts";
import { lockStart } from "../../src/server/start-lock.ts";

const NEEDS_LINUX = process.platform === "linux" ? {} : { skip: "needs the abstract unix names of Linux" };

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

describe("two servers that start at the same moment", NEEDS_LINUX, () => {
  test("the second waits until the first listens, and then finds the port taken", async () => {
    const engine = await loadEngine();
    const port = await freePort();
    const options = { host: "127.0.0.1", port, claim: "exclusive" } as const;
    const tell = (event: ServerEvent) => assert.fail(event.type);
    const first = await claimPort(engine, options, tell);
    // From here on nobody listens, until the first's threads do.
    await first.release();
    let state = "waits";
    const second = claimPort(engine, options, tell).finally(() => {
      state = "is done";
    });
    second.catch(() => {});
    await delay(100);
    assert.equal(state, "waits");
    const listen = { host: "127.0.0.1", port, sharing: "shared", lingerMilliseconds: 0 } as const;
    const listener = await engine.listen(listen, () => null);
    first.end();
    await assert.rejects(second, { code: "JAM_PORT_TAKEN" });
    await listener.close();
  });

  test("a start that failed lets the next one in", async () => {
    const engine = await loadEngine();
    const port = await freePort();
    const wrong = { host: "192.0.2.1", port, claim: "exclusive" } as const;
    await assert.rejects(
      claimPort(engine, wrong, () => {}),
      { code: "JAM_ADDRESS_NOT_AVAILABLE" },
    );
    const start = performance.now();
    const next = await claimPort(engine, { ...wrong, host: "127.0.0.1" }, () => {});
    await next.release();
    next.end();
    assert.ok(performance.now() - start < 1000, "nobody holds the lock");
  });

  test("other ports do not wait, and whoever never lets go holds nobody up for ever", async () => {
    const [port, other] = [await freePort(), await freePort()];
    const release = await lockStart(port);
    (await lockStart(other, 0))();
    const start = performance.now();
    (await lockStart(port, 50))();
    assert.ok(performance.now() - start >= 50);
    release();
    const again = performance.now();
    (await lockStart(port))();
    assert.ok(performance.now() - again < 1000);
  });
});
