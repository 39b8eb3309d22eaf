const FIRST_CAPACITY = 4096;
const NOTHING = new Uint8Array(0);

/** Collects the replies of one feed in order, in memory that is used again. */
export class ReplyQueue {
  #octets = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  append(reply: Uint8Array): void {
    const length = this.#length + reply.length;
    if (length > this.#octets.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#octets.length));
      grown.set(this.#octets.subarray(0, this.#length));
      this.#octets = grown;
    }
    this.#octets.set(reply, this.#length);
    this.#length = length;
  }

  /** All that was appended since the last call; a view that is valid until the next append. */
  take(): Uint8Array {
    if (this.#length === 0) return NOTHING;
    const taken = this.#octets.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }
}
