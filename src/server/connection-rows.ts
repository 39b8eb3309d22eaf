import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import {
  type ConnectionQuery,
  type ConnectionRow,
  type PeerFacts,
  REACHABLE_ROWS,
} from "../observability/index.ts";

/** Connections looked at in one turn of the event loop: with a system call for each address under a millisecond. */
const LOOKS_PER_TURN = 256;
/** Numbers of a row: all its facts but the address, in the order of {@link ThreadRows.numbers}. */
const ROW_NUMBERS = 7;

/** What the table asks of a connection. */
export interface TabledConnection {
  readonly number: number;
  /** On the thread's monotonic clock, in milliseconds. */
  readonly openedAt: number;
  /** On the wheel's clock, in milliseconds. */
  readonly activeAt: number;
  readonly requests: number;
  readonly octetsReceived: number;
  readonly octetsSent: number;
  /** Costs a system call the first time. Not once it is closed. */
  peerFacts(): PeerFacts;
}

/** Rows of one thread as they are posted: one block of numbers and the addresses, so that thousands cost little. */
export interface ThreadRows {
  readonly thread: number;
  /** How many connections of the thread fit. */
  readonly total: number;
  /** Of each row: connection, port, openedAt, requests, lastRequestAt (-1: null), octets received and sent. */
  readonly numbers: Float64Array;
  readonly addresses: readonly string[];
}

/** Clocks of a thread at one moment, in milliseconds. */
export interface ThreadClocks {
  /** Since 1970. */
  readonly wall: number;
  readonly monotonic: number;
  readonly wheel: number;
}

/** Ends a turn of the event loop; tests count their calls. */
export type EndTurn = () => Promise<unknown>;

type Key = number | string;

interface Candidate {
  readonly key: Key;
  readonly connection: TabledConnection;
}

/** What a thread that cannot be asked has to say. */
export function noRows(thread: number): ThreadRows {
  return { thread, total: 0, numbers: new Float64Array(0), addresses: [] };
}

/**
 * Picks the first rows of a query among a thread's connections, in no order, a part in each turn of the event loop: other
 * sockets are served between. A connection that closes meanwhile is left out.
 *
 * @param clocks asked once, when rows are made.
 */
export async function pickRows(
  thread: number,
  open: ReadonlySet<TabledConnection>,
  query: ConnectionQuery,
  clocks: () => ThreadClocks,
  endTurn: EndTurn = turnOfTheLoop,
): Promise<ThreadRows> {
  const best = new BestOf(Math.min(query.offset + query.limit, REACHABLE_ROWS), query.order);
  const wantsAddress = query.filter !== "" || query.sort === "address";
  // What opens meanwhile is for the next query: else a flood of new ones would never let this one end.
  let left = open.size;
  let looks = 0;
  let total = 0;
  for (const connection of open) {
    if (left-- === 0) break;
    if (wantsAddress && !connection.peerFacts().address.includes(query.filter)) {
      // Does not fit.
    } else {
      total++;
      best.offer(keyOf(connection, query.sort, thread), connection);
    }
    if (++looks % LOOKS_PER_TURN === 0) await endTurn();
  }
  return makeRows(thread, total, best.connections(), open, clocks, endTurn);
}

async function makeRows(
  thread: number,
  total: number,
  connections: readonly TabledConnection[],
  open: ReadonlySet<TabledConnection>,
  clocks: () => ThreadClocks,
  endTurn: EndTurn,
): Promise<ThreadRows> {
  const numbers = new Float64Array(connections.length * ROW_NUMBERS);
  const addresses: string[] = [];
  const { wall, monotonic, wheel } = clocks();
  for (const [index, connection] of connections.entries()) {
    if (index > 0 && index % LOOKS_PER_TURN === 0) await endTurn();
    if (!open.has(connection)) continue;
    const { address, port } = connection.peerFacts();
    const { requests, octetsReceived, octetsSent } = connection;
    const openedAt = Math.round(wall - (monotonic - connection.openedAt));
    const lastRequestAt = requests === 0 ? -1 : Math.round(wall - (wheel - connection.activeAt));
    const row = [connection.number, port, openedAt, requests, lastRequestAt, octetsReceived, octetsSent];
    numbers.set(row, addresses.length * ROW_NUMBERS);
    addresses.push(address);
  }
  return { thread, total, numbers: numbers.slice(0, addresses.length * ROW_NUMBERS), addresses };
}

/** Puts the rows of all threads in order and cuts the page out. */
export function mergeRows(parts: readonly ThreadRows[], query: ConnectionQuery): ConnectionRow[] {
  const rows = parts.flatMap(rowsOf);
  const sign = query.order === "ascending" ? 1 : -1;
  const key = (row: ConnectionRow): Key => row[query.sort] ?? Number.NEGATIVE_INFINITY;
  rows.sort((a, b) => sign * compare(key(a), key(b)) || a.connection - b.connection);
  const end = Math.min(query.offset + query.limit, REACHABLE_ROWS);
  return rows.slice(query.offset, end);
}

function rowsOf({ thread, numbers, addresses }: ThreadRows): ConnectionRow[] {
  return addresses.map((address, index) => {
    const at = index * ROW_NUMBERS;
    const [connection, port, openedAt, requests, lastRequestAt, octetsReceived, octetsSent] =
      numbers.subarray(at, at + ROW_NUMBERS) as unknown as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
    return {
      connection,
      thread,
      address,
      port,
      openedAt,
      requests,
      lastRequestAt: lastRequestAt < 0 ? null : lastRequestAt,
      octetsReceived,
      octetsSent,
    };
  });
}

function keyOf(connection: TabledConnection, sort: ConnectionQuery["sort"], thread: number): Key {
  switch (sort) {
    case "connection":
      return connection.number;
    case "thread":
      return thread;
    case "address":
      return connection.peerFacts().address;
    case "lastRequestAt":
      return connection.requests === 0 ? Number.NEGATIVE_INFINITY : connection.activeAt;
    default:
      return connection[sort];
  }
}

function compare(a: Key, b: Key): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Keeps the first so many of an order: a heap whose root is the last of them. */
class BestOf {
  readonly #size: number;
  readonly #sign: number;
  readonly #heap: Candidate[] = [];

  constructor(size: number, order: ConnectionQuery["order"]) {
    this.#size = size;
    this.#sign = order === "ascending" ? 1 : -1;
  }

  offer(key: Key, connection: TabledConnection): void {
    const candidate = { key, connection };
    if (this.#heap.length < this.#size) {
      this.#heap.push(candidate);
      this.#rise(this.#heap.length - 1);
    } else if (this.#size > 0 && this.#isBefore(candidate, this.#heap[0] as Candidate)) {
      this.#heap[0] = candidate;
      this.#sink();
    }
  }

  connections(): TabledConnection[] {
    return this.#heap.map(({ connection }) => connection);
  }

  #isBefore(a: Candidate, b: Candidate): boolean {
    const order = this.#sign * compare(a.key, b.key);
    return order < 0 || (order === 0 && a.connection.number < b.connection.number);
  }

  #rise(index: number): void {
    for (let at = index; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(this.#heap[parent] as Candidate, this.#heap[at] as Candidate)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      let last = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        const candidate = this.#heap[child];
        if (candidate !== undefined && this.#isBefore(this.#heap[last] as Candidate, candidate)) last = child;
      }
      if (last === at) return;
      this.#swap(at, last);
      at = last;
    }
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a] as Candidate;
    this.#heap[a] = this.#heap[b] as Candidate;
    this.#heap[b] = kept;
  }
}
