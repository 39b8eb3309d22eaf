import type { LatencySummary } from "../../src/bench/latency-histogram.ts";
import type { RunResult } from "../../src/bench/result.ts";

/** Latencies that are all the same. */
export function latencyOf(milliseconds: number): LatencySummary {
  return {
    p50: milliseconds,
    p90: milliseconds,
    p99: milliseconds,
    p999: milliseconds,
    max: milliseconds,
    mean: milliseconds,
  };
}

/** A run of a second with 1000 right replies of 1 ms each, but for what a test says. */
export function runResult(changes: Partial<RunResult> = {}): RunResult {
  return {
    seconds: 1,
    sent: 1000,
    right: 1000,
    throughput: 1000,
    latency: latencyOf(1),
    curve: [
      [0, 1],
      [90, 1],
    ],
    errors: [],
    timeline: [
      { at: 0.5, right: 400, errors: 0 },
      { at: 1, right: 600, errors: 0 },
    ],
    cost: null,
    pacing: null,
    zoneOffset: 0,
    isCutShort: false,
    ...changes,
  };
}
