import type { ListenAddress } from "../engine/index.ts";
import type { CounterTable, EventSink } from "../observability/index.ts";
import type { ServingOptions } from "./options.ts";
import { ServingThread } from "./serving-thread.ts";

/** Waiting time before a thread that keeps dying is started again: doubled each time, from nothing. */
const FIRST_BACKOFF_MILLISECONDS = 50;
const MAX_BACKOFF_MILLISECONDS = 5000;
/** A thread that lived so long died of something new: its backoff starts again. */
const HEALTHY_MILLISECONDS = 10_000;

/** What a pool is made of. */
export interface PoolParts {
  readonly threads: number;
  readonly options: ServingOptions;
  readonly counters: CounterTable;
  readonly onEvents: EventSink;
}

interface Slot {
  thread: ServingThread;
  startedAt: number;
  backoff: number;
  timer: ReturnType<typeof setTimeout> | null;
}

/** Serving threads that share a port, each started again when it dies. */
export class ThreadPool {
  readonly #parts: PoolParts;
  readonly #slots: Slot[] = [];
  #address: ListenAddress | null = null;
  #isStopping = false;

  constructor(parts: PoolParts) {
    this.#parts = parts;
  }

  /**
   * Starts the threads; none listens yet.
   *
   * @throws {JamError} JAM_THREAD_FAILED when one does not come up; the others are ended.
   */
  async start(): Promise<void> {
    for (let number = 1; number <= this.#parts.threads; number++) {
      this.#slots.push({
        thread: this.#spawn(number),
        startedAt: performance.now(),
        backoff: 0,
        timer: null,
      });
    }
    await this.#all((thread) => thread.ready());
  }

  /** Makes all threads listen. @throws {JamError} when one cannot; all are ended. */
  async listen(address: ListenAddress): Promise<void> {
    await this.#all((thread) => thread.listen(address));
    this.#address = address;
    const time = Date.now();
    this.#parts.onEvents(
      this.#slots.map(({ thread }) => ({ type: "thread-started", time, thread: thread.number })),
    );
  }

  /** Stops all threads in order. */
  async stop(drainMilliseconds: number): Promise<void> {
    this.#isStopping = true;
    for (const slot of this.#slots) if (slot.timer !== null) clearTimeout(slot.timer);
    await Promise.all(this.#slots.map(({ thread }) => thread.stop(drainMilliseconds)));
  }

  /**
   * Ends one thread as a fault would: its connections are lost and it is started again. For tests.
   *
   * @param number from 1.
   */
  async kill(number: number): Promise<void> {
    await this.#slots[number - 1]?.thread.terminate();
  }

  async #all(action: (thread: ServingThread) => Promise<void>): Promise<void> {
    const outcomes = await Promise.allSettled(this.#slots.map(({ thread }) => action(thread)));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed === undefined) return;
    this.#isStopping = true;
    await Promise.all(this.#slots.map(({ thread }) => thread.terminate()));
    throw failed.reason;
  }

  #spawn(number: number): ServingThread {
    const { threads, options, counters, onEvents } = this.#parts;
    return new ServingThread(
      { thread: number, counterRow: number, rows: threads, options, counters: counters.memory },
      onEvents,
      (cause) => this.#onExit(number, cause),
    );
  }

  #onExit(number: number, cause: string): void {
    const lost = this.#parts.counters.row(number).loseOpen();
    const slot = this.#slots[number - 1];
    // Before it listened, its death is start()'s or listen()'s error.
    if (this.#isStopping || this.#address === null || slot === undefined) return;
    if (performance.now() - slot.startedAt > HEALTHY_MILLISECONDS) slot.backoff = 0;
    const wait = slot.backoff;
    slot.backoff = Math.min(MAX_BACKOFF_MILLISECONDS, Math.max(FIRST_BACKOFF_MILLISECONDS, 2 * wait));
    const time = Date.now();
    this.#parts.onEvents([
      { type: "thread-died", time, thread: number, cause, lost, restartMilliseconds: wait },
    ]);
    slot.timer = setTimeout(() => void this.#restart(number, slot), wait);
  }

  async #restart(number: number, slot: Slot): Promise<void> {
    slot.timer = null;
    if (this.#isStopping || this.#address === null) return;
    slot.startedAt = performance.now();
    slot.thread = this.#spawn(number);
    const { thread } = slot;
    try {
      await thread.ready();
      await thread.listen(this.#address);
      this.#parts.onEvents([{ type: "thread-started", time: Date.now(), thread: number }]);
    } catch {
      // Its exit, which ends in onExit, tells why and starts it again.
      await thread.terminate();
    }
  }
}
