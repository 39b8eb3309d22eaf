/** A wall clock. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z, as `Date.now()`. May step in either direction. */
  now(): number;
}

/** The machine's clock, read anew at every call. */
export const systemClock: Clock = { now: Date.now };

/** A clock that stands still until it is told otherwise. For tests. */
export class ManualClock implements Clock {
  #now: number;

  /** @param now milliseconds since the epoch. */
  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Steps the clock, forwards or back. @param now milliseconds since the epoch. */
  set(now: number): void {
    this.#now = now;
  }

  /** @param milliseconds may be negative. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
