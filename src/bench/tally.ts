/** Numbers of one tally; a cache line, so that threads do not write to each other's. */
const TALLY_NUMBERS = 8;
const SENT = 0;
const RIGHT = 1;
const ERRORS = 2;
const OPEN = 3;

/** A tally at one moment, warm-up included. */
export interface TallyValues {
  /** Requests sent, or sessions begun. */
  readonly sent: number;
  /** Right replies, or whole sessions. */
  readonly right: number;
  readonly errors: number;
  /** Connections open now. */
  readonly open: number;
}

/** What one thread has counted so far, in shared memory, so that the main thread can look at any time. */
export class Tally {
  readonly #numbers: Float64Array;

  /** @param memory as made by {@link createTallyMemory}. */
  constructor(memory: SharedArrayBuffer, thread: number) {
    this.#numbers = new Float64Array(memory, thread * TALLY_NUMBERS * 8, TALLY_NUMBERS);
  }

  addSent(count: number): void {
    this.#add(SENT, count);
  }

  addRight(count: number): void {
    this.#add(RIGHT, count);
  }

  addErrors(count: number): void {
    this.#add(ERRORS, count);
  }

  addOpen(count: number): void {
    this.#add(OPEN, count);
  }

  #add(index: number, count: number): void {
    this.#numbers[index] = (this.#numbers[index] as number) + count;
  }
}

/** Memory for the tallies of so many threads. */
export function createTallyMemory(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(threads * TALLY_NUMBERS * 8);
}

/** The sum of all threads. A moment old. */
export function readTallies(memory: SharedArrayBuffer): TallyValues {
  const numbers = new Float64Array(memory);
  const sum = (index: number): number => {
    let total = 0;
    for (let at = index; at < numbers.length; at += TALLY_NUMBERS) total += numbers[at] as number;
    return total;
  };
  return { sent: sum(SENT), right: sum(RIGHT), errors: sum(ERRORS), open: sum(OPEN) };
}
