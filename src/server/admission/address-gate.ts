import type { AddressKey } from "./address-key.ts";
import {
  type AddressSlots,
  BUCKET,
  CHANGING,
  COUNTS,
  KEY_HIGH,
  KEY_LOW,
  SETTLED,
  WAYS,
} from "./address-slots.ts";
import { SharedTime } from "./shared-time.ts";
import { type RateLimit, TokenBuckets } from "./token-bucket.ts";

/** What one address may have. All threads of a server are given the same. */
export interface AddressLimits extends RateLimit {
  /** Connections open at once. 0: no limit. */
  readonly perAddress: number;
}

/** Answer to a new connection. */
export interface Admission {
  readonly verdict: "admitted" | "too-many-open" | "too-fast";
  /** For {@link AddressGate.release} when the connection has ended; stands for nothing where there is nothing to release. */
  readonly slot: number;
}

/** Stands for no slot at all: nothing is limited, or none was found. */
const NO_SLOT = -1;
/** Another thread is giving a slot of the set away; that takes it about a microsecond. */
const BUSY = -2;
/** So often a busy set is looked at; then the other thread was stopped in between, and nobody waits for it. */
const MOST_LOOKS = 1000;

/** The door of one thread. */
export class AddressGate {
  readonly #slots: AddressSlots;
  readonly #cells: Int32Array;
  readonly #perAddress: number;
  readonly #buckets: TokenBuckets | null;
  readonly #time: SharedTime;
  readonly #thread: number;
  readonly #admission: { verdict: Admission["verdict"]; slot: number } = {
    verdict: "admitted",
    slot: NO_SLOT,
  };

  /** Made by {@link AddressTable.gate}. */
  constructor(slots: AddressSlots, limits: AddressLimits, thread: number) {
    this.#slots = slots;
    this.#cells = slots.cells;
    this.#perAddress = limits.perAddress;
    this.#buckets = limits.ratePerSecond > 0 ? new TokenBuckets(limits) : null;
    this.#time = new SharedTime(slots.time);
    this.#thread = thread;
  }

  /**
   * Asks for one more connection of an address. The limit on open connections is never exceeded; where threads
   * ask for the last places of an address in the same instant, up to one place for each may stay empty.
   * A refused connection counts nowhere; one refused as too many takes no token.
   *
   * @param now milliseconds of a clock of this thread that only goes forward, such as `performance.now()`.
   * @returns an object that the next call overwrites: a flood is to make no garbage.
   */
  admit(key: AddressKey, now: number): Admission {
    const answer = this.#admission;
    answer.verdict = "admitted";
    answer.slot = NO_SLOT;
    if (this.#perAddress === 0 && this.#buckets === null) return answer;
    const ticks = this.#buckets === null ? 0 : this.#buckets.ticks(this.#time.at(now));
    const slot = this.#enter(key, ticks);
    answer.slot = slot;
    if (slot === this.#slots.overflow) return answer;
    if (this.#perAddress > 0 && this.#slots.open(slot) > this.#perAddress) answer.verdict = "too-many-open";
    else if (this.#buckets?.spend(this.#cells, this.#slots.at(slot) + BUCKET, ticks) === false) {
      answer.verdict = "too-fast";
    }
    if (answer.verdict === "admitted") return answer;
    this.release(slot);
    answer.slot = NO_SLOT;
    return answer;
  }

  /** Call it once for each admitted connection, when it has ended. @param slot as {@link admit} gave it. */
  release(slot: number): void {
    if (slot !== NO_SLOT) Atomics.sub(this.#cells, this.#countOf(slot), 1);
  }

  /** Counts one connection in the slot of an address. */
  #enter(key: AddressKey, ticks: number): number {
    const set = this.#slots.setOf(key);
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const found = this.#find(set, key);
      const slot = found === NO_SLOT ? this.#claim(set, key, ticks) : found;
      if (slot !== BUSY) return slot;
    }
    return this.#count(this.#slots.overflow);
  }

  /** @returns the address's slot with one more connection counted; {@link BUSY} to look again; or none. */
  #find(set: number, key: AddressKey): number {
    const slot = this.#slotOf(set, key);
    if (slot === NO_SLOT) return NO_SLOT;
    this.#count(slot);
    // Whoever begins to give the slot away from here on sees the count; whoever had begun is seen here.
    const isSettled = Atomics.load(this.#cells, this.#slots.at(slot)) === SETTLED;
    if (isSettled && this.#isOf(slot, key)) return slot;
    this.release(slot);
    return BUSY;
  }

  /** Gives the address a slot of its own; nobody else does so in this set meanwhile. Results as {@link #find}'s. */
  #claim(set: number, key: AddressKey, ticks: number): number {
    const lock = this.#slots.lock(set);
    if (Atomics.compareExchange(this.#cells, lock, 0, this.#thread + 1) !== 0) return BUSY;
    // Another thread may have given it one since this thread looked.
    const slot = this.#slotOf(set, key) === NO_SLOT ? this.#take(set, key, ticks) : BUSY;
    Atomics.store(this.#cells, lock, 0);
    return slot;
  }

  #take(set: number, key: AddressKey, ticks: number): number {
    const cells = this.#cells;
    for (let way = 0; way < WAYS; way++) {
      const slot = this.#quietest(set, ticks);
      if (slot === NO_SLOT) break;
      const at = this.#slots.at(slot);
      Atomics.store(cells, at, CHANGING);
      const isQuiet = this.#slots.open(slot) === 0;
      if (isQuiet) {
        Atomics.store(cells, at + KEY_HIGH, key.high);
        Atomics.store(cells, at + KEY_LOW, key.low);
        Atomics.store(cells, at + BUCKET, ticks);
        this.#count(slot);
      }
      // Somebody of the old address came in between: it keeps the slot, and the next quietest is tried.
      Atomics.store(cells, at, SETTLED);
      if (isQuiet) return slot;
    }
    return this.#count(this.#slots.overflow);
  }

  /** The slot without open connections that has the fullest bucket. */
  #quietest(set: number, ticks: number): number {
    let best = NO_SLOT;
    let least = Number.POSITIVE_INFINITY;
    for (let way = 0; way < WAYS && least > 0; way++) {
      const slot = set * WAYS + way;
      if (this.#slots.open(slot) > 0) continue;
      const missing = this.#buckets?.missing(this.#cells, this.#slots.at(slot) + BUCKET, ticks) ?? 0;
      if (missing >= least) continue;
      least = missing;
      best = slot;
    }
    return best;
  }

  #slotOf(set: number, key: AddressKey): number {
    for (let slot = set * WAYS; slot < (set + 1) * WAYS; slot++) if (this.#isOf(slot, key)) return slot;
    return NO_SLOT;
  }

  #isOf(slot: number, key: AddressKey): boolean {
    const at = this.#slots.at(slot);
    const cells = this.#cells;
    return Atomics.load(cells, at + KEY_LOW) === key.low && Atomics.load(cells, at + KEY_HIGH) === key.high;
  }

  #count(slot: number): number {
    Atomics.add(this.#cells, this.#countOf(slot), 1);
    return slot;
  }

  #countOf(slot: number): number {
    return this.#slots.at(slot) + COUNTS + this.#thread;
  }
}
