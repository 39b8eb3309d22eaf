import type { TlsOptions } from "../client/index.ts";
import { currentEngineName, currentEngineVersion } from "../engine/index.ts";
import { compareTargets } from "./comparison.ts";
import { judgeStep, kneeOf, nextRate } from "./knee.ts";
import type { LoadPlan, TargetAddress } from "./load-plan.ts";
import type { BenchResult, BenchSettings, RampResult, RampStep, TargetResult } from "./result.ts";
import { type RunOutcome, type RunProgress, runOnce } from "./run.ts";

/** A server to load, found and ready. */
export interface BenchTarget {
  /** As it is called in the result. */
  readonly name: string;
  readonly address: TargetAddress;
  /**
   * Null: not encrypted. Its `servername` must be given: `address` is no name any more. It may hold a private key,
   * and is no part of the result.
   */
  readonly tls: TlsOptions | null;
  readonly pid: number | null;
  /** Seconds east of UTC, from a first reply; null when unknown. */
  readonly zoneOffset: number | null;
}

/** How to carry out a plan. */
export interface BenchOptions {
  /** Client threads, at least 1; 1 is the caller's own. */
  readonly threads: number;
  /** Rounds over all targets: A B A B ... */
  readonly rounds: number;
  /** Not null: a ramp, with this p99 latency in milliseconds as its limit; `plan.rate` is its first rate. */
  readonly rampLimit: number | null;
  /** Ends early; the result holds what was seen until then. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BenchProgress) => void;
}

/** Where the whole bench is, for a progress display. */
export interface BenchProgress extends RunProgress {
  readonly target: string;
  /** Runs that are over, and all that are planned; a ramp does not know how many it needs (null). */
  readonly runsDone: number;
  readonly runs: number | null;
  /** The rate asked for; null in a closed loop. */
  readonly asked: number | null;
}

/** A step of a ramp is cut short when a request has been open for so many times the limit, but not before. */
const GIVE_UP_LIMITS = 10;
const GIVE_UP_MILLISECONDS = 500;

/**
 * Loads the targets and tells what came of it. A target that fails is in the result, not thrown.
 *
 * @throws {JamError} JAM_LOAD_THREAD_FAILED.
 */
export async function bench(
  targets: readonly BenchTarget[],
  plan: LoadPlan,
  options: BenchOptions,
): Promise<BenchResult> {
  const startedAt = new Date().toISOString();
  const isRamp = options.rampLimit !== null;
  const settings: BenchSettings = {
    ...plan,
    threads: options.threads,
    rounds: isRamp ? 1 : options.rounds,
    rampLimit: options.rampLimit,
    encryption: targets.some(({ tls }) => tls !== null) ? "tls" : "none",
  };
  return {
    format: 1,
    startedAt,
    engine: `${currentEngineName()} ${currentEngineVersion()}`,
    platform: `${process.platform} ${process.arch}`,
    settings,
    targets: isRamp ? [] : await runRounds(targets, plan, options),
    ramps: isRamp ? await runRamps(targets, plan, options) : [],
    isInterrupted: options.signal.aborted,
  };
}

/** A B A B and not A A B B: what changes on the machine meanwhile meets all targets alike. */
async function runRounds(
  targets: readonly BenchTarget[],
  plan: LoadPlan,
  options: BenchOptions,
): Promise<TargetResult[]> {
  const rows = targets.map((target) => ({ target, rounds: [] as RunOutcome[] }));
  const runs = options.rounds * targets.length;
  for (let run = 0; run < runs && !options.signal.aborted; run++) {
    const row = rows[run % rows.length] as (typeof rows)[number];
    row.rounds.push(
      await runOnce(row.target.address, plan, runOptions(row.target, plan, options, run, runs)),
    );
  }
  return compareTargets(rows);
}

async function runRamps(
  targets: readonly BenchTarget[],
  plan: LoadPlan,
  options: BenchOptions,
): Promise<RampResult[]> {
  const results: RampResult[] = [];
  for (const target of targets) {
    if (!options.signal.aborted) results.push(await runRamp(target, plan, options));
  }
  return results;
}

async function runRamp(target: BenchTarget, plan: LoadPlan, options: BenchOptions): Promise<RampResult> {
  const limit = options.rampLimit ?? Number.POSITIVE_INFINITY;
  const steps: RampStep[] = [];
  for (
    let rate = nextRate(steps, plan.rate ?? 0);
    rate !== null && !options.signal.aborted;
    rate = nextRate(steps, plan.rate ?? 0)
  ) {
    const step = { ...plan, rate, giveUpAfter: Math.max(GIVE_UP_MILLISECONDS, GIVE_UP_LIMITS * limit) };
    const outcome = await runOnce(
      target.address,
      step,
      runOptions(target, step, options, steps.length, null),
    );
    // An interrupted step says nothing of its rate.
    if (options.signal.aborted) break;
    steps.push({ rate, verdict: judgeStep(rate, outcome.result, limit), run: outcome.result });
  }
  const { name, address, pid } = target;
  return { name, ...address, pid, steps, ...kneeOf(steps) };
}

function runOptions(
  target: BenchTarget,
  plan: LoadPlan,
  { threads, signal, onProgress }: BenchOptions,
  runsDone: number,
  runs: number | null,
): Parameters<typeof runOnce>[2] {
  return {
    threads,
    pid: target.pid,
    tls: target.tls,
    zoneOffset: target.zoneOffset,
    signal,
    onProgress: (progress) =>
      onProgress({ ...progress, target: target.name, runsDone, runs, asked: plan.rate }),
  };
}
