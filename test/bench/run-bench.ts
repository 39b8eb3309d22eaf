import assert from "node:assert/strict";
import { type BenchOptions, bench } from "../../src/bench/bench.ts";
import type { ErrorEntry, ErrorKind } from "../../src/bench/error-book.ts";
import type { LoadPlan } from "../../src/bench/load-plan.ts";
import type { BenchResult, RunResult } from "../../src/bench/result.ts";

/** A short closed loop over two connections. */
export const SHORT_PLAN: LoadPlan = {
  mode: "requests",
  connections: 2,
  pipeline: 1,
  rate: null,
  warmup: 0,
  duration: 300,
  timeout: 2000,
  clockTolerance: 0,
  giveUpAfter: null,
};

/** Loads a server of this machine. */
export function benchPort(
  port: number,
  plan: Partial<LoadPlan> = {},
  options: Partial<BenchOptions> = {},
): Promise<BenchResult> {
  return bench(
    [{ name: "a", address: { host: "127.0.0.1", port }, tls: null, pid: null, zoneOffset: 0 }],
    { ...SHORT_PLAN, ...plan },
    {
      threads: 1,
      rounds: 1,
      rampLimit: null,
      signal: new AbortController().signal,
      onProgress: () => {},
      ...options,
    },
  );
}

/** The one run of a bench of one target and one round. */
export async function runOn(port: number, plan: Partial<LoadPlan> = {}): Promise<RunResult> {
  const result = await benchPort(port, plan);
  const run = result.targets[0]?.rounds[0];
  assert.ok(run !== undefined);
  return run;
}

/** The errors of one kind; fails when there are none. */
export function errorOf(run: RunResult, kind: ErrorKind): ErrorEntry {
  const entry = run.errors.find((error) => error.kind === kind);
  assert.ok(entry !== undefined, `no "${kind}" among ${JSON.stringify(run.errors)}`);
  return entry;
}

/** Asserts that only errors of these kinds were counted, and each of them. */
export function assertKinds(run: RunResult, kinds: readonly ErrorKind[]): void {
  assert.deepEqual(run.errors.map(({ kind }) => kind).sort(), [...kinds].sort(), JSON.stringify(run.errors));
}
