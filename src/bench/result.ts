import type { ErrorEntry } from "./error-book.ts";
import type { CurvePoint, LatencySummary } from "./latency-histogram.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { Pacing } from "./pacer.ts";
import type { ProcessorTime } from "./process-usage.ts";

/** The server's cost in one run, where its process is on this machine. */
export interface ServerCost {
  /** Processor time in the measured time, children of the process not included. */
  readonly processor: ProcessorTime;
  /** The same for each right reply or session, in microseconds; null when there was none. */
  readonly microsecondsEach: number | null;
  /** Resident memory at the end of the measured time, all connections open. */
  readonly residentOctets: number;
}

/** What happened in one slice of the measured time. */
export interface TimelinePoint {
  /** End of the slice, in seconds since the measured time began. */
  readonly at: number;
  readonly right: number;
  readonly errors: number;
}

/** One run against one target. */
export interface RunResult {
  /** Length of the measured time as it was. 0 when it was interrupted before. */
  readonly seconds: number;
  /** Requests (or sessions) that were to be sent in the measured time. */
  readonly sent: number;
  /** Of those, how many were answered right. */
  readonly right: number;
  /** Right replies (or sessions) that came in the measured time, for each second of it. */
  readonly throughput: number;
  /** Milliseconds; null when no reply was right. */
  readonly latency: LatencySummary | null;
  readonly curve: readonly CurvePoint[];
  /** Errors of the whole run, warm-up included. Empty: every reply was right. */
  readonly errors: readonly ErrorEntry[];
  readonly timeline: readonly TimelinePoint[];
  /** Null where the server's process is not known. */
  readonly cost: ServerCost | null;
  /** How well the schedule was kept; null in a closed loop. */
  readonly pacing: Pacing | null;
  /** The server's zone, in seconds east of UTC; null when no reply told it. */
  readonly zoneOffset: number | null;
  /** Whether a step of a ramp was ended early, because requests stayed open too long. */
  readonly isCutShort: boolean;
}

/** Median, smallest and largest of the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** How a target compares with the first one: its value divided by the first one's. Null where either is missing. */
export interface Ratios {
  readonly throughput: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly microsecondsEach: number | null;
  readonly residentOctets: number | null;
}

/** All rounds of one target. */
export interface TargetResult {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The process whose cost is measured. */
  readonly pid: number | null;
  readonly rounds: readonly RunResult[];
  readonly sent: number;
  readonly right: number;
  readonly errors: readonly ErrorEntry[];
  /** Null when no round was run. */
  readonly throughput: Spread | null;
  /** Of all rounds together. */
  readonly latency: LatencySummary | null;
  readonly curve: readonly CurvePoint[];
  readonly microsecondsEach: Spread | null;
  readonly residentOctets: Spread | null;
  /** Compared with the first target; null for the first itself. */
  readonly ratios: Ratios | null;
}

/** How a step of a ramp ended. */
export type StepVerdict = "held" | "latency" | "errors" | "rate";

/** One step of a ramp. */
export interface RampStep {
  /** Requests or sessions asked for each second. */
  readonly rate: number;
  readonly verdict: StepVerdict;
  readonly run: RunResult;
}

/** A ramp against one target. */
export interface RampResult {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly pid: number | null;
  /** In the order in which they were run. */
  readonly steps: readonly RampStep[];
  /** The highest rate that held below the lowest that did not; null when none held. */
  readonly knee: number | null;
  /** What broke at the lowest rate that did not hold; null when every step held. */
  readonly limit: Exclude<StepVerdict, "held"> | null;
}

/** What was asked for, as it is in the JSON result. */
export interface BenchSettings extends LoadPlan {
  readonly threads: number;
  readonly rounds: number;
  /** Ramp only: the p99 latency, in milliseconds, above which a step has not held. */
  readonly rampLimit: number | null;
  /** Of the connections to all targets. */
  readonly encryption: "none" | "tls";
}

/** The result of `jam bench`, and what `--json` writes. docs/bench.md explains each field. */
export interface BenchResult {
  /** Goes up when a field changes its meaning or goes away, not when one is added. */
  readonly format: 1;
  readonly startedAt: string;
  /** Runtime of the load generator. */
  readonly engine: string;
  readonly platform: string;
  readonly settings: BenchSettings;
  readonly isInterrupted: boolean;
  /** Empty for a ramp. */
  readonly targets: readonly TargetResult[];
  /** Empty unless it is a ramp. */
  readonly ramps: readonly RampResult[];
}
