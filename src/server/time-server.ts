import { zoneIdentifier } from "../clock/index.ts";
import {
  currentEngineName,
  currentEngineVersion,
  type Engine,
  type ListenAddress,
  loadEngine,
} from "../engine/index.ts";
import { JamError } from "../errors/index.ts";
import {
  CounterTable,
  type CounterValues,
  type EventSink,
  type ServerEvent,
} from "../observability/index.ts";
import { listenError, reserve } from "./bind.ts";
import { ConnectionThreads } from "./connection-threads.ts";
import { type ResolvedOptions, resolveOptions, type TimeServerOptions } from "./options.ts";
import { ServingLoop } from "./serving-loop.ts";
import { ThreadPool } from "./thread-pool.ts";

/** `idle`: not listening yet; `listening`: from listen() on; `closed`: from close() on, for good. */
type State = "idle" | "listening" | "closed";

/** What serves: a loop in the caller's thread, a pool of threads with a loop each, or a thread per connection. */
type Serving = ServingLoop | ThreadPool | ConnectionThreads;

/**
 * Makes a time server for the JAM protocol. It does nothing before {@link TimeServer.listen}.
 *
 * @example
 * await using server = createTimeServer({ port: 0, zone: "Asia/Jakarta" });
 * const { port } = await server.listen();
 *
 * @throws {JamError} JAM_BAD_OPTION, JAM_UNKNOWN_ZONE.
 */
export function createTimeServer(options: TimeServerOptions = {}): TimeServer {
  return new TimeServer(options);
}

/** A time server (R1 to R13). Made by {@link createTimeServer}. */
export class TimeServer implements AsyncDisposable {
  readonly #asked: TimeServerOptions;
  readonly #options: ResolvedOptions;
  readonly #counters: CounterTable;
  readonly #onAbort = (): void => void this.close();
  #state: State = "idle";
  #address: ListenAddress | null = null;
  #serving: Serving | null = null;
  #closing: Promise<void> | null = null;
  #starting: Promise<ListenAddress> | null = null;

  /** Use {@link createTimeServer}. */
  constructor(options: TimeServerOptions) {
    this.#asked = options;
    this.#options = resolveOptions(options);
    this.#counters = new CounterTable(this.#options.threads);
  }

  /** Where it listens; null before {@link listen}. */
  get address(): ListenAddress | null {
    return this.#address;
  }

  /** Counters of all threads: connections, requests, octets, ends by reason. A moment old. */
  get counters(): CounterValues {
    return this.#counters.total();
  }

  /**
   * Listens and serves. Resolves when the first client can connect.
   *
   * @throws {JamError} JAM_PORT_TAKEN, JAM_PORT_NOT_ALLOWED, JAM_ADDRESS_NOT_AVAILABLE, JAM_HOST_NOT_RESOLVED,
   * JAM_LISTEN_FAILED, JAM_THREAD_FAILED, JAM_SERVER_CLOSED.
   */
  listen(): Promise<ListenAddress> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /**
   * Stops in order: accepts no more, delivers what was asked, closes the connections, then resolves.
   * Clients that do not read are cut off after the drain time. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#stop();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Ends one serving thread as a fault would, with its connections. A thread that serves many is started
   * again. For tests of what survives it.
   *
   * @internal
   * @param thread from 1.
   */
  async killThread(thread: number): Promise<void> {
    if (this.#serving !== null && "kill" in this.#serving) await this.#serving.kill(thread);
  }

  async #start(): Promise<ListenAddress> {
    const { signal } = this.#asked;
    if (this.#state === "closed" || signal?.aborted) throw new JamError("JAM_SERVER_CLOSED");
    this.#state = "listening";
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    const { host, port } = this.#options;
    const engine = await loadEngine();
    const threads = this.#usableThreads(engine);
    const reservation = await reserve(engine, host, port);
    try {
      this.#serving = await this.#createServing(threads);
    } catch (error) {
      await reservation.release();
      throw error;
    }
    await reservation.release();
    const address = { host: reservation.host, port: reservation.port };
    await this.#listenOn(address);
    this.#address = address;
    this.#tell({
      type: "listening",
      time: Date.now(),
      ...address,
      model: this.#options.model,
      threads,
      zone: zoneIdentifier(this.#options.serving.zone),
      engine: currentEngineName(),
      engineVersion: currentEngineVersion(),
    });
    return address;
  }

  /** Where threads cannot share a port one serves, and that is told. */
  #usableThreads(engine: Engine): number {
    const { model, threads: asked } = this.#options;
    if (model !== "event-loop" || engine.canSharePort || asked <= 1) return asked;
    this.#tell({ type: "threads-reduced", time: Date.now(), asked, platform: process.platform });
    return 1;
  }

  async #createServing(threads: number): Promise<Serving> {
    const onEvents: EventSink = (events) => this.#asked.onEvents?.(events);
    const parts = { options: this.#options.serving, counters: this.#counters, onEvents };
    if (this.#options.model === "thread-per-connection") {
      return ConnectionThreads.create({ ...parts, maxThreads: threads });
    }
    if (threads === 0) {
      return ServingLoop.create({ ...parts, thread: 0, counterRow: 0, clock: this.#asked.clock });
    }
    const pool = new ThreadPool({ ...parts, threads });
    await pool.start();
    return pool;
  }

  async #listenOn(address: ListenAddress): Promise<void> {
    try {
      await this.#serving?.listen(address);
    } catch (error) {
      throw error instanceof JamError ? error : listenError(error, address.host, address.port);
    }
  }

  async #stop(): Promise<void> {
    const wasStarted = this.#state === "listening";
    this.#state = "closed";
    this.#asked.signal?.removeEventListener("abort", this.#onAbort);
    if (!wasStarted) return;
    // A start that fails has reported so to its caller; there is nothing left to stop then.
    await this.#starting?.catch(() => null);
    if (this.#serving === null || this.#address === null) return;
    this.#tell({ type: "stopping", time: Date.now(), open: this.#counters.open() });
    await this.#serving.stop(this.#options.drainTimeout);
    const { opened, times, invalid, quits } = this.counters;
    const requests = times + invalid + quits;
    this.#tell({ type: "stopped", time: Date.now(), connections: opened, requests });
  }

  #tell(event: ServerEvent): void {
    this.#asked.onEvents?.([event]);
  }
}
