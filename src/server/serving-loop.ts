import { setTimeout as delay, setImmediate as turnOfTheLoop } from "node:timers/promises";
import { type Clock, systemClock, ZonedClock } from "../clock/index.ts";
import {
  type Accept,
  type Engine,
  type ListenAddress,
  type Listener,
  loadEngine,
  type PostableSocket,
  type TlsIdentity,
} from "../engine/index.ts";
import {
  type ConnectionQuery,
  type CounterTable,
  type EventSink,
  type GaugeTable,
  Journal,
  Pulse,
} from "../observability/index.ts";
import { Responder } from "../protocol/index.ts";
import type { AddressTable } from "./admission/address-table.ts";
import { Door } from "./admission/door.ts";
import { listenError } from "./bind.ts";
import type { Connection, ConnectionSurroundings } from "./connection.ts";
import { pickRows, type ThreadRows } from "./connection-rows.ts";
import { DeadlineWheel } from "./deadlines.ts";
import { type ExpectedProbes, type ProbedThread, probeThreads } from "./inner-probe.ts";
import type { CountedThread } from "./live-view.ts";
import type { ServingOptions } from "./options.ts";
import { Reception } from "./reception.ts";
import { descriptorFor, type ServingAddress } from "./serving-address.ts";
import { TurnQueue } from "./turn-queue.ts";

/** How long an ended connection waits for its client's end, so that no reset overtakes the last reply (R5, R10). */
const LINGER_MILLISECONDS = 1000;
/** The same while the server stops: nobody should wait long for a client that stays. */
const STOP_LINGER_MILLISECONDS = 200;
/** A stop takes in connections that wait to be accepted for so long at most: new ones may go on coming. */
const TAKE_IN_MILLISECONDS = 200;
/** So many turns of the event loop without a new connection: nobody waits. */
const TURNS_TO_ACCEPT = 4;
/** Pause between two looks at the connections while the server stops. */
const DRAIN_PASS_MILLISECONDS = 10;
/** After so many looks a client that keeps asking is not waited for: what it asked before the stop is answered. */
const DRAIN_PASSES_FOR_REQUESTS = 10;
/** So many looks are given to a client that has connected and not asked yet: it was promised an answer. */
const DRAIN_PASSES_FOR_FIRST_REQUEST = 50;

/** What a serving loop is made of. */
export interface ServingParts {
  /** 0: the caller's thread. */
  readonly thread: number;
  /** Row of the table of counters that this loop writes. */
  readonly counterRow: number;
  readonly options: ServingOptions;
  readonly counters: CounterTable;
  /** Its rows are those of the counters. */
  readonly gauges: GaugeTable;
  readonly onEvents: EventSink;
  readonly clock?: Clock | undefined;
  /** The table of addresses; null: whoever accepts the connections decides who may come in. */
  readonly addresses: AddressTable | null;
  /** Called after each connection's end. */
  readonly onClosed?: (() => void) | undefined;
}

/** One event loop that serves: a listener and its connections. A server has one, or one in each thread. */
export class ServingLoop implements ProbedThread {
  readonly #engine: Engine;
  readonly #journal: Journal;
  readonly #around: ConnectionSurroundings;
  readonly #reception: Reception;
  readonly #gauges: GaugeTable;
  readonly #pulse: Pulse;
  readonly #clock: Clock;
  /** Itself, as a view of the server counts it. */
  readonly threads: readonly CountedThread[];
  #accepted = 0;
  #address: ListenAddress | null = null;
  #listener: Listener | null = null;
  #tlsListener: Listener | null = null;
  /** Came while the listener was being made. */
  #renewed: TlsIdentity | null = null;

  private constructor(engine: Engine, parts: ServingParts) {
    const { thread, counterRow, options, counters, gauges, onEvents, addresses, clock = systemClock } = parts;
    const { admission, served } = options;
    this.#engine = engine;
    const limits = { eventsPerSecond: options.eventRate, burst: 2 * options.eventRate };
    this.#journal = new Journal(thread, limits, onEvents);
    const row = counters.row(counterRow);
    this.threads = [{ thread, row: counterRow }];
    this.#clock = clock;
    this.#gauges = gauges;
    const gaugeRow = gauges.row(counterRow);
    this.#pulse = new Pulse(gaugeRow);
    const door =
      addresses === null
        ? null
        : new Door({ options: admission, counters, row, thread: counterRow, addresses });
    this.#around = {
      thread,
      counters,
      row,
      gauges: gaugeRow,
      onClosed: parts.onClosed,
      journal: this.#journal,
      open: new Set(),
      limits: options.limits,
      wheel: new DeadlineWheel(),
      turns: new TurnQueue(),
      leave: (place) => door?.leave(place),
      responder: new Responder({
        clock: new ZonedClock(options.zone, clock),
        replyForm: options.replyForm,
        strictness: options.strictness,
        sameOctets: engine.sameOctets,
        maxLineOctets: options.limits.maxLine,
        repliesAtOnce: options.limits.requestsPerTurn,
      }),
    };
    this.#reception = new Reception({ around: this.#around, door, admission, served });
    this.look();
  }

  static async create(parts: ServingParts): Promise<ServingLoop> {
    return new ServingLoop(await loadEngine(), parts);
  }

  /** Listens, where it is asked for on a second port for encrypted connections. @throws {JamError} as {@link listenError}. */
  async listen(address: ServingAddress, sharing: "exclusive" | "shared" = "exclusive"): Promise<void> {
    const { host, tls } = address;
    this.#renewed = null;
    this.#listener = await this.#listenOn(address, sharing);
    this.#address = { host, port: this.#listener.port };
    if (tls === null) return;
    try {
      this.#tlsListener = await this.#listenOn({ ...tls, host }, sharing, tls.identity);
      if (this.#renewed !== null) this.#tlsListener.renewTls(this.#renewed);
    } catch (error) {
      await this.#listener.close();
      throw error;
    }
  }

  /** Encrypts connections with this from now on. Those that are open keep what they have. */
  renewTls(identity: TlsIdentity): void {
    if (this.#tlsListener === null) this.#renewed = identity;
    else this.#tlsListener.renewTls(identity);
  }

  /** Begins to measure its handling times and the lag of its event loop once somebody watches. Called at the start and once a second. */
  look(): void {
    if (this.#gauges.isWatched) this.#pulse.start();
  }

  /** Its first rows of the table of connections, in no order, and how many fit. */
  rows(query: ConnectionQuery): Promise<ThreadRows> {
    const { thread, open, wheel } = this.#around;
    const clocks = () => ({ wall: this.#clock.now(), monotonic: performance.now(), wheel: wheel.now });
    return pickRows(thread, open, query, clocks);
  }

  /** Whether it answered a probe through its own listener within the time. */
  async serves(milliseconds: number): Promise<boolean> {
    return this.#address !== null && (await probeThreads(this.#address, [this], milliseconds));
  }

  async expectProbes(expected: ExpectedProbes | null): Promise<number> {
    return this.#reception.expectProbes(expected);
  }

  async #listenOn(
    { host, port, descriptors }: Omit<ServingAddress, "tls">,
    sharing: "exclusive" | "shared",
    tls?: TlsIdentity,
  ): Promise<Listener> {
    const descriptor = descriptorFor(descriptors, this.#around.thread);
    const options = { host, port, descriptor, sharing, tls, lingerMilliseconds: LINGER_MILLISECONDS };
    try {
      return await this.#engine.listen(options, this.#accept);
    } catch (error) {
      throw listenError(error, host, port);
    }
  }

  readonly #accept: Accept = (transport) => {
    this.#accepted++;
    return this.#reception.receive(transport);
  };

  /**
   * Serves a connection that another thread accepted.
   *
   * @param socket as it was posted to this thread.
   * @param tls what to encrypt it with; null: it is plain.
   */
  adopt(socket: PostableSocket, tls: TlsIdentity | null): void {
    this.#engine.handover?.adopt(socket, LINGER_MILLISECONDS, this.#accept, tls);
  }

  /**
   * Stops accepting, delivers what was asked, closes. A client that does not read its replies is
   * cut off after the drain time.
   *
   * @param drainMilliseconds at most so long.
   */
  async stop(drainMilliseconds: number): Promise<void> {
    const deadline = performance.now() + drainMilliseconds;
    await this.#takeInWaiting();
    await Promise.all([this.#listener?.close(), this.#tlsListener?.close()]);
    this.#reception.dismissWaiting();
    await this.#deliver(deadline);
    const { open } = this.#around;
    const lingerEnd = performance.now() + STOP_LINGER_MILLISECONDS;
    while (open.size > 0 && performance.now() < lingerEnd) await delay(DRAIN_PASS_MILLISECONDS);
    for (const connection of open) connection.abort("stopping");
    while (open.size > 0 && performance.now() < lingerEnd + STOP_LINGER_MILLISECONDS) await delay(1);
    this.#journal.flush();
    this.#pulse.stop();
  }

  /**
   * Takes in what waits in the accept queue: closing the listener would reset it. Turns of the event loop are
   * counted, not time: Node accepts one connection a turn, and a turn that was held up may have seen none.
   */
  async #takeInWaiting(): Promise<void> {
    const deadline = performance.now() + TAKE_IN_MILLISECONDS;
    let before: number;
    do {
      before = this.#accepted;
      for (let turn = 0; turn < TURNS_TO_ACCEPT; turn++) await turnOfTheLoop();
    } while (this.#accepted > before && performance.now() < deadline);
  }

  /** Ends each connection as soon as what it asked is answered and on its way. */
  async #deliver(deadline: number): Promise<void> {
    const seen = new Map<Connection, number>();
    for (let pass = 0; performance.now() < deadline; pass++) {
      await delay(DRAIN_PASS_MILLISECONDS);
      let waiting = 0;
      for (const connection of this.#around.open) {
        const isFresh = connection.requests === 0 && pass < DRAIN_PASSES_FOR_FIRST_REQUEST;
        const isSettled = seen.get(connection) === connection.requests || pass > DRAIN_PASSES_FOR_REQUESTS;
        const isQuiet = isSettled && !isFresh;
        seen.set(connection, connection.requests);
        if (!connection.isBehind && isQuiet) connection.end("stopping");
        else waiting++;
      }
      if (waiting === 0) return;
    }
  }
}
