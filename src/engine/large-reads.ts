/** Reads from this size on are those of a client that asks for thousands of times at once. */
const LARGE_READ = 16_384;

/**
 * Each read comes in a buffer of its own, and the runtime's collector does not hurry: thousands of clients that send as
 * much as they can at once would cost some hundred megabytes for a while. So it is told when enough of them have passed.
 */
export class LargeReads {
  readonly #limit: number;
  readonly #collect: () => void;
  #octets = 0;

  /**
   * @param limit octets that may pile up.
   * @param collect frees buffers that nobody has any more.
   */
  constructor(limit: number, collect: () => void) {
    this.#limit = limit;
    this.#collect = collect;
  }

  /** A read was handled. */
  note(length: number): void {
    if (length < LARGE_READ) return;
    this.#octets += length;
    if (this.#octets < this.#limit) return;
    this.#octets = 0;
    this.#collect();
  }
}
