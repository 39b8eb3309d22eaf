import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compareTargets, spreadOf } from "../../src/bench/comparison.ts";
import { LatencyHistogram } from "../../src/bench/latency-histogram.ts";
import type { RunOutcome } from "../../src/bench/run.ts";
import { runResult } from "./sample-results.ts";

function outcome(throughput: number, milliseconds: number, microseconds: number | null): RunOutcome {
  const histogram = new LatencyHistogram();
  histogram.record(milliseconds, 1000);
  const processor = { seconds: 1, source: "schedstat" } as const;
  const cost =
    microseconds === null ? null : { processor, microsecondsEach: microseconds, residentOctets: 1_000_000 };
  return { result: runResult({ throughput, cost }), histograms: [histogram.encode()] };
}

function target(name: string) {
  return { name, address: { host: "127.0.0.1", port: 1 }, tls: null, pid: null, zoneOffset: 0 };
}

describe("spread", () => {
  test("median, smallest and largest", () => {
    assert.equal(spreadOf([]), null);
    assert.deepEqual(spreadOf([7]), { median: 7, min: 7, max: 7 });
    assert.deepEqual(spreadOf([9, 1, 3]), { median: 3, min: 1, max: 9 });
    assert.deepEqual(spreadOf([10, 2, 1, 4]), { median: 3, min: 1, max: 10 });
  });
});

describe("comparison", () => {
  test("rounds are added up and compared with the first target", () => {
    const [first, second] = compareTargets([
      { target: target("a"), rounds: [outcome(100, 2, 10), outcome(300, 2, 10), outcome(200, 2, 10)] },
      { target: target("b"), rounds: [outcome(100, 4, 15), outcome(90, 4, 15), outcome(110, 4, 15)] },
    ]);
    assert.equal(first?.ratios, null);
    assert.deepEqual(first?.throughput, { median: 200, min: 100, max: 300 });
    assert.equal(first?.right, 3000);
    assert.equal(second?.ratios?.throughput, 0.5);
    assert.equal(second?.ratios?.microsecondsEach, 1.5);
    assert.equal(second?.ratios?.residentOctets, 1);
    assert.ok(Math.abs((second?.ratios?.p99 ?? 0) - 2) < 0.01);
  });

  test("what is not known has no ratio", () => {
    const [, second] = compareTargets([
      { target: target("a"), rounds: [outcome(100, 1, null)] },
      { target: target("b"), rounds: [outcome(100, 1, 5)] },
      { target: target("c"), rounds: [] },
    ]);
    assert.equal(second?.ratios?.microsecondsEach, null);
  });

  test("a round that was interrupted before its measured time is no median of 0", () => {
    const interrupted = { result: runResult({ seconds: 0, throughput: 0 }), histograms: [] };
    const [only] = compareTargets([{ target: target("a"), rounds: [outcome(100, 1, null), interrupted] }]);
    assert.deepEqual(only?.throughput, { median: 100, min: 100, max: 100 });
  });

  test("a target without a round has no figures", () => {
    const [only] = compareTargets([{ target: target("a"), rounds: [] }]);
    assert.equal(only?.throughput, null);
    assert.equal(only?.latency, null);
  });
});
