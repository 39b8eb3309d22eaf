/**
 * Arrivals at constant intervals, by the clock and not by the replies: arrival n is due at
 * `start + n * interval` whatever happened to those before. A caller that is late takes all that became due
 * meanwhile, each with the time at which it should have been sent; none is ever skipped.
 *
 * All times are of one monotonic clock, in milliseconds.
 */
export class ArrivalSchedule {
  readonly #start: number;
  readonly #interval: number;
  #end: number;
  #taken = 0;

  /**
   * @param start when the first arrival is due.
   * @param interval between two arrivals, more than 0.
   * @param end arrivals due at this time or later are none.
   */
  constructor(start: number, interval: number, end: number) {
    this.#start = start;
    this.#interval = interval;
    this.#end = end;
  }

  /** When the next arrival is due; Infinity when there is none left. */
  get nextAt(): number {
    // Multiplied and not summed up, or rounding would shift the schedule by and by.
    const at = this.#start + this.#taken * this.#interval;
    return at < this.#end ? at : Number.POSITIVE_INFINITY;
  }

  /** Takes the next arrival if it is due. @returns when it was due, or null. */
  takeDue(now: number): number | null {
    const at = this.nextAt;
    if (at > now) return null;
    this.#taken++;
    return at;
  }

  /** Arrivals that are left. */
  get left(): number {
    return Math.max(0, Math.ceil((this.#end - this.#start) / this.#interval) - this.#taken);
  }

  /** Ends the schedule earlier. */
  endAt(end: number): void {
    this.#end = Math.min(this.#end, end);
  }
}
