import { addressHash } from "./address-hash.ts";
import type { AddressKey } from "./address-key.ts";

/** Slots an address may be in: at half the table in use, some 0.4 % of the sets have no free one. */
export const WAYS = 16;

/**
 * Cells of a slot: its state, its key, its bucket, then one count of open connections for each thread. A new slot
 * is that of the address `::`.
 */
export const KEY_HIGH = 1;
export const KEY_LOW = 2;
export const BUCKET = 3;
export const COUNTS = 4;

/** States of a slot: it is the address's whose key it has; it is being given to another. */
export const SETTLED = 0;
export const CHANGING = 1;

/** Of the header: 8 octets of time, then the secret of the hash. One cache line. */
const HEADER_CELLS = 16;
const SECRET = 2;

/** The memory of a table: 32-bit cells, and where everything is in it. */
export class AddressSlots {
  readonly cells: Int32Array<SharedArrayBuffer>;
  readonly time: Float64Array;
  /** Slots that addresses have to themselves. */
  readonly count: number;
  readonly sets: number;
  /** The slot that addresses without one of their own share. */
  readonly overflow: number;
  readonly #columns: number;
  readonly #stride: number;
  readonly #firstSlot: number;

  constructor(columns: number, count: number, memory: SharedArrayBuffer | undefined) {
    this.count = count;
    this.sets = count / WAYS;
    this.overflow = count;
    this.#columns = columns;
    this.#stride = COUNTS + columns;
    this.#firstSlot = HEADER_CELLS + this.sets;
    const size = this.#firstSlot + (count + 1) * this.#stride;
    this.cells = new Int32Array(memory ?? new SharedArrayBuffer(size * Int32Array.BYTES_PER_ELEMENT));
    this.time = new Float64Array(this.cells.buffer, 0, 1);
    if (memory === undefined) this.cells.set(crypto.getRandomValues(new Int32Array(2)), SECRET);
  }

  /** The first cell of a slot. */
  at(slot: number): number {
    return this.#firstSlot + slot * this.#stride;
  }

  /** The cell that says which thread gives slots of a set away: its number and 1; 0 when none does. */
  lock(set: number): number {
    return HEADER_CELLS + set;
  }

  setOf(key: AddressKey): number {
    const hash = addressHash(
      key.high,
      key.low,
      this.cells[SECRET] as number,
      this.cells[SECRET + 1] as number,
    );
    return hash & (this.sets - 1);
  }

  /** Connections open in all threads. */
  open(slot: number): number {
    const first = this.at(slot) + COUNTS;
    let sum = 0;
    for (let i = 0; i < this.#columns; i++) sum += Atomics.load(this.cells, first + i);
    return sum;
  }
}
