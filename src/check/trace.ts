import type { TraceEntry } from "./model.ts";
import { visible } from "./octets.ts";

/** Entries kept of the beginning of a case and of its end; a server that floods makes more. */
const MOST_FIRST = 60;
const MOST_LAST = 20;

/** What happened on the connections of one case, bounded: the first entries and the last. */
export class Trace {
  readonly #begin = performance.now();
  readonly #first: TraceEntry[] = [];
  #last: TraceEntry[] = [];

  /** Milliseconds since the case began. */
  get elapsed(): number {
    return performance.now() - this.#begin;
  }

  /** In order; a gap where there were too many. */
  get entries(): readonly TraceEntry[] {
    return [...this.#first, ...this.#last.slice(-MOST_LAST)];
  }

  /** @param connection its number within the case, from 1. @param octets what was sent or received, if anything. */
  record(connection: number, what: TraceEntry["what"], octets: Uint8Array | string = ""): void {
    const entry = { at: Math.round(this.elapsed * 10) / 10, connection, what, octets: visible(octets) };
    if (this.#first.length < MOST_FIRST) {
      this.#first.push(entry);
      return;
    }
    this.#last.push(entry);
    if (this.#last.length > 4 * MOST_LAST) this.#last = this.#last.slice(-MOST_LAST);
  }
}
