import { AddressGate, type AddressLimits } from "./address-gate.ts";
import { AddressSlots, COUNTS, SETTLED, WAYS } from "./address-slots.ts";

/**
 * Addresses the table tells apart at once: more than the clients of a small time service, and half a megabyte
 * with two threads. Further ones are served, but not limited one by one.
 */
const DEFAULT_SLOTS = 16_384;

/**
 * Connections and rate of new connections of each address, in shared memory of a fixed size.
 *
 * An address has a slot in the set that a keyed hash gives it. A slot without open connections goes to the next
 * address that needs one: those with a full bucket first, then the fullest. Where all slots of a set have open
 * connections, a new address is admitted without a limit of its own and counted in one slot that all such
 * addresses share: the limit on all connections still holds, and nobody is refused because others are many.
 *
 * Nobody waits: a slot is entered by adding one to the thread's own count and then looking again whether the slot
 * is still that of the address; a slot is given away by marking it and then looking again whether all counts are
 * still 0. So one of the two notices the other. Only giving slots of one set away excludes another.
 */
export class AddressTable {
  /** Give it to the constructor in another thread for the same table. */
  readonly memory: SharedArrayBuffer;
  readonly #slots: AddressSlots;
  readonly #limits: AddressLimits;

  /**
   * @param threads highest number of a thread; 0 is the caller's own.
   * @param slots a power of two, 16 or more. Default 16384.
   */
  constructor(limits: AddressLimits, threads: number, memory?: SharedArrayBuffer, slots = DEFAULT_SLOTS) {
    this.#limits = limits;
    this.#slots = new AddressSlots(threads + 1, slots, memory);
    this.memory = this.#slots.cells.buffer;
  }

  /** The table for one thread to use. */
  gate(thread: number): AddressGate {
    return new AddressGate(this.#slots, this.#limits, thread);
  }

  /** Open connections that are not limited one by one, as their set of the table was full when they came. */
  get unlimitedOpen(): number {
    return this.#slots.open(this.#slots.overflow);
  }

  /**
   * Takes the connections of a thread off the books. Call it when the thread has ended, before another takes
   * its number.
   *
   * @returns how many they were.
   */
  loseThread(thread: number): number {
    const { cells, count, sets } = this.#slots;
    let lost = 0;
    for (let slot = 0; slot <= count; slot++) {
      lost += Atomics.exchange(cells, this.#slots.at(slot) + COUNTS + thread, 0);
    }
    for (let set = 0; set < sets; set++) {
      if (Atomics.load(cells, this.#slots.lock(set)) === thread + 1) this.#freeSet(set);
    }
    return lost;
  }

  /** The thread died while it gave a slot away: whatever key that has now, nobody is in it or they are of that key. */
  #freeSet(set: number): void {
    const { cells } = this.#slots;
    for (let way = 0; way < WAYS; way++) Atomics.store(cells, this.#slots.at(set * WAYS + way), SETTLED);
    Atomics.store(cells, this.#slots.lock(set), 0);
  }
}
