/**
 * Tells when nothing has happened for a while. A swarm keeps its connections open until no other reply
 * has come for so long: a server that could serve one more would have done it by then.
 */
export class QuietPeriod {
  readonly #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;
  #waiting: (() => void)[] = [];

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Something happened: the period begins anew. */
  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    }, this.#milliseconds);
  }

  /** Settles when the period that runs now is over. */
  over(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Forgets the timer and settles all waits. */
  cancel(): void {
    clearTimeout(this.#timer);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
