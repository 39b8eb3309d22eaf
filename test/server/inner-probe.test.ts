import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, test } from "node:test";
import type { ServerEvent } from "../../src/observability/index.ts";
import { createTimeServer, type TimeServerOptions } from "../../src/server/index.ts";
import { type ProbedThread, probeThreads } from "../../src/server/inner-probe.ts";
import { RawClient } from "../support/raw-client.ts";
import { TIME_REPLY_LENGTH } from "../support/time-replies.ts";

const PATIENCE_MILLISECONDS = 10_000;

/** A server that is asked whether it serves, and all that it told and counted meanwhile. */
async function probed(options: TimeServerOptions) {
  const events: ServerEvent[] = [];
  await using server = createTimeServer({
    host: "127.0.0.1",
    port: 0,
    onEvents: (some) => events.push(...some),
    ...options,
  });
  const before = await server.serves(PATIENCE_MILLISECONDS);
  await server.listen();
  const serves = await server.serves(PATIENCE_MILLISECONDS);
  const { opened, times, octetsIn } = server.counters;
  await server.close();
  const told = events.filter(({ type }) => /connection|request|rest/.test(type));
  return { before, serves, after: await server.serves(100), counted: [opened, times, octetsIn], told };
}

const UNSEEN = { before: false, serves: true, after: false, counted: [0, 0, 0], told: [] };

describe("inner probe", () => {
  test("each of several threads answers at the port of all, and nobody is told", async () => {
    assert.deepEqual(await probed({ threads: 3 }), UNSEEN);
  });

  test("a server in its caller's thread answers too, on IPv6 and on all addresses", async () => {
    for (const host of ["127.0.0.1", "::1", "0.0.0.0", "::"]) {
      assert.deepEqual(await probed({ threads: 0, host }), UNSEEN, host);
    }
  });

  test("it comes in where clients of this machine may not, and without a balancer's header", async () => {
    assert.deepEqual(await probed({ threads: 1, admission: { deny: ["127.0.0.0/8"] } }), UNSEEN);
    assert.deepEqual(await probed({ threads: 1, admission: { proxyFrom: ["192.0.2.1"] } }), UNSEEN);
    assert.deepEqual(await probed({ threads: 1, reply: "datetime", strict: true }), UNSEEN);
  });

  test("it does not wait behind the one client of an iterative server", async () => {
    await using server = createTimeServer({ host: "127.0.0.1", port: 0, model: "iterative" });
    const { port } = await server.listen();
    using client = await RawClient.connect({ port });
    await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
    assert.equal(await server.serves(PATIENCE_MILLISECONDS), true);
    await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
    assert.equal(server.counters.opened, 1);
  });

  test("a server that accepts and does not answer does not serve, nor does a thread that never sees its probe", async () => {
    const server = createServer((socket) => socket.on("error", () => {}));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const at = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
    const thread: ProbedThread = { expectProbes: async () => 1 };
    assert.equal(await probeThreads(at, [thread], 200), false);
    server.on("connection", (socket) => socket.on("data", () => socket.write("JAM 12:00:00\r\n")));
    assert.equal(await probeThreads(at, [thread], PATIENCE_MILLISECONDS), true);
    const deaf: ProbedThread = { expectProbes: async () => 0 };
    assert.equal(await probeThreads(at, [thread, deaf], 300), false);
    const hanging: ProbedThread = { expectProbes: () => new Promise(() => {}) };
    assert.equal(await probeThreads(at, [thread, hanging], 100), false);
    server.close();
    await once(server, "close");
    assert.equal(await probeThreads(at, [thread], PATIENCE_MILLISECONDS), false, "nobody listens");
  });
});
