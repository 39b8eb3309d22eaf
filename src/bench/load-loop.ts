import { setTimeout as delay } from "node:timers/promises";
import type { TlsOptions } from "../client/index.ts";
import { type Engine, loadEngine } from "../engine/index.ts";
import { ArrivalSchedule } from "./arrival-schedule.ts";
import { SYSTEM_CLOCKS } from "./clocks.ts";
import { dialWith } from "./dial.ts";
import type { ErrorEntry } from "./error-book.ts";
import type { Load } from "./load-parts.ts";
import type { LoadPlan, LoadShare, TargetAddress } from "./load-plan.ts";
import { Pacer, type Pacing } from "./pacer.ts";
import { Recorder } from "./recorder.ts";
import { ReplyChecker } from "./reply-checker.ts";
import { RequestLoad } from "./request-load.ts";
import { SessionLoad } from "./session-load.ts";
import { Tally } from "./tally.ts";

/** Pause between two looks for what is overdue. */
const SWEEP_MILLISECONDS = 10;
/** After the last reply connections stay open so long: a reply too many would come now. */
const SETTLE_MILLISECONDS = 30;

/** What one thread is to do. It can be posted. */
export interface LoopSetup {
  readonly address: TargetAddress;
  /** As in `DialOptions`. */
  readonly tls: TlsOptions | null;
  readonly plan: LoadPlan;
  readonly share: LoadShare;
  /** The server's zone, if it is known; see {@link ReplyChecker}. */
  readonly zoneOffset: number | null;
  readonly tallies: SharedArrayBuffer;
  /** Which of the tallies is this thread's. */
  readonly thread: number;
}

/** What one thread has seen in the measured time. It can be posted. */
export interface LoopResult {
  readonly sent: number;
  readonly right: number;
  readonly errors: readonly ErrorEntry[];
  /** An encoded LatencyHistogram. */
  readonly histogram: string;
  readonly zoneOffset: number | null;
  /** Null in a closed loop. */
  readonly pacing: Pacing | null;
  /** Whether it was ended early because requests stayed open too long. */
  readonly isCutShort: boolean;
}

/** The load generator of one thread, for one run against one target. */
export class LoadLoop {
  readonly #setup: LoopSetup;
  readonly #recorder: Recorder;
  readonly #checker: ReplyChecker;
  readonly #load: Load;
  #schedule: ArrivalSchedule | null = null;
  #pacer: Pacer | null = null;
  #isCutShort = false;
  #fail: (error: unknown) => void = () => {};

  private constructor(engine: Engine, setup: LoopSetup) {
    const { address, tls, plan, share, zoneOffset, tallies, thread } = setup;
    this.#setup = setup;
    this.#recorder = new Recorder(new Tally(tallies, thread), plan.timeout);
    this.#checker = new ReplyChecker({
      sameOctets: engine.sameOctets,
      clocks: SYSTEM_CLOCKS,
      tolerance: plan.clockTolerance,
      zoneOffset,
    });
    const parts = {
      dial: dialWith(engine, { address, tls, timeout: plan.timeout }),
      plan,
      connections: share.connections,
      recorder: this.#recorder,
      checker: this.#checker,
      onFault: (error: unknown) => this.#fail(error),
    };
    this.#load = plan.mode === "sessions" ? new SessionLoad(parts) : new RequestLoad(parts);
  }

  static async create(setup: LoopSetup): Promise<LoadLoop> {
    return new LoadLoop(await loadEngine(), setup);
  }

  /** Opens the connections that must be open before the first request. */
  async open(): Promise<void> {
    const sweeper = setInterval(() => this.#load.sweep(performance.now()), SWEEP_MILLISECONDS);
    try {
      await this.#load.open();
    } finally {
      clearInterval(sweeper);
    }
  }

  /** Carries out the plan, waits for the last reply or its timeout, closes all connections. */
  async run(): Promise<LoopResult> {
    let sweeper: ReturnType<typeof setInterval> | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#fail = reject;
        this.#begin();
        sweeper = setInterval(() => {
          if (this.#sweep(performance.now())) resolve();
        }, SWEEP_MILLISECONDS);
      });
      await delay(SETTLE_MILLISECONDS);
    } finally {
      clearInterval(sweeper);
    }
    await this.#load.close();
    return {
      sent: this.#recorder.sentCounted,
      right: this.#recorder.rightCounted,
      errors: this.#recorder.errors(),
      histogram: this.#recorder.histogram.encode(),
      zoneOffset: this.#checker.zoneOffset,
      pacing: this.#pacer?.pacing ?? null,
      isCutShort: this.#isCutShort,
    };
  }

  /** Sends nothing more; {@link run} then ends as it does at the end of the time. */
  stop(): void {
    const now = performance.now();
    this.#recorder.window.endAt = Math.min(this.#recorder.window.endAt, now);
    this.#schedule?.endAt(now);
  }

  #begin(): void {
    const { plan, share } = this.#setup;
    const { window } = this.#recorder;
    const start = performance.now();
    window.countFrom = start + plan.warmup;
    window.endAt = Math.min(window.endAt, window.countFrom + plan.duration);
    this.#load.begin(start);
    if (share.interval === null) return;
    this.#schedule = new ArrivalSchedule(start + share.offset, share.interval, window.endAt);
    this.#pacer = new Pacer(this.#schedule, window.countFrom, (dueAt, now) => this.#load.arrive(dueAt, now));
    this.#pacer.start();
  }

  /** @returns whether all is sent and answered, or will never be. */
  #sweep(now: number): boolean {
    const { plan } = this.#setup;
    this.#load.sweep(now);
    if (now < this.#recorder.window.endAt) {
      if (plan.giveUpAfter !== null && now - this.#load.oldestOpen > plan.giveUpAfter) {
        this.#isCutShort = true;
        this.stop();
      }
      return false;
    }
    if (now > this.#recorder.window.endAt + plan.timeout) {
      this.#pacer?.flush(now);
      this.#load.dropWaiting(now);
    }
    return (this.#pacer?.isDone ?? true) && this.#load.oldestOpen === Number.POSITIVE_INFINITY;
  }
}
