import {
  type CounterRow,
  type CounterTable,
  REFUSED_COUNTER,
  type RefusalReason,
} from "../../observability/index.ts";
import { AccessList, AddressRanges } from "./access-list.ts";
import type { AddressGate } from "./address-gate.ts";
import { AddressKey } from "./address-key.ts";
import { AddressTable } from "./address-table.ts";
import type { AdmissionOptions } from "./options.ts";

/** Who a connection counts for, to be given back when it is gone. Means nothing outside of the door. */
export type Place = number;

/** The place of one that counts for no address. */
export const NO_PLACE: Place = -1;

/** What the door of a thread is made of. */
export interface DoorParts {
  readonly options: AdmissionOptions;
  readonly counters: CounterTable;
  readonly row: CounterRow;
  /** Row of the table of addresses that this thread writes: that of the counters. */
  readonly thread: number;
  /** The table of addresses, which the doors of all threads share. */
  readonly addresses: AddressTable;
}

/** Makes the table of addresses that the doors of all threads share. @param threads highest number of a thread. */
export function createAddressTable(
  options: AdmissionOptions,
  threads: number,
  memory?: SharedArrayBuffer,
): AddressTable {
  const { perAddress, ratePerSecond, burst } = options;
  return new AddressTable({ perAddress, ratePerSecond, burst }, threads, memory);
}

/** Decides who may come in: the total, who is allowed, and what one address may have. One for each thread. */
export class Door {
  readonly #maxConnections: number;
  readonly #counters: CounterTable;
  readonly #row: CounterRow;
  readonly #access: AccessList;
  readonly #exempt: AddressRanges;
  readonly #gate: AddressGate;
  readonly #key = new AddressKey();
  readonly #limitsAddresses: boolean;
  /** Whether {@link admit} wants to know the address: asking the system for it has its cost. */
  readonly wantsAddress: boolean;
  /** The place of the connection that {@link admit} let in last. */
  place: Place = NO_PLACE;

  constructor({ options, counters, row, thread, addresses }: DoorParts) {
    this.#maxConnections = options.maxConnections;
    this.#counters = counters;
    this.#row = row;
    this.#access = new AccessList(
      new AddressRanges(options.allow, "allow"),
      new AddressRanges(options.deny, "deny"),
    );
    this.#exempt = new AddressRanges(options.exempt, "exempt");
    this.#gate = addresses.gate(thread);
    this.#limitsAddresses = options.perAddress > 0 || options.ratePerSecond > 0;
    this.wantsAddress = this.#limitsAddresses || options.allow.length > 0 || options.deny.length > 0;
  }

  /** Takes one of the total. @returns whether there was one; then {@link leave} gives it back. */
  enter(): boolean {
    if (this.#counters.held() >= this.#maxConnections) return false;
    this.#row.add("held");
    return true;
  }

  /**
   * Asks whether an address may have one more connection. When it may, {@link place} is to be kept for
   * {@link leave}; when not, the caller leaves without a place.
   */
  admit(address: string): "admitted" | RefusalReason {
    this.place = NO_PLACE;
    if (!this.#access.allows(address)) return "denied";
    if (!this.#limitsAddresses || this.#exempt.has(address)) return "admitted";
    this.#key.read(address);
    const { verdict, slot } = this.#gate.admit(this.#key, performance.now());
    if (verdict === "admitted") {
      this.place = slot;
      return verdict;
    }
    return verdict === "too-fast" ? "rate" : "address";
  }

  /** A connection that had entered is gone, or was turned away. */
  leave(place: Place): void {
    this.#row.add("held", -1);
    if (place !== NO_PLACE) this.#gate.release(place);
  }

  /** Counts one who was turned away. */
  countRefused(reason: RefusalReason): void {
    this.#row.add(REFUSED_COUNTER[reason]);
  }
}
