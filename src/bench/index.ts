/** Load generator: sends TIME as asked, checks every reply, tells latency, throughput and errors. */
export { type BenchOptions, type BenchProgress, type BenchTarget, bench } from "./bench.ts";
export { countErrors, ERROR_KINDS, type ErrorEntry, type ErrorKind } from "./error-book.ts";
export type { CurvePoint, LatencySummary } from "./latency-histogram.ts";
export {
  automaticThreads,
  type LoadMode,
  type LoadPlan,
  PLAN_DEFAULTS,
  PLAN_LIMITS,
  type TargetAddress,
} from "./load-plan.ts";
export { type ProbedServer, probe } from "./probe.ts";
export { readUsage } from "./process-usage.ts";
export type * from "./result.ts";
export { type FoundProcess, findServerProcess } from "./server-process.ts";
export { formatOffset } from "./time-check.ts";
