/** One who has more to do than fits into a turn. */
export interface TurnTaker {
  /** Does one turn's work, and queues again if there is more. */
  takeTurn(): void;
  /** Its turn threw. */
  fail(error: unknown): void;
}

/**
 * Those who have work left take one turn each in every turn of the event loop, behind the sockets that have become
 * readable: a client that asks for a great deal at once does not hold the thread from the others (R12).
 */
export class TurnQueue {
  #waiting: TurnTaker[] = [];
  #isScheduled = false;

  add(taker: TurnTaker): void {
    this.#waiting.push(taker);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    const takers = this.#waiting;
    this.#waiting = [];
    this.#isScheduled = false;
    for (const taker of takers) {
      try {
        taker.takeTurn();
      } catch (error) {
        taker.fail(error);
      }
    }
  }
}
