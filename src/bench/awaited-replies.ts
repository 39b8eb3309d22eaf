const FIRST_CAPACITY = 4;

/** The batches of one connection whose replies are still to come: when each was sent, oldest first. */
export class AwaitedReplies {
  readonly #batch: number;
  #times = new Float64Array(FIRST_CAPACITY);
  #head = 0;
  #batches = 0;
  /** Replies to the oldest batch that are still to come. */
  #headLeft = 0;

  /** @param batch replies that each batch asks for. */
  constructor(batch: number) {
    this.#batch = batch;
  }

  /** Replies to come. */
  get count(): number {
    return this.#batches === 0 ? 0 : (this.#batches - 1) * this.#batch + this.#headLeft;
  }

  /** When the oldest of them was asked for; Infinity when none is awaited. */
  get oldest(): number {
    return this.#batches === 0 ? Number.POSITIVE_INFINITY : (this.#times[this.#head] as number);
  }

  /** Replies to the oldest batch that are still to come; 0 when none is awaited. */
  get ofOldest(): number {
    return this.#headLeft;
  }

  /** A batch was sent. */
  push(sentAt: number): void {
    if (this.#batches === this.#times.length) this.#grow();
    this.#times[(this.#head + this.#batches) % this.#times.length] = sentAt;
    if (this.#batches === 0) this.#headLeft = this.#batch;
    this.#batches++;
  }

  /** Replies to the oldest batch came. @param count at most {@link ofOldest}. */
  take(count: number): void {
    this.#headLeft -= count;
    if (this.#headLeft > 0) return;
    this.#head = (this.#head + 1) % this.#times.length;
    this.#batches--;
    if (this.#batches > 0) this.#headLeft = this.#batch;
  }

  #grow(): void {
    const grown = new Float64Array(2 * this.#times.length);
    for (let i = 0; i < this.#batches; i++) {
      grown[i] = this.#times[(this.#head + i) % this.#times.length] as number;
    }
    this.#times = grown;
    this.#head = 0;
  }
}
