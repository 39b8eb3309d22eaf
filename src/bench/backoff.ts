const FIRST_MILLISECONDS = 10;
const LONGEST_MILLISECONDS = 500;

/**
 * The pause before a connection is tried again: from 10 ms, doubled each time up to 500 ms, so that a target
 * that is gone is neither flooded nor forgotten. A right reply sets it back.
 */
export class Backoff {
  #next = FIRST_MILLISECONDS;

  /** The pause after one more failure, in milliseconds. */
  take(): number {
    const pause = this.#next;
    this.#next = Math.min(LONGEST_MILLISECONDS, 2 * pause);
    return pause;
  }

  reset(): void {
    this.#next = FIRST_MILLISECONDS;
  }
}
