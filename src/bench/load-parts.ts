import type { Dial } from "./dial.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { Recorder } from "./recorder.ts";
import type { ReplyChecker } from "./reply-checker.ts";

/** What all connections of one thread share. */
export interface LoadParts {
  readonly dial: Dial;
  readonly plan: LoadPlan;
  /** Connections of this thread. */
  readonly connections: number;
  readonly recorder: Recorder;
  readonly checker: ReplyChecker;
  /** Told when our own code threw: the run cannot be trusted any more. */
  readonly onFault: (error: unknown) => void;
}

/** Makes the load of one thread: keeps connections, sends, takes replies. Times are of the monotonic clock. */
export interface Load {
  /** Opens what must be open before the first request. Does not fail: what cannot be opened is an error counted. */
  open(): Promise<void>;
  /** Begins to send, and goes on as replies come. Closed loop only. */
  begin(now: number): void;
  /** One arrival, which was due at `dueAt`. Open loop only. */
  arrive(dueAt: number, now: number): void;
  /** Gives up what is overdue, opens again what was lost. To be called every few milliseconds. */
  sweep(now: number): void;
  /** When the oldest request without a reply was to be sent; Infinity when none is open. */
  readonly oldestOpen: number;
  /** Counts what is still waiting to be sent as unsent. */
  dropWaiting(now: number): void;
  /** Closes all connections in order and waits for that, not for ever. */
  close(): Promise<void>;
}
