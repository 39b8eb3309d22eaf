import { ErrorBook, type ErrorEntry, type ErrorKind } from "./error-book.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import type { Tally } from "./tally.ts";

/** The times of a run, by the monotonic clock, in milliseconds. Both move when a run is stopped early. */
export interface RunWindow {
  /** Latencies are counted of what was to be sent from here on. Infinity before the run begins. */
  countFrom: number;
  /** Nothing is sent from here on. */
  endAt: number;
}

/** Writes down what happens to requests: each ends as right or as an error, never as both. */
export class Recorder {
  readonly window: RunWindow = { countFrom: Number.POSITIVE_INFINITY, endAt: Number.POSITIVE_INFINITY };
  readonly #tally: Tally;
  readonly #timeout: number;
  readonly #histogram = new LatencyHistogram();
  readonly #errors = new ErrorBook();
  #sent = 0;
  #right = 0;

  /** @param timeout milliseconds after which a reply is late. */
  constructor(tally: Tally, timeout: number) {
    this.#tally = tally;
    this.#timeout = timeout;
  }

  /** Requests sent in the measured time. */
  get sentCounted(): number {
    return this.#sent;
  }

  /** Of those, the ones that were answered right. */
  get rightCounted(): number {
    return this.#right;
  }

  get histogram(): LatencyHistogram {
    return this.#histogram;
  }

  /** Requests were sent, or a session was begun. @param at when it was to happen. */
  sent(count: number, at: number): void {
    this.#tally.addSent(count);
    if (at >= this.window.countFrom) this.#sent += count;
  }

  /** Requests sent at `sentAt` were answered right: a success, unless it came too late. */
  right(count: number, sentAt: number, now: number): void {
    const latency = now - sentAt;
    if (latency > this.#timeout) {
      this.error("timeout", count, now, null);
      return;
    }
    this.#tally.addRight(count);
    if (sentAt < this.window.countFrom) return;
    this.#right += count;
    this.#histogram.record(latency, count);
  }

  /** Something went wrong, in the warm-up or after it. @param count 0 is not written down. */
  error(kind: ErrorKind, count: number, now: number, example: string | null): void {
    if (count === 0) return;
    this.#tally.addErrors(count);
    this.#errors.add(kind, count, now, example);
  }

  /** All errors, with times relative to the begin of the measured time. */
  errors(): ErrorEntry[] {
    const { countFrom } = this.window;
    return this.#errors.entries(Number.isFinite(countFrom) ? countFrom : performance.now());
  }

  /** A connection was opened (+1) or is gone (-1). */
  openChanged(change: 1 | -1): void {
    this.#tally.addOpen(change);
  }
}
