import type {
  CaseContext,
  Finding,
  ObservedProcess,
  Outcome,
  Probe,
  RestartOutcome,
  TraceEntry,
} from "./model.ts";
import { openProbe } from "./probe.ts";
import { Trace } from "./trace.ts";

/** What all cases of a check share. */
export interface Surroundings {
  readonly host: string;
  readonly port: number;
  readonly patience: number;
  readonly quiet: number;
  readonly concurrent: boolean;
  readonly process: ObservedProcess | null;
  readonly restart: (() => Promise<RestartOutcome>) | null;
}

/** The context of one run of one case. Aborted when its time is over; to be closed when the case is. */
export class WireContext implements CaseContext {
  readonly host: string;
  readonly port: number;
  readonly patience: number;
  readonly quiet: number;
  readonly concurrent: boolean;
  readonly process: ObservedProcess | null;
  readonly restart: (() => Promise<RestartOutcome>) | null;
  readonly signal: AbortSignal;
  readonly #abort = new AbortController();
  readonly #trace = new Trace();
  #connections = 0;

  /** @param signal of the whole check. */
  constructor(surroundings: Surroundings, signal: AbortSignal) {
    this.host = surroundings.host;
    this.port = surroundings.port;
    this.patience = surroundings.patience;
    this.quiet = surroundings.quiet;
    this.concurrent = surroundings.concurrent;
    this.process = surroundings.process;
    this.restart = surroundings.restart;
    this.signal = AbortSignal.any([signal, this.#abort.signal]);
  }

  /** What has happened so far. */
  get trace(): readonly TraceEntry[] {
    return this.#trace.entries;
  }

  async open(): Promise<Probe> {
    this.#connections += 1;
    const connection = this.#connections;
    return openProbe({
      host: this.host,
      port: this.port,
      patience: this.patience,
      quiet: this.quiet,
      signal: this.signal,
      record: (what, octets) => this.#trace.record(connection, what, octets),
    });
  }

  found(outcome: Outcome, seen: string, facts: Readonly<Record<string, string | number>> = {}): Finding {
    return { outcome, seen, facts, trace: this.trace };
  }

  pause(milliseconds: number): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.signal.addEventListener("abort", done, { once: true });
    });
  }

  /** Closes all connections of the case. */
  close(): void {
    this.#abort.abort();
  }
}
