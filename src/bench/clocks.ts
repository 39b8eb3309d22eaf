/** The two clocks of a load generator. Tests give their own. */
export interface Clocks {
  /** Milliseconds since some moment; never goes back. */
  monotonic(): number;
  /** Milliseconds since 1970 (UTC), truncated. */
  wall(): number;
}

/** The clocks of this machine. */
export const SYSTEM_CLOCKS: Clocks = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
};

/**
 * Before the second is known to have changed, the wall clock is read again: it is truncated to the
 * millisecond, and the two clocks may run apart by 0.5 ms a second (adjtime).
 */
const MARGIN_MILLISECONDS = 2;

/** The second that it is, told from a monotonic time that the caller has read anyway. */
export class SecondClock {
  readonly #clocks: Clocks;
  #second = 0;
  #certainUntil = Number.NEGATIVE_INFINITY;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  /**
   * Seconds since 1970 (UTC), truncated.
   *
   * @param now the monotonic clock, just read.
   */
  secondAt(now: number): number {
    if (now >= this.#certainUntil) this.#look(now);
    return this.#second;
  }

  #look(now: number): void {
    const wall = this.#clocks.wall();
    this.#second = Math.floor(wall / 1000);
    this.#certainUntil = now + (this.#second + 1) * 1000 - wall - MARGIN_MILLISECONDS;
  }
}
