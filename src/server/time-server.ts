import { setTimeout as delay } from "node:timers/promises";
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
  GaugeTable,
  type ServerEvent,
  type ServerView,
} from "../observability/index.ts";
import { createAddressTable } from "./admission/door.ts";
import { listenError } from "./bind.ts";
import { ConnectionThreads } from "./connection-threads.ts";
import type { LiveView } from "./live-view.ts";
import { type ResolvedOptions, resolveOptions, type TimeServerOptions } from "./options.ts";
import { createView, type ViewOptions } from "./server-view.ts";
import type { ServingAddress } from "./serving-address.ts";
import { claimPorts, type ServingClaim } from "./serving-claim.ts";
import { ServingLoop } from "./serving-loop.ts";
import { ThreadPool } from "./thread-pool.ts";
import { checkIdentity, requireUsable, type TlsMaterial } from "./tls-identity.ts";
import { TlsWatch } from "./tls-watch.ts";

/**
 * `idle`: before listen(); `starting`: not all threads listen yet; `ready`: clients can connect; `stopping`: from close()
 * on, though lame-duck time and drain still serve; `stopped`; `failed`: it could not listen, or no thread could be kept alive.
 */
export type ServerState = "idle" | "starting" | "ready" | "stopping" | "stopped" | "failed";

/** What serves: a loop in the caller's thread, a pool of threads with a loop each, or a thread per connection. */
type Serving = ServingLoop | ThreadPool | ConnectionThreads;

/**
 * Makes a time server for the JAM protocol. It does nothing before {@link TimeServer.listen}.
 *
 * @example
 * await using server = createTimeServer({ port: 0, zone: "Asia/Jakarta" });
 * const { port } = await server.listen();
 *
 * @throws {JamError} JAM_BAD_OPTION, JAM_UNKNOWN_ZONE; with `tls` as {@link checkIdentity}.
 */
export function createTimeServer(options: TimeServerOptions = {}): TimeServer {
  return new TimeServer(options);
}

/** A time server (R1 to R13). Made by {@link createTimeServer}. */
export class TimeServer implements AsyncDisposable {
  readonly #asked: TimeServerOptions;
  readonly #options: ResolvedOptions;
  readonly #counters: CounterTable;
  readonly #gauges: GaugeTable;
  #view: LiveView | null = null;
  #logLinesDropped = () => 0;
  /** When it listened; before that, when it was made. Milliseconds since 1970. */
  #startedAt = Date.now();
  readonly #onAbort = (): void => void this.close();
  #state: ServerState = "idle";
  #address: ServingAddress | null = null;
  readonly #tls: TlsWatch | null;
  #serving: Serving | null = null;
  #closing: Promise<void> | null = null;
  #starting: Promise<ListenAddress> | null = null;
  readonly #lameDuckOver = new AbortController();
  readonly #failed = Promise.withResolvers<JamError>();

  /** Use {@link createTimeServer}. */
  constructor(options: TimeServerOptions) {
    this.#asked = options;
    this.#options = resolveOptions(options);
    this.#counters = new CounterTable(this.#options.threads);
    this.#gauges = new GaugeTable(this.#options.threads);
    const { tls } = this.#options;
    this.#tls = tls === null ? null : new TlsWatch(tls.checked, (event) => this.#tell(event));
  }

  /** Where it listens; null before {@link listen}. */
  get address(): ListenAddress | null {
    if (this.#address === null) return null;
    const { host, port } = this.#address;
    return { host, port };
  }

  /** Where it listens for encrypted connections; null before {@link listen}, and without the option `tls`. */
  get tlsAddress(): ListenAddress | null {
    if (this.#address === null || this.#address.tls === null) return null;
    return { host: this.#address.host, port: this.#address.tls.port };
  }

  /** How it is. `"ready"` alone means: send clients here. */
  get state(): ServerState {
    return this.#state;
  }

  /**
   * Resolves when the server has failed for good while it served, which a server in its caller's own thread never
   * does: JAM_THREADS_KEEP_DYING, JAM_SOCKET_LOST. What is left serves until close(). Never rejects.
   */
  get failed(): Promise<JamError> {
    return this.#failed.promise;
  }

  /**
   * Whether it is alive: each serving thread turned its event loop within the time. For a watchdog.
   *
   * @param milliseconds how long to wait for the last of them.
   */
  async answers(milliseconds: number): Promise<boolean> {
    if (this.#state === "failed") return false;
    return this.#serving instanceof ThreadPool ? this.#serving.answers(milliseconds) : true;
  }

  /**
   * Whether clients are served: each serving thread answered an inner probe, a question for the time through its own
   * listener, which is neither counted nor logged. Threads of a connection each cannot be asked beforehand.
   *
   * @param milliseconds how long that may take in all.
   */
  async serves(milliseconds: number): Promise<boolean> {
    return this.#state === "ready" && (await this.#serving?.serves(milliseconds)) === true;
  }

  /** Counters of all threads: connections, requests, octets, ends by reason. A moment old. */
  get counters(): CounterValues {
    return this.#counters.total();
  }

  /**
   * The state of the server for those who watch it: one snapshot a second, however many ask. From the first call on its
   * threads measure themselves and events are kept; call it before {@link listen} to miss none.
   */
  view({ logLinesDropped }: ViewOptions = {}): ServerView {
    if (logLinesDropped !== undefined) this.#logLinesDropped = logLinesDropped;
    if (this.#view === null) {
      this.#view = createView({
        server: this,
        options: this.#options,
        clock: this.#asked.clock,
        counters: this.#counters,
        gauges: this.#gauges,
        serving: () => this.#serving,
        startedAt: () => this.#startedAt,
        logLinesDropped: () => this.#logLinesDropped(),
      });
      if (this.#address !== null && this.#state !== "stopped") this.#view.start();
    }
    return this.#view;
  }

  /**
   * Listens and serves. Resolves when the first client can connect.
   *
   * @throws {JamError} JAM_PORT_TAKEN, JAM_PORT_NOT_ALLOWED, JAM_ADDRESS_NOT_AVAILABLE, JAM_HOST_NOT_RESOLVED,
   * JAM_LISTEN_FAILED, JAM_THREAD_FAILED, JAM_SERVER_CLOSED; with `takeover` JAM_TAKEOVER_NOT_HERE, JAM_TAKEOVER_FOREIGN,
   * JAM_TAKEOVER_NOT_JAM, JAM_TAKEOVER_PORT_NOT_SHARED; with `tls` JAM_TLS_OWN_UNUSABLE; with
   * `sockets` JAM_BAD_ACTIVATION.
   */
  listen(): Promise<ListenAddress> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      if (this.#state === "starting") this.#state = "failed";
      throw error;
    });
    return this.#starting;
  }

  /**
   * Stops in order: goes on serving for the lame-duck time, then accepts no more, delivers what was asked, closes
   * the connections, then resolves. Clients that do not read are cut off after the drain time. Idempotent.
   *
   * @param first what comes first: `"drain"` skips the lame-duck time, also one that has begun.
   */
  close(first: "lame-duck" | "drain" = "lame-duck"): Promise<void> {
    if (first === "drain") this.#lameDuckOver.abort();
    this.#closing ??= this.#stop();
    return this.#closing;
  }

  /**
   * Encrypts new connections with other certificates, such as renewed ones. Those that are open keep what they have.
   * When they cannot be used, those before stay.
   *
   * @throws {JamError} JAM_TLS_NOT_ON without the option `tls`; as {@link checkIdentity}; JAM_TLS_OWN_UNUSABLE.
   */
  async renewTls(material: TlsMaterial): Promise<void> {
    if (this.#tls === null) throw new JamError("JAM_TLS_NOT_ON");
    const checked = checkIdentity(material, Date.now());
    requireUsable(await loadEngine(), checked.identity);
    await this.#starting?.catch(() => null);
    this.#serving?.renewTls(checked.identity);
    this.#tls.renew(checked);
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
    if (this.#state !== "idle" || signal?.aborted) throw new JamError("JAM_SERVER_CLOSED");
    this.#state = "starting";
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    const engine = await loadEngine();
    if (this.#tls !== null) requireUsable(engine, this.#tls.identity);
    const threads = this.#usableThreads(engine);
    const claim = await claimPorts(engine, this.#options, (event) => this.#tell(event));
    const { host, port, tlsPort } = claim;
    try {
      this.#address = await this.#listenOn(claim, engine, threads);
    } finally {
      await claim.release();
      claim.end();
    }
    // close() may have been called meanwhile.
    if (this.#state === "starting") this.#state = "ready";
    this.#startedAt = this.#asked.clock?.now() ?? Date.now();
    this.#view?.start();
    this.#tell({
      type: "listening",
      time: Date.now(),
      host,
      port,
      tlsPort,
      model: this.#options.model,
      threads,
      zone: zoneIdentifier(this.#options.serving.zone),
      engine: currentEngineName(),
      engineVersion: currentEngineVersion(),
    });
    this.#tls?.start();
    claim.settle();
    return { host, port };
  }

  /** Where threads cannot share a port one serves, and that is told. */
  #usableThreads(engine: Engine): number {
    const { model, threads: asked } = this.#options;
    if (model !== "event-loop" || engine.canSharePort || asked <= 1) return asked;
    this.#tell({ type: "threads-reduced", time: Date.now(), asked, platform: process.platform });
    return 1;
  }

  async #createServing(threads: number): Promise<Serving> {
    const onEvents: EventSink = (events) => this.#deliver(events);
    const parts = {
      options: this.#options.serving,
      counters: this.#counters,
      gauges: this.#gauges,
      onEvents,
    };
    if (this.#options.model === "thread-per-connection") {
      return ConnectionThreads.create({ ...parts, maxThreads: threads });
    }
    if (threads === 0) {
      const addresses = createAddressTable(parts.options.admission, 0);
      return ServingLoop.create({ ...parts, addresses, thread: 0, counterRow: 0, clock: this.#asked.clock });
    }
    const pool = new ThreadPool({ ...parts, threads, onGiveUp: (error) => this.#fail(error) });
    await pool.start();
    return pool;
  }

  /** Makes what serves, and has it listen where the claim says. */
  async #listenOn(claim: ServingClaim, engine: Engine, threads: number): Promise<ServingAddress> {
    this.#serving = await this.#createServing(threads);
    await claim.release();
    const { host, port, descriptors, tlsPort, tlsDescriptors, holders } = claim;
    const tls =
      tlsPort === null || this.#tls === null
        ? null
        : { port: tlsPort, descriptors: tlsDescriptors, identity: this.#tls.identity };
    const address: ServingAddress = { host, port, descriptors, tls };
    // A server in its caller's thread is alone on its port for good, unless it replaces another.
    const isShared = engine.canSharePort && (threads > 0 || holders.length > 0);
    try {
      await this.#serving.listen(address, isShared ? "shared" : "exclusive");
    } catch (thrown) {
      const error = thrown instanceof JamError ? thrown : listenError(thrown, host, port);
      const [pid] = holders;
      if (pid === undefined || error.code !== "JAM_PORT_TAKEN") throw error;
      throw new JamError("JAM_TAKEOVER_PORT_NOT_SHARED", { port, pid }, { cause: error });
    }
    return address;
  }

  async #stop(): Promise<void> {
    const before = this.#state;
    if (before !== "failed") this.#state = "stopping";
    this.#asked.signal?.removeEventListener("abort", this.#onAbort);
    this.#tls?.stop();
    // A start that fails has reported so to its caller; there is nothing left to stop then.
    if (before !== "idle") await this.#starting?.catch(() => null);
    if (this.#serving !== null && this.#address !== null) await this.#stopServing(this.#serving);
    if (this.#state === "stopping") this.#state = "stopped";
    this.#view?.stop();
  }

  async #stopServing(serving: Serving): Promise<void> {
    const { lameDuck, drainTimeout } = this.#options;
    if (lameDuck > 0 && this.#state !== "failed" && !this.#lameDuckOver.signal.aborted) {
      this.#tell({
        type: "lame-duck",
        time: Date.now(),
        milliseconds: lameDuck,
        open: this.#counters.open(),
      });
      const { signal } = this.#lameDuckOver;
      await Promise.race([delay(lameDuck, null, { signal }).catch(() => null), this.failed]);
      this.#lameDuckOver.abort();
    }
    this.#tell({ type: "stopping", time: Date.now(), open: this.#counters.open() });
    await serving.stop(drainTimeout);
    const { opened, times, invalid, quits } = this.counters;
    const requests = times + invalid + quits;
    this.#tell({ type: "stopped", time: Date.now(), connections: opened, requests });
  }

  #fail(error: JamError): void {
    this.#state = "failed";
    this.#failed.resolve(error);
  }

  #tell(event: ServerEvent): void {
    this.#deliver([event]);
  }

  #deliver(events: readonly ServerEvent[]): void {
    this.#asked.onEvents?.(events);
    this.#view?.take(events);
  }
}
