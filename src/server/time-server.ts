import { zoneIdentifier } from "../clock/index.ts";
import { currentEngineName, currentEngineVersion, type ListenAddress, loadEngine } from "../engine/index.ts";
import { JamError } from "../errors/index.ts";
import { CounterTable, type CounterValues, type ServerEvent } from "../observability/index.ts";
import { reserve } from "./bind.ts";
import { type ResolvedOptions, resolveOptions, type TimeServerOptions } from "./options.ts";
import { ServingLoop } from "./serving-loop.ts";
import { ThreadPool } from "./thread-pool.ts";

/** `idle`: not listening yet; `listening`: from listen() on; `closed`: from close() on, for good. */
type State = "idle" | "listening" | "closed";

/** What serves: one loop in the caller's thread, or a pool of threads. */
type Serving = ServingLoop | ThreadPool;

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
   * Ends one serving thread as a fault would, with its connections; it is started again. For tests of
   * what survives it.
   *
   * @internal
   * @param thread from 1.
   */
  async killThread(thread: number): Promise<void> {
    if (this.#serving instanceof ThreadPool) await this.#serving.kill(thread);
  }

  async #start(): Promise<ListenAddress> {
    const { signal } = this.#asked;
    if (this.#state === "closed" || signal?.aborted) throw new JamError("JAM_SERVER_CLOSED");
    this.#state = "listening";
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    const { host, port } = this.#options;
    const engine = await loadEngine();
    const threads = engine.canSharePort ? this.#options.threads : Math.min(1, this.#options.threads);
    if (threads < this.#options.threads) this.#tellReduced();
    const reservation = await reserve(engine, host, port);
    try {
      this.#serving = threads === 0 ? await this.#createLoop() : await this.#createPool(threads);
    } catch (error) {
      await reservation.release();
      throw error;
    }
    await reservation.release();
    const address = { host: reservation.host, port: reservation.port };
    if (this.#serving instanceof ThreadPool) await this.#serving.listen(address);
    else await this.#serving.listen(address, "exclusive");
    this.#address = address;
    this.#tell({
      type: "listening",
      time: Date.now(),
      ...address,
      threads,
      zone: zoneIdentifier(this.#options.serving.zone),
      engine: currentEngineName(),
      engineVersion: currentEngineVersion(),
    });
    return address;
  }

  #createLoop(): Promise<ServingLoop> {
    return ServingLoop.create({
      thread: 0,
      options: this.#options.serving,
      counters: this.#counters,
      onEvents: (events) => this.#asked.onEvents?.(events),
      clock: this.#asked.clock,
    });
  }

  async #createPool(threads: number): Promise<ThreadPool> {
    const pool = new ThreadPool({
      threads,
      options: this.#options.serving,
      counters: this.#counters,
      onEvents: (events) => this.#asked.onEvents?.(events),
    });
    await pool.start();
    return pool;
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

  #tellReduced(): void {
    const asked = this.#options.threads;
    this.#tell({ type: "threads-reduced", time: Date.now(), asked, platform: process.platform });
  }

  #tell(event: ServerEvent): void {
    this.#asked.onEvents?.([event]);
  }
}
