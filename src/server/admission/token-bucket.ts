/** How often something may happen: `burst` times at once after a quiet time, `ratePerSecond` times in the long run. */
export interface RateLimit {
  /** More than 0; need not be whole. 0: no limit. */
  readonly ratePerSecond: number;
  /** 1 to 1000000. */
  readonly burst: number;
}

/** A token is counted in sixteenths: how exactly the time of its return is kept. */
const PARTS = 16;

/**
 * Token buckets that are each one number of 32 bits, so that threads can share them: not the tokens that are
 * left but the time at which the bucket will be full again (the generic cell rate algorithm, ITU-T I.371).
 *
 * The time is in parts of a token and wraps around. A bucket that nobody asked for so long that its time
 * seems to lie ahead is taken for a full one, but for one chance in 2^28 per token of the burst.
 */
export class TokenBuckets {
  readonly #partsPerMillisecond: number;
  readonly #capacity: number;

  constructor({ ratePerSecond, burst }: RateLimit) {
    this.#partsPerMillisecond = (ratePerSecond * PARTS) / 1000;
    this.#capacity = burst * PARTS;
  }

  /** Time as the buckets have it; also the value of a full bucket. @param time milliseconds, not below 0. */
  ticks(time: number): number {
    return Math.floor(time * this.#partsPerMillisecond) | 0;
  }

  /** Takes a token. @returns false when there is none. */
  spend(cells: Int32Array, at: number, ticks: number): boolean {
    for (;;) {
      const full = Atomics.load(cells, at);
      const spent = this.#spent(full, ticks) + PARTS;
      if (spent > this.#capacity) return false;
      if (Atomics.compareExchange(cells, at, full, (ticks + spent) | 0) === full) return true;
    }
  }

  /** How much of the bucket is missing, in parts of a token; 0 when it is full. */
  missing(cells: Int32Array, at: number, ticks: number): number {
    return this.#spent(Atomics.load(cells, at), ticks);
  }

  #spent(full: number, ticks: number): number {
    const ahead = (full - ticks) | 0;
    return ahead < 0 || ahead > this.#capacity ? 0 : ahead;
  }
}
