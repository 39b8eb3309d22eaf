import type { TlsOptions } from "../client/index.ts";
import { type ErrorEntry, mergeErrors } from "./error-book.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { type LoadGenerator, localGenerator, ThreadGenerator } from "./load-generator.ts";
import type { LoopResult } from "./load-loop.ts";
import { type LoadPlan, sharesOf, type TargetAddress } from "./load-plan.ts";
import type { Pacing } from "./pacer.ts";
import { type ProcessUsage, processorTime, readUsage } from "./process-usage.ts";
import type { RunResult, ServerCost, TimelinePoint } from "./result.ts";
import { createTallyMemory, readTallies, type TallyValues } from "./tally.ts";

const SAMPLE_MILLISECONDS = 100;
/** Points of a timeline at most. */
const TIMELINE_POINTS = 600;

/** Where a run is, for a progress display. */
export interface RunProgress {
  readonly elapsed: number;
  /** Warm-up and measured time, in milliseconds. */
  readonly total: number;
  readonly tally: TallyValues;
  /** Right replies a second since the last look. */
  readonly rate: number;
}

/** How to carry out a run. */
export interface RunOptions {
  /** 1: in the caller's thread. */
  readonly threads: number;
  /** The server's process; null: its cost is not measured. */
  readonly pid: number | null;
  readonly zoneOffset: number | null;
  /** Null: not encrypted. */
  readonly tls: TlsOptions | null;
  /** Ends the run early; what was seen until then is the result. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/** A result with its latencies, so that rounds can be added up. */
export interface RunOutcome {
  readonly result: RunResult;
  /** Encoded histograms of all threads. */
  readonly histograms: readonly string[];
}

interface Mark {
  readonly at: number;
  readonly tally: TallyValues;
  readonly usage: ProcessUsage | null;
}

/**
 * Carries out a plan once against one target. What goes wrong with the target is in the result.
 *
 * @throws {JamError} JAM_LOAD_THREAD_FAILED.
 */
export async function runOnce(
  address: TargetAddress,
  plan: LoadPlan,
  options: RunOptions,
): Promise<RunOutcome> {
  const tallies = createTallyMemory(options.threads);
  const setups = sharesOf(plan, options.threads).map((share, thread) => ({
    address,
    tls: options.tls,
    plan,
    share,
    thread,
    tallies,
    zoneOffset: options.zoneOffset,
  }));
  const generators: LoadGenerator[] =
    options.threads === 1
      ? await Promise.all(setups.map(localGenerator))
      : setups.map((setup) => new ThreadGenerator(setup));
  const watch = new RunWatch(tallies, plan, options);
  const onAbort = (): void => {
    watch.endMeasuring();
    for (const generator of generators) generator.stop();
  };
  try {
    await Promise.all(generators.map((generator) => generator.open()));
    watch.start();
    const running = generators.map((generator) => generator.run());
    options.signal.addEventListener("abort", onAbort, { once: true });
    if (options.signal.aborted) onAbort();
    const results = await Promise.all(running);
    return { result: watch.result(results), histograms: results.map(({ histogram }) => histogram) };
  } finally {
    options.signal.removeEventListener("abort", onAbort);
    watch.stop();
    await Promise.all(generators.map((generator) => generator.terminate()));
  }
}

/** Looks at a run from outside: marks the measured time, draws the timeline, tells the progress. */
class RunWatch {
  readonly #tallies: SharedArrayBuffer;
  readonly #plan: LoadPlan;
  readonly #options: RunOptions;
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #timeline: TimelinePoint[] = [];
  #startedAt = 0;
  #begin: Mark | null = null;
  #end: Mark | null = null;
  #lastSlice: { readonly at: number; readonly tally: TallyValues } | null = null;
  #lastSample: { readonly at: number; readonly right: number } = { at: 0, right: 0 };

  constructor(tallies: SharedArrayBuffer, plan: LoadPlan, options: RunOptions) {
    this.#tallies = tallies;
    this.#plan = plan;
    this.#options = options;
  }

  start(): void {
    const { warmup, duration } = this.#plan;
    this.#startedAt = performance.now();
    this.#lastSample = { at: this.#startedAt, right: readTallies(this.#tallies).right };
    this.#timers.push(
      setTimeout(() => this.#beginMeasuring(), warmup),
      setTimeout(() => this.endMeasuring(), warmup + duration),
      setInterval(() => this.#sample(), SAMPLE_MILLISECONDS),
    );
  }

  endMeasuring(): void {
    if (this.#begin === null || this.#end !== null) return;
    this.#end = this.#mark();
    this.#addSlice(this.#end);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  result(loops: readonly LoopResult[]): RunResult {
    this.endMeasuring();
    const histogram = new LatencyHistogram();
    for (const loop of loops) histogram.addEncoded(loop.histogram);
    const seconds = this.#begin !== null && this.#end !== null ? (this.#end.at - this.#begin.at) / 1000 : 0;
    const right =
      this.#begin !== null && this.#end !== null ? this.#end.tally.right - this.#begin.tally.right : 0;
    return {
      seconds,
      sent: loops.reduce((sum, loop) => sum + loop.sent, 0),
      right: loops.reduce((sum, loop) => sum + loop.right, 0),
      throughput: seconds > 0 ? right / seconds : 0,
      latency: histogram.summary(),
      curve: histogram.curve(),
      errors: mergeErrors(loops.map(({ errors }): readonly ErrorEntry[] => errors)),
      timeline: this.#timeline,
      cost: this.#cost(right),
      pacing: addPacings(loops),
      zoneOffset: loops.find((loop) => loop.zoneOffset !== null)?.zoneOffset ?? null,
      isCutShort: loops.some(({ isCutShort }) => isCutShort),
    };
  }

  #beginMeasuring(): void {
    this.#begin = this.#mark();
    this.#lastSlice = this.#begin;
  }

  #mark(): Mark {
    const { pid } = this.#options;
    // Both are read together, so that the cost is divided by the replies that it bought.
    const usage = pid === null ? null : readUsage(pid);
    return { at: performance.now(), tally: readTallies(this.#tallies), usage };
  }

  #sample(): void {
    const at = performance.now();
    const tally = readTallies(this.#tallies);
    const { warmup, duration } = this.#plan;
    const slice = Math.max(SAMPLE_MILLISECONDS, duration / TIMELINE_POINTS);
    const isMeasuring = this.#begin !== null && this.#end === null;
    // Timers come a little early or late.
    if (isMeasuring && at - (this.#lastSlice?.at ?? at) >= slice - SAMPLE_MILLISECONDS / 2) {
      this.#addSlice({ at, tally });
    }
    const rate = ((tally.right - this.#lastSample.right) / (at - this.#lastSample.at)) * 1000;
    this.#lastSample = { at, right: tally.right };
    this.#options.onProgress({ elapsed: at - this.#startedAt, total: warmup + duration, tally, rate });
  }

  #addSlice(now: { readonly at: number; readonly tally: TallyValues }): void {
    const last = this.#lastSlice;
    if (this.#begin === null || last === null || now.at <= last.at) return;
    this.#timeline.push({
      at: (now.at - this.#begin.at) / 1000,
      right: now.tally.right - last.tally.right,
      errors: now.tally.errors - last.tally.errors,
    });
    this.#lastSlice = now;
  }

  #cost(right: number): ServerCost | null {
    const before = this.#begin?.usage ?? null;
    const after = this.#end?.usage ?? null;
    if (before === null || after === null) return null;
    const processor = processorTime(before, after);
    return {
      processor,
      microsecondsEach: right > 0 ? (processor.seconds * 1e6) / right : null,
      residentOctets: after.residentOctets,
    };
  }
}

function addPacings(loops: readonly LoopResult[]): Pacing | null {
  const pacings = loops.flatMap(({ pacing }) => pacing ?? []);
  if (pacings.length === 0) return null;
  return {
    arrivals: pacings.reduce((sum, pacing) => sum + pacing.arrivals, 0),
    late: pacings.reduce((sum, pacing) => sum + pacing.late, 0),
    lateMax: Math.max(...pacings.map(({ lateMax }) => lateMax)),
  };
}
