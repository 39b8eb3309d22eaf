/** What each thread counts. The order is the layout of a row in shared memory. */
const FIELDS = [
  "opened",
  "open",
  "held",
  "times",
  "invalid",
  "quits",
  "octetsIn",
  "octetsOut",
  "closedQuit",
  "closedClient",
  "closedReset",
  "closedLineTooLong",
  "closedStopping",
  "closedFault",
  "closedThreadDeath",
  "closedIdle",
  "closedLineDeadline",
  "closedStalled",
  "closedUnsentLimit",
  "closedLifetime",
  "closedTlsFailed",
  "closedHandshakeDeadline",
  "tlsOpened",
  "refusedConnections",
  "refusedPerAddress",
  "refusedRate",
  "refusedDenied",
  "refusedProxy",
] as const;

/**
 * Name of a counter. All but `open` and `held` only grow. `open`: connections that are served; `held`: all that hold a
 * descriptor, those too that wait for their turn or for a balancer's header.
 */
export type CounterName = (typeof FIELDS)[number];

/** Values of all counters. */
export type CounterValues = Readonly<Record<CounterName, number>>;

const INDEX = Object.fromEntries(FIELDS.map((name, index) => [name, index])) as Record<CounterName, number>;
// The request path adds to these by place, not by name.
const TIMES = INDEX.times;
const INVALID = INDEX.invalid;
const OCTETS_IN = INDEX.octetsIn;
const OCTETS_OUT = INDEX.octetsOut;

/** A row is whole cache lines, so that threads do not write to each other's. */
const ROW_NUMBERS = 8 * Math.ceil(FIELDS.length / 8);
const TICKET_BYTES = 64;

/**
 * Counters of all threads in shared memory: one row a thread, written by that thread alone, so a plain
 * addition is enough; they outlive a thread that dies. Readers may see a sum that is a moment old.
 */
export class CounterTable {
  /** Give it to the constructor in another thread for the same table. */
  readonly memory: SharedArrayBuffer;
  readonly #rows: Float64Array;
  readonly #tickets: BigUint64Array;
  /** Highest number of a row. */
  readonly threads: number;

  /** @param threads rows; row 0 is for a server in its caller's thread. */
  constructor(threads: number, memory?: SharedArrayBuffer) {
    this.threads = threads;
    this.memory = memory ?? new SharedArrayBuffer(TICKET_BYTES + (threads + 1) * ROW_NUMBERS * 8);
    this.#tickets = new BigUint64Array(this.memory, 0, 1);
    this.#rows = new Float64Array(this.memory, TICKET_BYTES);
  }

  /** The next running connection number, from 1; never given twice. */
  nextConnectionNumber(): number {
    return Number(Atomics.add(this.#tickets, 0, 1n)) + 1;
  }

  /** The counters of one thread, for that thread to write. */
  row(thread: number): CounterRow {
    return new CounterRow(this.#rows.subarray(thread * ROW_NUMBERS, (thread + 1) * ROW_NUMBERS));
  }

  /** Connections open now in all threads. */
  open(): number {
    return this.#sum(INDEX.open);
  }

  /** Connections that hold a descriptor now in all threads. */
  held(): number {
    return this.#sum(INDEX.held);
  }

  /** The sum of all threads. */
  total(): CounterValues {
    return Object.fromEntries(FIELDS.map((name, index) => [name, this.#sum(index)])) as CounterValues;
  }

  #sum(index: number): number {
    let sum = 0;
    for (let thread = 0; thread <= this.threads; thread++)
      sum += this.#rows[thread * ROW_NUMBERS + index] ?? 0;
    return sum;
  }
}

/** The counters of one thread. */
export class CounterRow {
  readonly #numbers: Float64Array;

  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
  }

  add(name: CounterName, amount = 1): void {
    const index = INDEX[name];
    this.#numbers[index] = (this.#numbers[index] as number) + amount;
  }

  /** Counts one read and its replies; the only call on the request path. */
  addRead(octetsIn: number, times: number, invalid: number, octetsOut: number): void {
    const numbers = this.#numbers;
    numbers[OCTETS_IN] = (numbers[OCTETS_IN] as number) + octetsIn;
    numbers[TIMES] = (numbers[TIMES] as number) + times;
    numbers[INVALID] = (numbers[INVALID] as number) + invalid;
    numbers[OCTETS_OUT] = (numbers[OCTETS_OUT] as number) + octetsOut;
  }

  get(name: CounterName): number {
    return this.#numbers[INDEX[name]] as number;
  }

  /** Takes the open connections of a thread that died off the books. @returns how many they were. */
  loseOpen(): number {
    const lost = this.get("open");
    this.add("open", -lost);
    this.add("held", -this.get("held"));
    this.add("closedThreadDeath", lost);
    return lost;
  }
}
