/** One who has more to do than fits into a turn. */
export interface TurnTaker {
  /** Does one turn's work, and queues again if there is more. */
  takeTurn(): void;
  /** Its turn threw. */
  fail(error: unknown): void;
}

/** Time for those who have work left in one turn of the event loop: sockets that became readable wait so long. */
const BUDGET_MILLISECONDS = 1;
/** From so many on, those who have had their turn are dropped from the list when they are half of it. */
const LEAST_TO_DROP = 64;

/**
 * Those who have work left take turns, in order, behind the sockets that have become readable: neither one client that
 * asks for a great deal at once nor thousands of them hold the thread from the others (R12).
 */
export class TurnQueue {
  #waiting: TurnTaker[] = [];
  /** Of {@link #waiting}, those before it have had their turn. */
  #next = 0;
  #isScheduled = false;
  readonly #monotonic: () => number;

  /** @param monotonic a clock in milliseconds; tests give their own. */
  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  add(taker: TurnTaker): void {
    this.#waiting.push(taker);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#run());
  }

  /** One turn of the event loop: whoever queues again meanwhile comes in a later one. */
  #run(): void {
    this.#isScheduled = false;
    const end = this.#waiting.length;
    const deadline = this.#monotonic() + BUDGET_MILLISECONDS;
    do this.#takeTurn(this.#waiting[this.#next++] as TurnTaker);
    while (this.#next < end && this.#monotonic() < deadline);
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
      return;
    }
    if (this.#next >= LEAST_TO_DROP && 2 * this.#next >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    this.#schedule();
  }

  #takeTurn(taker: TurnTaker): void {
    try {
      taker.takeTurn();
    } catch (error) {
      taker.fail(error);
    }
  }
}
