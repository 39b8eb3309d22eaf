import { setTimeout as delay } from "node:timers/promises";
import type { TlsIdentity } from "../engine/index.ts";
import { JamError, reasonOf } from "../errors/index.ts";
import type { ConnectionQuery, CounterTable, EventSink, GaugeTable } from "../observability/index.ts";
import type { AddressTable } from "./admission/address-table.ts";
import { createAddressTable } from "./admission/door.ts";
import type { ThreadRows } from "./connection-rows.ts";
import { probeThreads } from "./inner-probe.ts";
import type { CountedThread } from "./live-view.ts";
import type { ServingOptions } from "./options.ts";
import { RestartPolicy } from "./restart-policy.ts";
import type { ServingAddress } from "./serving-address.ts";
import { ServingThread } from "./serving-thread.ts";
import type { ThreadBirth } from "./thread-messages.ts";

/** Each thread is asked for a sign of life so often. */
const LOOK_MILLISECONDS = 1000;
/**
 * So many looks in a row without a sign of life: the thread hangs and is replaced. Looks are counted, not time: a
 * process that was stopped and continued looks once, and its threads answer before the next look. No turn of a healthy
 * event loop takes a second, and a machine that starves a thread for ten would be made no better by a new one.
 */
const MISSED_LOOKS = 10;

/** What the pool asks of a thread. */
export type PoolThread = Pick<
  ServingThread,
  "number" | "ready" | "listen" | "renewTls" | "ping" | "expectProbes" | "rows" | "stop" | "terminate"
>;

/** Starts a thread, arguments as of {@link ServingThread}. */
export type CreateThread = (
  birth: ThreadBirth,
  onEvents: EventSink,
  onExit: (cause: string) => void,
) => PoolThread;

/** What a pool is made of. */
export interface PoolParts {
  readonly threads: number;
  readonly options: ServingOptions;
  readonly counters: CounterTable;
  readonly gauges: GaugeTable;
  readonly onEvents: EventSink;
  /**
   * Called once when threads cannot be kept alive (JAM_THREADS_KEEP_DYING, JAM_SOCKET_LOST): none is started any more;
   * those that live serve until {@link ThreadPool.stop}.
   */
  readonly onGiveUp: (error: JamError) => void;
  /** For tests. Default: a thread of the runtime. */
  readonly createThread?: CreateThread | undefined;
}

interface Slot {
  thread: PoolThread;
  /** `starting` until it listens, `dead` until it is started again. */
  state: "starting" | "serving" | "dead";
  timer: ReturnType<typeof setTimeout> | null;
  /** Looks since its last sign of life. */
  missed: number;
}

/** Serving threads that share a port, each started again when it dies or hangs. */
export class ThreadPool {
  readonly #parts: PoolParts;
  readonly #slots: Slot[] = [];
  readonly #policy: RestartPolicy;
  #address: ServingAddress | null = null;
  #isStopping = false;
  #watch: ReturnType<typeof setInterval> | null = null;

  readonly #addresses: AddressTable;

  constructor(parts: PoolParts) {
    this.#parts = parts;
    this.#addresses = createAddressTable(parts.options.admission, parts.threads);
    this.#policy = new RestartPolicy(parts.threads);
  }

  /**
   * Starts the threads; none listens yet.
   *
   * @throws {JamError} JAM_THREAD_FAILED when one does not come up; the others are ended.
   */
  async start(): Promise<void> {
    for (let number = 1; number <= this.#parts.threads; number++) {
      this.#slots.push({ thread: this.#spawn(number), state: "starting", timer: null, missed: 0 });
    }
    await this.#all((thread) => thread.ready());
  }

  /** Makes all threads listen. @throws {JamError} when one cannot; all are ended. */
  async listen(address: ServingAddress): Promise<void> {
    await this.#all((thread) => thread.listen(address));
    this.#address = address;
    for (const slot of this.#slots) this.#serves(slot);
    this.#watch = setInterval(() => this.#look(), LOOK_MILLISECONDS);
    this.#watch.unref();
  }

  /** Makes all threads, those too that are started again later, encrypt new connections with this. */
  renewTls(identity: TlsIdentity): void {
    const address = this.#address;
    if (address === null || address.tls === null) return;
    this.#address = { ...address, tls: { ...address.tls, identity } };
    for (const { thread, state } of this.#slots) if (state !== "dead") thread.renewTls(identity);
  }

  /**
   * Whether the threads are alive: each that serves turned its event loop within the time, and one does. One that
   * died and is about to be started again does not count.
   */
  async answers(milliseconds: number): Promise<boolean> {
    const serving = this.#slots.filter(({ state }) => state === "serving");
    // While it stops, threads end one after the other.
    if (serving.length === 0) return this.#isStopping;
    const late = new AbortController();
    const timeOver = delay(milliseconds, false, { signal: late.signal }).catch(() => false);
    const answered = Promise.all(serving.map(({ thread }) => thread.ping())).then(() => true);
    const outcome = await Promise.race([answered, timeOver]);
    late.abort();
    return outcome;
  }

  /** Whether one serves, and each that does answered a probe through its own listener within the time. */
  async serves(milliseconds: number): Promise<boolean> {
    const serving = this.#slots.filter(({ state }) => state === "serving").map(({ thread }) => thread);
    return (
      serving.length > 0 &&
      this.#address !== null &&
      (await probeThreads(this.#address, serving, milliseconds))
    );
  }

  /** All threads, those too that are about to be started again, with their rows of the counters. */
  get threads(): readonly CountedThread[] {
    return Array.from({ length: this.#parts.threads }, (_, index) => ({ thread: index + 1, row: index + 1 }));
  }

  /** Asks each thread that serves for its rows of the table of connections. */
  rows(query: ConnectionQuery): Promise<ThreadRows[]> {
    const serving = this.#slots.filter(({ state }) => state === "serving");
    return Promise.all(serving.map(({ thread }) => thread.rows(query)));
  }

  /** Stops all threads in order. */
  async stop(drainMilliseconds: number): Promise<void> {
    this.#end();
    await Promise.all(
      this.#slots.map(async (slot) => {
        await slot.thread.stop(drainMilliseconds);
        slot.state = "dead";
      }),
    );
  }

  /**
   * Ends one thread as a fault would: its connections are lost and it is started again. For tests.
   *
   * @param number from 1.
   */
  async kill(number: number): Promise<void> {
    await this.#slots[number - 1]?.thread.terminate();
  }

  async #all(action: (thread: PoolThread) => Promise<void>): Promise<void> {
    const outcomes = await Promise.allSettled(this.#slots.map(({ thread }) => action(thread)));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed === undefined) return;
    this.#end();
    await Promise.all(this.#slots.map(({ thread }) => thread.terminate()));
    throw failed.reason;
  }

  /** No thread is started again, or looked at, from now on. */
  #end(): void {
    this.#isStopping = true;
    if (this.#watch !== null) clearInterval(this.#watch);
    for (const slot of this.#slots) if (slot.timer !== null) clearTimeout(slot.timer);
  }

  #spawn(number: number): PoolThread {
    const { threads, options, counters, onEvents, createThread = startThread } = this.#parts;
    return createThread(
      {
        thread: number,
        counterRow: number,
        rows: threads,
        options,
        counters: counters.memory,
        gauges: this.#parts.gauges.memory,
        addresses: this.#addresses.memory,
      },
      onEvents,
      (cause) => this.#onExit(number, cause),
    );
  }

  #serves(slot: Slot): void {
    slot.state = "serving";
    slot.missed = 0;
    this.#policy.serves(slot.thread.number, performance.now());
    this.#parts.onEvents([{ type: "thread-started", time: Date.now(), thread: slot.thread.number }]);
  }

  #look(): void {
    for (const slot of this.#slots) {
      if (slot.state !== "serving") continue;
      if (slot.missed >= MISSED_LOOKS) {
        const seconds = (MISSED_LOOKS * LOOK_MILLISECONDS) / 1000;
        void slot.thread.terminate(`it gave no sign of life for ${seconds} s`);
        continue;
      }
      // A thread that has not answered the last one yet is not sent another.
      if (slot.missed++ > 0) continue;
      const { thread } = slot;
      void thread.ping().then(() => {
        if (slot.thread === thread) slot.missed = 0;
      });
    }
  }

  #onExit(number: number, cause: string): void {
    const lost = this.#parts.counters.row(number).loseOpen();
    this.#addresses.loseThread(number);
    const slot = this.#slots[number - 1];
    // Before it listened, its death is start()'s or listen()'s error.
    if (this.#isStopping || this.#address === null || slot === undefined) return;
    slot.state = "dead";
    if (this.#address.descriptors !== null) {
      this.#loseSocket(number, cause, lost);
      return;
    }
    const decision = this.#policy.died(number, performance.now());
    if (decision.type === "give-up") {
      this.#giveUp(decision.starts, cause);
      return;
    }
    const restartMilliseconds = decision.milliseconds;
    this.#parts.onEvents([
      { type: "thread-died", time: Date.now(), thread: number, cause, lost, restartMilliseconds },
    ]);
    slot.timer = setTimeout(() => void this.#restart(number, slot), restartMilliseconds);
  }

  /** The thread had a socket that came from elsewhere, and it is closed with it: no other thread can have it again. */
  #loseSocket(thread: number, cause: string, lost: number): void {
    this.#end();
    this.#parts.onEvents([{ type: "socket-lost", time: Date.now(), thread, cause, lost }]);
    this.#parts.onGiveUp(new JamError("JAM_SOCKET_LOST", { thread, reason: cause }));
  }

  #giveUp(starts: number, cause: string): void {
    this.#end();
    for (const { thread } of this.#slots) void thread.terminate();
    this.#parts.onEvents([{ type: "threads-given-up", time: Date.now(), starts, cause }]);
    this.#parts.onGiveUp(new JamError("JAM_THREADS_KEEP_DYING", { starts, reason: cause }));
  }

  async #restart(number: number, slot: Slot): Promise<void> {
    slot.timer = null;
    if (this.#isStopping || this.#address === null) return;
    slot.state = "starting";
    slot.thread = this.#spawn(number);
    const { thread } = slot;
    try {
      await thread.ready();
      await thread.listen(this.#address);
      this.#serves(slot);
    } catch (error) {
      // Its exit, which ends in onExit, tells why and starts it again.
      await thread.terminate(reasonOf(error));
    }
  }
}

function startThread(birth: ThreadBirth, onEvents: EventSink, onExit: (cause: string) => void): PoolThread {
  return new ServingThread(birth, onEvents, onExit);
}
