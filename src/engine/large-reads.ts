/** Reads from this size on are those of a client that asks for thousands of times at once. */
const LARGE_READ = 16_384;
/** So many octets of large reads in a turn of the event loop: some hundred microseconds. */
const OCTETS_OF_A_TURN = 1024 * 1024;
/** A connection, as far as it reads. */
export interface Reader {
  /** Size of its last read, in octets; 0: it has waited since. */
  readonly lastRead: number;
  /** Called when its turn to read has come. */
  readAgain(): void;
}

/**
 * Bounds what thousands of clients cost together that send as much as they can at once.
 *
 * In time: a runtime reads from all connections that are ready before anything else has its turn, up to 512 KiB from
 * each, and everybody else waits meanwhile (R12). So whoever had a large read waits here for its next one, and some of
 * them read in each turn of the event loop.
 *
 * In memory: each read comes in a buffer of its own, and the runtime's collector does not hurry: that would be some hundred
 * megabytes for a while. So it is told when enough of them have passed.
 */
export class LargeReads {
  readonly #limit: number;
  readonly #collect: () => void;
  #octets = 0;
  /** A Set keeps the order of insertion and removes in constant time. */
  readonly #waiting = new Set<Reader>();
  #isScheduled = false;

  /**
   * @param limit octets that may pile up.
   * @param collect frees buffers that nobody has any more.
   */
  constructor(limit: number, collect: () => void) {
    this.#limit = limit;
    this.#collect = collect;
  }

  /** Whether a read of so many octets is to be {@link note noted}, and its reader is to {@link wait}. */
  isLarge(octets: number): boolean {
    return octets >= LARGE_READ;
  }

  /** A large read was handled. */
  note(octets: number): void {
    this.#octets += octets;
    if (this.#octets < this.#limit) return;
    this.#octets = 0;
    this.#collect();
  }

  /** Lets a reader that is paused wait for its turn, which is in a later turn of the event loop. */
  wait(reader: Reader): void {
    this.#waiting.add(reader);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    this.#isScheduled = false;
    let octets = 0;
    for (const reader of this.#waiting) {
      this.#waiting.delete(reader);
      octets += reader.lastRead;
      reader.readAgain();
      if (octets >= OCTETS_OF_A_TURN) break;
    }
    if (this.#waiting.size > 0) this.#schedule();
  }
}
