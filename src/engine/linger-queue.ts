/** A connection that we ended and whose peer has not ended yet. */
export interface Lingering {
  /** Monotonic time, in milliseconds, at which waiting ends. Set by the queue. */
  lingerUntil: number;
  /** Called when the time is over. */
  lingerExpired(): void;
}

/**
 * Connections waiting for their peer's end, in order of their deadline: all wait equally
 * long, so one timer for the oldest serves them all and a connection costs no timer.
 */
export class LingerQueue {
  readonly #milliseconds: number;
  /** A Set keeps the order of insertion and removes in constant time. */
  readonly #waiting = new Set<Lingering>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param milliseconds how long each waits. */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  add(connection: Lingering): void {
    connection.lingerUntil = performance.now() + this.#milliseconds;
    this.#waiting.add(connection);
    if (this.#timer === null) this.#arm(this.#milliseconds);
  }

  remove(connection: Lingering): void {
    this.#waiting.delete(connection);
  }

  #arm(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#expire(), Math.max(1, Math.ceil(milliseconds)));
    this.#timer.unref();
  }

  #expire(): void {
    this.#timer = null;
    const now = performance.now();
    for (const connection of this.#waiting) {
      if (connection.lingerUntil > now) {
        this.#arm(connection.lingerUntil - now);
        return;
      }
      this.#waiting.delete(connection);
      connection.lingerExpired();
    }
  }
}
