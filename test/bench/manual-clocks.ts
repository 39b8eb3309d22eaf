import type { Clocks } from "../../src/bench/clocks.ts";

/** Two clocks that a test moves together. */
export class ManualClocks implements Clocks {
  /** Milliseconds since 1970, not truncated. */
  now: number;
  readonly #origin: number;
  /** How often the wall clock was read. */
  wallReadings = 0;

  constructor(now: number) {
    this.now = now;
    this.#origin = now - 5000;
  }

  monotonic(): number {
    return this.now - this.#origin;
  }

  wall(): number {
    this.wallReadings++;
    return Math.floor(this.now);
  }
}
