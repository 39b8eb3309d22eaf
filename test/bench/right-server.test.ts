import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bench } from "../../src/bench/bench.ts";
import type { RunResult } from "../../src/bench/result.ts";
import { createTimeServer } from "../../src/server/index.ts";
import { benchPort, runOn, SHORT_PLAN } from "./run-bench.ts";

/** Runs a test against the project's own server, in this process. */
async function withServer(action: (port: number) => Promise<void>, zone = "UTC"): Promise<void> {
  await using server = createTimeServer({ host: "127.0.0.1", port: 0, zone });
  const { port } = await server.listen();
  await action(port);
}

function assertAllRight(run: RunResult): void {
  assert.deepEqual(run.errors, []);
  assert.ok(run.right > 0);
  assert.equal(run.right, run.sent);
  assert.ok(run.throughput > 0);
  assert.ok(run.latency !== null && run.latency.p50 > 0 && run.latency.p50 <= run.latency.max);
}

describe("load on a server that is right", () => {
  test("closed loop, one request at a time", () =>
    withServer(async (port) => assertAllRight(await runOn(port))));

  test("closed loop, pipelined: replies come in whole batches", () =>
    withServer(async (port) => {
      const run = await runOn(port, { pipeline: 200, connections: 3 });
      assertAllRight(run);
      assert.equal(run.sent % 200, 0);
    }));

  test("over the change of a second, several times", () =>
    withServer(async (port) => assertAllRight(await runOn(port, { duration: 2200, connections: 4 }))));

  test("in another zone, told or found from the first reply", () =>
    withServer(async (port) => {
      const target = { name: "a", address: { host: "127.0.0.1", port }, tls: null, pid: null };
      for (const zoneOffset of [null, 5 * 3600 + 2700]) {
        const run = await runIn(target, zoneOffset);
        assertAllRight(run);
        assert.equal(run.zoneOffset, 5 * 3600 + 2700);
      }
    }, "Asia/Kathmandu"));

  test("open loop: as many as the rate asks for, each counted", () =>
    withServer(async (port) => {
      const run = await runOn(port, { rate: 200, duration: 500 });
      assertAllRight(run);
      assert.equal(run.sent, 100);
      assert.equal(run.pacing?.arrivals, 100);
    }));

  test("open loop, pipelined: a batch is one arrival", () =>
    withServer(async (port) => {
      const run = await runOn(port, { rate: 1000, pipeline: 10, duration: 300 });
      assertAllRight(run);
      assert.equal(run.sent, 300);
      assert.equal(run.pacing?.arrivals, 30);
    }));

  test("sessions, closed and open loop", () =>
    withServer(async (port) => {
      assertAllRight(await runOn(port, { mode: "sessions" }));
      const paced = await runOn(port, { mode: "sessions", rate: 100, duration: 300 });
      assertAllRight(paced);
      assert.equal(paced.sent, 30);
    }));

  test("the warm-up is not counted", () =>
    withServer(async (port) => {
      const run = await runOn(port, { rate: 100, warmup: 300, duration: 200 });
      assertAllRight(run);
      assert.equal(run.sent, 20);
    }));

  test("from several client threads, added up", () =>
    withServer(async (port) => {
      const result = await benchPort(port, { rate: 300, connections: 4 }, { threads: 3 });
      const run = result.targets[0]?.rounds[0];
      assert.ok(run !== undefined);
      assertAllRight(run);
      assert.equal(run.sent, 90);
    }));

  test("a signal ends it early, with what was seen until then", () =>
    withServer(async (port) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 200);
      const result = await benchPort(port, { duration: 60_000 }, { signal: stop.signal, rounds: 5 });
      assert.equal(result.isInterrupted, true);
      assert.equal(result.targets[0]?.rounds.length, 1);
      const run = result.targets[0]?.rounds[0];
      assert.ok(run !== undefined);
      assertAllRight(run);
      assert.ok(run.seconds < 30);
    }));

  test("rounds of two targets take turns", () =>
    withServer((first) =>
      withServer(async (second) => {
        const order: string[] = [];
        const both = await bench(
          [first, second].map((port, index) => ({
            name: `${index}`,
            address: { host: "127.0.0.1", port },
            tls: null,
            pid: process.pid,
            zoneOffset: 0,
          })),
          { ...SHORT_PLAN, duration: 250 },
          {
            threads: 1,
            rounds: 2,
            rampLimit: null,
            signal: new AbortController().signal,
            onProgress: ({ target }) => {
              if (order.at(-1) !== target) order.push(target);
            },
          },
        );
        assert.deepEqual(order, ["0", "1", "0", "1"]);
        assert.deepEqual(
          both.targets.map(({ rounds }) => rounds.length),
          [2, 2],
        );
        assert.equal(both.targets[0]?.ratios, null);
        assert.ok((both.targets[1]?.ratios?.throughput ?? 0) > 0);
        if (process.platform === "linux") assert.ok((both.targets[0]?.microsecondsEach?.median ?? 0) > 0);
      }),
    ));

  test("a ramp ends and names what it found", () =>
    withServer(async (port) => {
      const result = await benchPort(port, { rate: 100_000, duration: 100 }, { rampLimit: 0.05 });
      const ramp = result.ramps[0];
      assert.ok(ramp !== undefined && ramp.steps.length > 1);
      assert.deepEqual(result.targets, []);
      const held = ramp.steps.filter(({ verdict }) => verdict === "held").map(({ rate }) => rate);
      assert.ok(ramp.knee === null ? true : held.includes(ramp.knee));
    }));
});

async function runIn(
  target: { name: string; address: { host: string; port: number }; tls: null; pid: null },
  zoneOffset: number | null,
): Promise<RunResult> {
  const result = await bench([{ ...target, zoneOffset }], SHORT_PLAN, {
    threads: 1,
    rounds: 1,
    rampLimit: null,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return result.targets[0]?.rounds[0] as RunResult;
}
