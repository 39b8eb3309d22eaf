import type { GaugeRow } from "./gauges.ts";

/** Time from one beat to the next. */
const BEAT_MILLISECONDS = 250;
/** The greatest lag of so many beats is told: once a second. */
const BEATS_TO_TELL = 4;

/** Measures how late the event loop of its thread is: a timer that looks at how much later than asked it came. */
export class Pulse {
  readonly #row: GaugeRow;
  readonly #monotonic: () => number;
  #timer: ReturnType<typeof setInterval> | null = null;
  #beatAt = 0;
  #beats = 0;
  #greatest = 0;

  /** @param monotonic a clock in milliseconds; tests give their own. */
  constructor(row: GaugeRow, monotonic: () => number = () => performance.now()) {
    this.#row = row;
    this.#monotonic = monotonic;
  }

  /** Begins. Idempotent. Keeps no process alive. */
  start(): void {
    if (this.#timer !== null) return;
    this.#beatAt = this.#monotonic();
    this.#row.begin();
    this.#timer = setInterval(() => this.beat(), BEAT_MILLISECONDS);
    this.#timer.unref();
  }

  /** Called by its timer; tests call it themselves. */
  beat(): void {
    const now = this.#monotonic();
    this.#greatest = Math.max(this.#greatest, now - this.#beatAt - BEAT_MILLISECONDS);
    this.#beatAt = now;
    this.#row.beat();
    if (++this.#beats % BEATS_TO_TELL !== 0) return;
    this.#row.tellLag(this.#greatest / 1000);
    this.#greatest = 0;
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
