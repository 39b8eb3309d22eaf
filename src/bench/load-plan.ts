/**
 * What a connection is used for: `requests` asks on it again and again, `sessions` opens one for each
 * connect, TIME, QUIT and close.
 */
export type LoadMode = "requests" | "sessions";

/** Where a target is, resolved once so that no name is looked up under load. */
export interface TargetAddress {
  /** Numeric IP address. */
  readonly host: string;
  readonly port: number;
}

/** The load of one run against one target. All times in milliseconds. */
export interface LoadPlan {
  readonly mode: LoadMode;
  /** Connections open at once; in session mode the most sessions at once. */
  readonly connections: number;
  /** Requests sent together, as one write, each batch after all replies to the one before. 1 in session mode. */
  readonly pipeline: number;
  /** Requests or sessions a second over all connections (open loop); null: as fast as replies come (closed loop). */
  readonly rate: number | null;
  /** Load before the measured time. Its latencies are not counted, its errors are. */
  readonly warmup: number;
  readonly duration: number;
  /** A reply, a connection or a close that takes longer is an error. */
  readonly timeout: number;
  /** How far the server's clock may be off ours before its time counts as wrong. */
  readonly clockTolerance: number;
  /** Open loop only: the run is cut short when a request has been open for so long. null: never. */
  readonly giveUpAfter: number | null;
}

/** Defaults of {@link LoadPlan}, and of how often and by how many threads it is carried out. */
export const PLAN_DEFAULTS = {
  connections: 50,
  pipeline: 1,
  warmup: 1000,
  duration: 10_000,
  timeout: 2000,
  /** None: on the server's own machine there is but one clock. */
  clockTolerance: 0,
  /** Rounds when several targets are compared; a single target is run once. */
  comparedRounds: 3,
} as const;

/** Bounds of what a plan may ask for, each with its reason. */
export const PLAN_LIMITS = {
  /** About as many as one client address has ports for. */
  connections: 60_000,
  /** A batch of 1000 is 6000 octets: any kernel takes it whole, so that neither side waits for the other to read. */
  pipeline: 1000,
  /** Ten million a second is beyond what one machine sends. */
  rate: 10_000_000,
  /** A day. */
  duration: 86_400_000,
  timeout: 3_600_000,
  clockTolerance: 3_600_000,
  threads: 64,
  rounds: 1000,
} as const;

/** The share of one thread in a plan. */
export interface LoadShare {
  readonly connections: number;
  /** Milliseconds between two arrivals of this thread; null in a closed loop. */
  readonly interval: number | null;
  /** Milliseconds from the start to this thread's first arrival. */
  readonly offset: number;
}

/**
 * Splits a plan over threads: connections evenly, arrivals in turn, so that all threads together keep
 * the schedule that one would.
 *
 * @param threads at least 1, at most `plan.connections`.
 */
export function sharesOf(plan: LoadPlan, threads: number): LoadShare[] {
  // A batch is one arrival.
  const interval = plan.rate === null ? null : (1000 * plan.pipeline) / plan.rate;
  return Array.from({ length: threads }, (_, thread) => ({
    connections: Math.floor(plan.connections / threads) + (thread < plan.connections % threads ? 1 : 0),
    interval: interval === null ? null : interval * threads,
    offset: interval === null ? 0 : interval * thread,
  }));
}

/**
 * Threads that `auto` stands for: one, or where more than one processor is free beside the server's, one
 * for each of those up to 8, never more than there are connections.
 */
export function automaticThreads(processors: number, connections: number): number {
  return Math.max(1, Math.min(processors - 1, 8, connections));
}
