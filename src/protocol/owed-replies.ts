/** A reply that is owed: the time (R4) or `Invalid command` (R6). */
export type OwedReply = "time" | "invalid";

const FIRST_CAPACITY = 64;
/** One octet holds a kind and a count from 1 to this. */
const MAX_COUNT = 128;
const INVALID_BIT = 0x80;

/**
 * Replies that were asked for and are not made yet, in order, as runs of the same kind: for a client that asks
 * faster than it reads, so that it costs an octet for up to 128 requests instead of 14 octets for each.
 */
export class OwedReplies {
  #runs: Uint8Array | null = null;
  #start = 0;
  #end = 0;

  /** Whether none is owed. */
  get isEmpty(): boolean {
    return this.#start === this.#end;
  }

  /** Octets of memory in use for what is owed. */
  get octets(): number {
    return this.#end - this.#start;
  }

  /** The kind of the oldest ones. Only when not empty. */
  get kind(): OwedReply {
    return this.#first() < INVALID_BIT ? "time" : "invalid";
  }

  /** Owes `count` more, at least 1. */
  add(kind: OwedReply, count: number): void {
    const bit = kind === "time" ? 0 : INVALID_BIT;
    let left = count;
    const last = this.isEmpty ? -1 : ((this.#runs as Uint8Array)[this.#end - 1] as number);
    if (last >= 0 && (last & INVALID_BIT) === bit) {
      const joined = Math.min(left, MAX_COUNT - countOf(last));
      (this.#runs as Uint8Array)[this.#end - 1] = last + joined;
      left -= joined;
    }
    while (left > 0) {
      const run = Math.min(left, MAX_COUNT);
      this.#push(bit | (run - 1));
      left -= run;
    }
  }

  /** Takes up to `most` of the oldest ones that are of one kind. @returns how many, at least 1. */
  take(most: number): number {
    const bit = this.#first() & INVALID_BIT;
    let taken = 0;
    while (!this.isEmpty && (this.#first() & INVALID_BIT) === bit && taken < most) {
      const count = countOf(this.#first());
      const cut = Math.min(count, most - taken);
      taken += cut;
      if (cut === count) this.#start++;
      else (this.#runs as Uint8Array)[this.#start] = bit | (count - cut - 1);
    }
    if (this.isEmpty) this.#forget();
    return taken;
  }

  #first(): number {
    return (this.#runs as Uint8Array)[this.#start] as number;
  }

  #push(run: number): void {
    this.#runs ??= new Uint8Array(FIRST_CAPACITY);
    if (this.#end === this.#runs.length) {
      const grown = new Uint8Array(2 * (this.#end - this.#start) + FIRST_CAPACITY);
      grown.set(this.#runs.subarray(this.#start, this.#end));
      this.#runs = grown;
      this.#end -= this.#start;
      this.#start = 0;
    }
    this.#runs[this.#end++] = run;
  }

  #forget(): void {
    this.#runs = null;
    this.#start = 0;
    this.#end = 0;
  }
}

function countOf(run: number): number {
  return (run & (INVALID_BIT - 1)) + 1;
}
