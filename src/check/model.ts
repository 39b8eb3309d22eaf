/**
 * Requirement of docs/protocol.md that a case belongs to. `OPS` is not of the protocol: what is expected of a program
 * that is to run for long.
 */
export type Requirement =
  | "R1"
  | "R2"
  | "R3"
  | "R4"
  | "R5"
  | "R6"
  | "R7"
  | "R8"
  | "R9"
  | "R10"
  | "R11"
  | "R12"
  | "OPS";

/** What a failed case means: a server that fails a `must` fails the check; `should` costs points; `info` is told. */
export type Level = "must" | "should" | "info";

/** What a server is held to. `sheet`: what the assignment asks; `jamd`: all of R1 to R12. */
export type Profile = "sheet" | "jamd";

/** All profiles. */
export const PROFILES: readonly Profile[] = ["sheet", "jamd"];

/** What came of a case. */
export type Outcome =
  /** As it should be. */
  | "pass"
  /** Not as it should be. */
  | "fail"
  /** It could not be observed, for a reason that is told; it costs nothing. */
  | "unknown";

/** One thing that happened on a connection, in order. */
export interface TraceEntry {
  /** Milliseconds since the case began. */
  readonly at: number;
  /** Number of the connection within the case, from 1. */
  readonly connection: number;
  readonly what:
    | "connected"
    | "not-connected"
    | "sent"
    | "received"
    | "sent-end"
    | "sent-reset"
    | "ended"
    | "reset"
    | "silence";
  /** Octets sent or received, as people read them: printable ASCII, `\r`, `\n`, `\t`, `\xNN`; cut. Else empty. */
  readonly octets: string;
}

/** What one run of a case found out. */
export interface Finding {
  readonly outcome: Outcome;
  /** What was seen, as a word that the texts of the case explain, such as `two-spaces`, `silence`, `closed`. */
  readonly seen: string;
  /** What the text of `seen` needs to say: counts, milliseconds, octets made visible. */
  readonly facts: Readonly<Record<string, string | number>>;
  readonly trace: readonly TraceEntry[];
}

/** One behaviour that a server is observed for. */
export interface CheckCase {
  /** Requirement and a word, such as `R4/format`. Stable: rubrics, scripts and the docs name it. */
  readonly id: `${Requirement}/${string}`;
  /** By profile; null: not part of it. */
  readonly level: Readonly<Record<Profile, Level | null>>;
  /** Points in the default rubric, 0 or more. */
  readonly points: number;
  /** `alone`: nothing else runs meanwhile (it loads the server, looks at its process, restarts it). */
  readonly runs: "alone" | "beside";
  /** Cases without which this one says nothing: when one of them has not passed, it is unknown. */
  readonly needs: readonly string[];
  /** How often it is run, an odd number; above 1 the majority decides and the margin is shown. */
  readonly repeats: number;
  run(context: CaseContext): Promise<Finding>;
}

/** What a case may do. A new one for each run. */
export interface CaseContext {
  readonly host: string;
  readonly port: number;
  /** So long the checker waits for something that should come, in milliseconds (default 2000). */
  readonly patience: number;
  /** So long nothing must come before it counts as silence, in milliseconds (default 400). */
  readonly quiet: number;
  /**
   * Whether the server serves a client beside another that is silent. Where it does not, a case has one connection open at
   * a time, and closes it before it opens the next.
   */
  readonly concurrent: boolean;
  /** Aborts all connections of the case when its time is over. */
  readonly signal: AbortSignal;
  /** The server's process where it is on this machine and known; null: what needs it is unknown. */
  readonly process: ObservedProcess | null;
  /** Stops and starts the server again; null when the checker did not start it. */
  readonly restart: (() => Promise<RestartOutcome>) | null;
  /** Opens a connection; all of them are closed when the case is over. Never throws: see {@link Probe.state}. */
  open(): Promise<Probe>;
  /** Ends the case with what was seen on all its connections. */
  found(outcome: Outcome, seen: string, facts?: Readonly<Record<string, string | number>>): Finding;
  /** Waits; ends early when the case is aborted. */
  pause(milliseconds: number): Promise<void>;
}

/** What a read ended with: octets so far, and why no more were waited for. */
export interface Reading {
  readonly octets: Uint8Array;
  /** `enough`: what was asked for is there; `silence`: the time was over; else how the server ended. */
  readonly ended: "enough" | "silence" | "end" | "reset" | "too-much";
}

/** A connection that knows nothing of the protocol. Every wait has a deadline; what is kept is bounded. */
export interface Probe {
  readonly state: "open" | "refused" | "timed-out" | "ended" | "reset" | "closed";
  /** Code of the error that kept it from being opened, such as `ECONNREFUSED`; empty when there was none. */
  readonly failure: string;
  /** Sends octets, one character each. */
  send(octets: string | Uint8Array): Promise<void>;
  /** Sends each part in a segment of its own. @param pause milliseconds between them. */
  sendParts(parts: readonly string[], pause: number): Promise<void>;
  /** Sends FIN and goes on reading. */
  end(): Promise<void>;
  /** Sends RST. */
  reset(): void;
  /** Closes; what still comes is not read. */
  close(): void;
  /** Reads until so many line ends (LF) have come, then a moment more to see whether there is too much. */
  lines(count: number, patience?: number): Promise<Reading>;
  /** Reads until `isEnough` says so of all octets that are there; they are all taken. */
  until(isEnough: (octets: Uint8Array) => boolean, patience?: number): Promise<Reading>;
  /** Reads so many octets. */
  octets(count: number, patience?: number): Promise<Reading>;
  /** Reads all that comes until nothing has come for so long (default: the context's `quiet`), or the end. */
  untilQuiet(quiet?: number): Promise<Reading>;
  /** Reads until the server ends the connection. */
  untilEnd(patience?: number): Promise<Reading>;
}

/** What the kernel tells of a process and its children. */
export interface ObservedProcess {
  readonly pid: number;
  /** Processor time so far, in milliseconds; null when it is gone. */
  cpuMilliseconds(): number | null;
  descriptors(): number | null;
  threads(): number | null;
  residentOctets(): number | null;
  isAlive(): boolean;
}

/** How a restart went. */
export interface RestartOutcome {
  readonly result: "listening" | "exited" | "not-listening";
  readonly milliseconds: number;
  /** The last lines that the server printed. */
  readonly output: string;
}

/** A case with what came of all its runs. */
export interface CaseResult {
  readonly case: CheckCase;
  readonly level: Level;
  readonly outcome: Outcome;
  /** Of the run that stands for the majority. */
  readonly finding: Finding;
  /** Runs that agree with it, and all runs. */
  readonly margin: readonly [agreeing: number, runs: number];
  /** The cause that explains the failure, if one does. */
  readonly cause: CauseId | null;
}

/** How a server cuts the stream of octets into commands: one sentence that explains many failed cases. */
export type FramingClass =
  | "lines"
  | "one-recv-stripped"
  | "one-recv-prefix"
  | "one-recv-raw"
  | "one-recv-exact"
  | "ends-with"
  | "prefix-no-line-end"
  | "whole-buffer"
  | "octet-by-octet"
  | "loop-on-crlf"
  | "unclear";

/** A root of several failed cases. */
export type CauseId =
  | `framing/${FramingClass}`
  | "reply-format"
  | "zone-or-clock"
  | "not-concurrent"
  | "concurrent-up-to"
  | "dies-on-bad-octets"
  | "dies"
  | "spins"
  | "silent-on-unknown"
  | "closes-on-unknown"
  | "no-reuse-address";

/** A cause with the failed cases that follow from it. */
export interface Cause {
  readonly id: CauseId;
  readonly facts: Readonly<Record<string, string | number>>;
  /** Ids of the failed cases. */
  readonly explains: readonly string[];
}

/** What a check of one server found. */
export interface CheckResult {
  /** As it was named: `host:port`, or the command. */
  readonly target: string;
  readonly profile: Profile;
  readonly startedAt: Date;
  readonly milliseconds: number;
  readonly framing: FramingClass;
  /** Clients that were served at the same time, as far as it was tried. */
  readonly concurrency: number | null;
  readonly causes: readonly Cause[];
  readonly cases: readonly CaseResult[];
  readonly grade: Grade;
  /** What a server that we started has printed, its end, cut. */
  readonly output: string | null;
}

/** The grade, from 0 to 100, and how it came about. */
export interface Grade {
  readonly points: number;
  readonly of: number;
  /** `points` of `of`, in percent, rounded to a tenth. */
  readonly percent: number;
  /** `pass` when no `must` case has failed. */
  readonly verdict: "pass" | "fail" | "no-server";
}
