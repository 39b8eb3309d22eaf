import { Worker } from "node:worker_threads";
import {
  type Handover,
  type Listener,
  loadEngine,
  type PostableSocket,
  plainAddress,
  type TlsIdentity,
} from "../engine/index.ts";
import { JamError, reasonOf } from "../errors/index.ts";
import {
  type ConnectionQuery,
  type CounterTable,
  type EventSink,
  type GaugeTable,
  Journal,
  type RefusalReason,
} from "../observability/index.ts";
import { createAddressTable, Door, NO_PLACE, type Place } from "./admission/door.ts";
import { listenError } from "./bind.ts";
import type { ThreadRows } from "./connection-rows.ts";
import type { CountedThread } from "./live-view.ts";
import type { ServingOptions } from "./options.ts";
import { FAREWELL } from "./reception.ts";
import { RowQuestions } from "./row-questions.ts";
import { descriptorFor, type ServingAddress } from "./serving-address.ts";
import type { ConnectionThreadOrder, ThreadBirth, ThreadReport } from "./thread-messages.ts";

const ENTRY = new URL(
  import.meta.url.endsWith(".ts") ? "./connection-thread-main.ts" : "./connection-thread-main.js",
  import.meta.url,
);
/** The thread that accepts: the caller's, whose row of the counters is the first. */
const ACCEPTING_THREAD = 0;
/** A thread that was told to stop and does not is ended so long after its drain time. */
const STOP_GRACE_MILLISECONDS = 1000;
const NOTHING = new Uint8Array(0);

/** What the model is made of. */
export interface ConnectionThreadsParts {
  /** Threads at the same time; further clients wait. */
  readonly maxThreads: number;
  readonly options: ServingOptions;
  readonly counters: CounterTable;
  readonly gauges: GaugeTable;
  readonly onEvents: EventSink;
}

/** An accepted connection and its place at the door. */
interface Visitor {
  readonly socket: PostableSocket;
  readonly place: Place;
  /** What to encrypt it with; null: it is plain. */
  readonly tls: TlsIdentity | null;
}

/** One running thread. */
interface RunningThread {
  readonly thread: number;
  readonly worker: Worker;
  readonly row: number;
  readonly questions: RowQuestions;
  readonly ended: Promise<void>;
}

/**
 * The sheets' architecture, for real: each connection is served from its first octet to its end by a thread
 * of its own. This thread listens, accepts, and gives each connection away.
 */
export class ConnectionThreads {
  readonly #parts: ConnectionThreadsParts;
  readonly #handover: Handover;
  readonly #running = new Set<RunningThread>();
  readonly #waiting: Visitor[] = [];
  readonly #door: Door;
  readonly #journal: Journal;
  /** Rows of the table of counters that no running thread writes. */
  readonly #freeRows: number[];
  #threadsMade = 0;
  readonly #listeners: Listener[] = [];
  /** What new connections of the second listener are encrypted with. */
  #identity: TlsIdentity | null = null;
  #isStopping = false;

  private constructor(parts: ConnectionThreadsParts, handover: Handover) {
    this.#parts = parts;
    this.#handover = handover;
    const { options, counters } = parts;
    this.#door = new Door({
      options: options.admission,
      counters,
      row: counters.row(ACCEPTING_THREAD),
      thread: ACCEPTING_THREAD,
      addresses: createAddressTable(options.admission, ACCEPTING_THREAD),
    });
    const limits = { eventsPerSecond: options.eventRate, burst: 2 * options.eventRate };
    this.#journal = new Journal(ACCEPTING_THREAD, limits, parts.onEvents);
    this.#freeRows = Array.from({ length: parts.maxThreads }, (_, index) => index + 1);
  }

  /** @throws {JamError} JAM_MODEL_UNAVAILABLE where the runtime cannot give a connection to a thread. */
  static async create(parts: ConnectionThreadsParts): Promise<ConnectionThreads> {
    const { handover } = await loadEngine();
    if (handover === null) throw new JamError("JAM_MODEL_UNAVAILABLE", { model: "thread-per-connection" });
    return new ConnectionThreads(parts, handover);
  }

  /** Listens, where it is asked for on a second port for encrypted connections. @throws {JamError} as {@link listenError}. */
  async listen(address: ServingAddress, sharing: "exclusive" | "shared"): Promise<void> {
    const { host, tls } = address;
    this.#identity = tls?.identity ?? null;
    const options = { host, sharing, lingerMilliseconds: 0 };
    const places = [address, ...(tls === null ? [] : [tls])];
    for (const [index, { port, descriptors }] of places.entries()) {
      const descriptor = descriptorFor(descriptors, ACCEPTING_THREAD);
      const onSocket = (socket: PostableSocket) =>
        this.#accepted(socket, index === 0 ? null : this.#identity);
      try {
        this.#listeners.push(await this.#handover.listen({ ...options, port, descriptor }, onSocket));
      } catch (error) {
        await this.#closeListeners();
        throw listenError(error, host, port);
      }
    }
  }

  /** Encrypts connections that are accepted from now on with this. */
  renewTls(identity: TlsIdentity): void {
    this.#identity = identity;
  }

  /** Stops accepting, lets each thread deliver what was asked, then ends it. Clients that wait are closed. */
  async stop(drainMilliseconds: number): Promise<void> {
    this.#isStopping = true;
    await this.#closeListeners();
    for (const { socket, place } of this.#waiting.splice(0)) {
      this.#handover.discard(socket);
      this.#door.leave(place);
    }
    this.#journal.flush();
    const order: ConnectionThreadOrder = { type: "stop", drainMilliseconds };
    for (const { worker } of this.#running) worker.postMessage(order);
    const grace = setTimeout(() => {
      for (const { worker } of this.#running) void worker.terminate();
    }, drainMilliseconds + STOP_GRACE_MILLISECONDS);
    await Promise.all([...this.#running].map(({ ended }) => ended));
    clearTimeout(grace);
  }

  /** The threads that run now, with their rows of the counters, which are given on when they end. */
  get threads(): readonly CountedThread[] {
    return [...this.#running].map(({ thread, row }) => ({ thread, row }));
  }

  /** Whoever asks runs in the thread that accepts, so that it does not hang; the others begin with their connections. */
  async serves(): Promise<boolean> {
    return this.#listeners.length > 0;
  }

  /** Asks each thread for the row of its connection. */
  rows(query: ConnectionQuery): Promise<ThreadRows[]> {
    return Promise.all([...this.#running].map(({ questions }) => questions.ask(query)));
  }

  /** Ends one thread as a fault would: its connection is lost, no other. For tests. @param thread its number. */
  async kill(thread: number): Promise<void> {
    for (const running of this.#running) if (running.thread === thread) await running.worker.terminate();
  }

  async #closeListeners(): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
  }

  #accepted(socket: PostableSocket, tls: TlsIdentity | null): void {
    if (this.#isStopping) {
      this.#handover.discard(socket);
      return;
    }
    const refusal = this.#askDoor(socket);
    if (refusal !== null) {
      this.#refuse(socket, refusal, tls);
      return;
    }
    const visitor = { socket, place: this.#door.place, tls };
    if (this.#freeRows.length === 0) this.#waiting.push(visitor);
    else this.#startThread(visitor);
  }

  /** @returns why the connection cannot be let in, or null; then its place is to be given back in the end. */
  #askDoor(socket: PostableSocket): RefusalReason | null {
    if (!this.#door.enter()) return "connections";
    const verdict = this.#door.admit(plainAddress(socket.remoteAddress));
    if (verdict === "admitted") return null;
    this.#door.leave(NO_PLACE);
    return verdict;
  }

  #refuse(socket: PostableSocket, reason: RefusalReason, tls: TlsIdentity | null): void {
    this.#door.countRefused(reason);
    const peer = { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    if (this.#journal.hasRoom) {
      this.#journal.record({
        type: "connection-refused",
        time: Date.now(),
        thread: ACCEPTING_THREAD,
        ...peer,
        reason,
      });
    } else {
      this.#journal.countRest("refused");
    }
    // During a TLS handshake the client could not read it.
    this.#handover.dismiss(socket, tls === null ? FAREWELL[reason] : NOTHING);
  }

  #startThread({ socket, place, tls }: Visitor): void {
    const { options, counters, gauges, maxThreads, onEvents } = this.#parts;
    const thread = ++this.#threadsMade;
    const counterRow = this.#freeRows.pop() as number;
    const peer = { thread, address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    const birth: ThreadBirth = {
      thread,
      counterRow,
      rows: maxThreads,
      options,
      counters: counters.memory,
      gauges: gauges.memory,
      addresses: null,
    };
    const worker = new Worker(ENTRY, { workerData: birth, name: `jamd-${thread}` });
    const questions = new RowQuestions(thread, (ask) => worker.postMessage(ask));
    let fault: string | null = null;
    worker.on("message", (report: ThreadReport) => {
      if (report.type === "events") onEvents(report.events);
      else if (report.type === "rows") questions.answered(report);
    });
    worker.on("error", (error: unknown) => {
      fault = reasonOf(error);
    });
    const running: RunningThread = {
      thread,
      worker,
      row: counterRow,
      questions,
      ended: new Promise((resolve) => {
        worker.on("exit", () => {
          this.#running.delete(running);
          questions.end();
          const lost = counters.row(counterRow).loseOpen();
          if (fault !== null) this.#tellDied(thread, fault, lost);
          this.#door.leave(place);
          this.#tell("connection-thread-ended", peer);
          this.#freeRows.push(counterRow);
          this.#serveNext();
          resolve();
        });
      }),
    };
    this.#running.add(running);
    this.#tell("connection-thread-started", peer);
    const order: ConnectionThreadOrder = { type: "serve", socket, tls };
    worker.postMessage(order, [socket as never]);
  }

  #serveNext(): void {
    const next = this.#isStopping ? undefined : this.#waiting.shift();
    if (next !== undefined) this.#startThread(next);
  }

  #tell(
    type: "connection-thread-started" | "connection-thread-ended",
    peer: { readonly thread: number; readonly address: string; readonly port: number },
  ): void {
    const counts = { running: this.#running.size, waiting: this.#waiting.length };
    this.#parts.onEvents([{ type, time: Date.now(), ...peer, ...counts }]);
  }

  #tellDied(thread: number, cause: string, lost: number): void {
    this.#parts.onEvents([{ type: "connection-thread-died", time: Date.now(), thread, cause, lost }]);
  }
}
