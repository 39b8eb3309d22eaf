/** Reads from this size on are those of a client that asks for thousands of times at once. */
const LARGE_READ = 16_384;
/** So many octets of large reads in a turn of the event loop: some hundred microseconds. */
const OCTETS_OF_A_TURN = 256 * 1024;
/** What the first read of a connection is taken to be: the receive window that Linux opens with. */
const FIRST_READ = 65_536;
/** Connections that are held back at once, which takes the kernel a microsecond each. */
const MOST_HELD_BACK = 1024;
/** {@link Reader.lastRead} of a connection that nothing was read from yet. */
export const NOT_YET = -1;

/** A connection, as far as it reads. */
export interface Reader {
  /** Size of its last read, in octets; 0: it has waited since; {@link NOT_YET}. */
  readonly lastRead: number;
  /** Called instead of a first read: reads nothing until {@link readAgain}. @returns false when it is paused anyway. */
  holdBack(): boolean;
  /** Called when its turn to read has come. */
  readAgain(): void;
}

/**
 * Bounds what thousands of clients cost together that send as much as they can at once.
 *
 * In time: a runtime reads from all connections that are ready before anything else has its turn, up to 512 KiB from
 * each, and everybody else waits meanwhile (R12). So whoever had a large read waits here for its next one, and some of
 * them read in each turn of the event loop. When first reads are large by the hundred, as of a crowd that begins together,
 * all who have not begun yet wait here as well: the runtime passes over who is paused while it goes through those ready.
 *
 * In memory: each read comes in a buffer of its own, and the runtime's collector does not hurry: that would be some hundred
 * megabytes for a while. So it is told when enough of them have passed.
 */
export class LargeReads {
  readonly #limit: number;
  readonly #collect: () => void;
  #octets = 0;
  #octetsOfTurn = 0;
  /** Connections that nothing was read from yet. */
  readonly #fresh = new Set<Reader>();
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

  /** A connection is there. */
  opened(reader: Reader): void {
    this.#fresh.add(reader);
  }

  /** It was read from for the first time, or has ended before. */
  begun(reader: Reader): void {
    this.#fresh.delete(reader);
  }

  /** A large read was handled. */
  note(octets: number): void {
    this.#octetsOfTurn += octets;
    if (this.#octetsOfTurn > OCTETS_OF_A_TURN && this.#fresh.size > 0) this.#holdBack();
    this.#schedule();
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

  #holdBack(): void {
    let left = MOST_HELD_BACK;
    for (const reader of this.#fresh) {
      if (left-- === 0) return;
      this.#fresh.delete(reader);
      if (reader.holdBack()) this.#waiting.add(reader);
    }
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    this.#isScheduled = false;
    this.#octetsOfTurn = 0;
    let octets = 0;
    for (const reader of this.#waiting) {
      this.#waiting.delete(reader);
      octets += reader.lastRead === NOT_YET ? FIRST_READ : reader.lastRead;
      reader.readAgain();
      if (octets >= OCTETS_OF_A_TURN) break;
    }
    if (this.#waiting.size > 0) this.#schedule();
  }
}
