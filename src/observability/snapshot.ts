import type { CloseReason, ModelName, RefusalReason, ServerEvent } from "./events.ts";

/** How the server is: `ready` alone means that clients are to come here. */
export type ServerCondition = "starting" | "ready" | "stopping" | "stopped" | "failed";

/** What one serving thread does. */
export interface ThreadSnapshot {
  readonly thread: number;
  readonly open: number;
  /** Processor time since the server's start, in seconds; null where the system does not tell. */
  readonly cpuSeconds: number | null;
  /** How late its event loop was in the last second, at most, in seconds; null while it has not told. */
  readonly lagSeconds: number | null;
}

/** Handling times of sampled reads: from the engine's call to the reply handed to the kernel. */
export interface LatencySnapshot {
  /** Upper bounds of the buckets in seconds, ascending; the last bucket has none. */
  readonly bounds: readonly number[];
  /** Samples in each bucket since the start, one more than there are bounds. */
  readonly counts: readonly number[];
  /** Of all samples, in seconds. */
  readonly sumSeconds: number;
  /** Of the last ten seconds, in seconds; null without samples. */
  readonly p50: number | null;
  readonly p99: number | null;
}

/**
 * The state of a server at one moment, made once a second. The dashboard, `/metrics`, `/api/snapshot` and `jam top` all
 * read this and nothing else. Counts are since the start.
 */
export interface Snapshot {
  /** Milliseconds since 1970 (UTC). */
  readonly time: number;
  /** What TIME is answered now, without `JAM ` and line end. */
  readonly label: string;
  readonly zone: string;
  readonly condition: ServerCondition;
  readonly startedAt: number;
  readonly version: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly model: ModelName;
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number | null;
  readonly connections: {
    readonly open: number;
    /** All that hold a descriptor: those too that wait for their turn or for a balancer's header. */
    readonly held: number;
    readonly most: number;
    readonly opened: number;
    readonly closed: Readonly<Record<CloseReason | "thread-death", number>>;
    readonly refused: Readonly<Record<RefusalReason, number>>;
  };
  readonly requests: { readonly time: number; readonly invalid: number; readonly quit: number };
  readonly octets: { readonly received: number; readonly sent: number };
  readonly latency: LatencySnapshot;
  readonly threads: readonly ThreadSnapshot[];
  readonly logLinesDropped: number;
  /** Of the whole process. */
  readonly process: {
    readonly pid: number;
    readonly residentOctets: number;
    readonly cpuSeconds: number;
    readonly openDescriptors: number | null;
  };
}

/** One point of the history, a second each: what charts are drawn of. Rates are per second. */
export interface HistoryPoint {
  readonly time: number;
  readonly open: number;
  readonly requests: number;
  readonly invalid: number;
  readonly refused: number;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** One connection in the table of open connections. */
export interface ConnectionRow {
  readonly connection: number;
  readonly thread: number;
  readonly address: string;
  readonly port: number;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly requests: number;
  /** Milliseconds since 1970; null: it has not asked. To a quarter of a second. */
  readonly lastRequestAt: number | null;
  readonly octetsReceived: number;
  readonly octetsSent: number;
}

/**
 * Rows of an order that can be reached by turning pages. A thread hands over its best so many, so this bounds what one
 * reader of the table can cost; who looks for something behind them filters.
 */
export const REACHABLE_ROWS = 10_000;

/** Which connections, in which order. */
export interface ConnectionQuery {
  readonly sort:
    | "connection"
    | "thread"
    | "address"
    | "openedAt"
    | "requests"
    | "lastRequestAt"
    | "octetsReceived";
  readonly order: "ascending" | "descending";
  /** Only those whose address contains this; empty: all. */
  readonly filter: string;
  /** From 0; rows from {@link REACHABLE_ROWS} on are not given. */
  readonly offset: number;
  /** 1 to 200. */
  readonly limit: number;
}

/** A page of the table. */
export interface ConnectionPage {
  readonly rows: readonly ConnectionRow[];
  /** How many fit the filter. */
  readonly total: number;
}

/** A connection's life for the concurrency view: bars that begin, are marked at each request, and end. */
export interface LifeMark {
  readonly time: number;
  readonly connection: number;
  readonly thread: number;
  readonly what: "opened" | "asked" | "closed";
  readonly address: string;
}

/** An event with its running number, from 1. */
export type SequencedEvent = ServerEvent & { readonly sequence: number };

/** What a reader of a running server is given: the seam between the server and `src/web`, `jam top`. */
export interface ServerView {
  snapshot(): Snapshot;
  /** Up to 600 points, oldest first. */
  history(): readonly HistoryPoint[];
  /** Bounded; when more happened than is kept, `sampled` says so. */
  lives(since: number): { readonly marks: readonly LifeMark[]; readonly sampled: boolean };
  connections(query: ConnectionQuery): Promise<ConnectionPage>;
  /** The last log lines (bounded), as events. */
  recentEvents(since: number): readonly SequencedEvent[];
  /** Whether each serving thread answered an inner probe through its own listener within so many milliseconds. */
  serves(milliseconds: number): Promise<boolean>;
}
