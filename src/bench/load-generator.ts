import { Worker } from "node:worker_threads";
import { JamError, reasonOf } from "../errors/index.ts";
import { LoadLoop, type LoopResult, type LoopSetup } from "./load-loop.ts";
import type { LoadOrder, LoadReport } from "./load-thread-messages.ts";

/** The source runs as it is in both runtimes, and compiled in a published package. */
const ENTRY = new URL(
  import.meta.url.endsWith(".ts") ? "./load-thread-main.ts" : "./load-thread-main.js",
  import.meta.url,
);

/** One thread of load, wherever it runs. */
export interface LoadGenerator {
  /** Opens the connections. @throws {JamError} JAM_LOAD_THREAD_FAILED. */
  open(): Promise<void>;
  /** Carries out the plan. @throws {JamError} JAM_LOAD_THREAD_FAILED. */
  run(): Promise<LoopResult>;
  /** Sends nothing more. */
  stop(): void;
  /** Frees the thread. Idempotent. */
  terminate(): Promise<void>;
}

/** Load from the caller's own thread: enough for one client core, and nothing to start. */
export async function localGenerator(setup: LoopSetup): Promise<LoadGenerator> {
  const loop = await LoadLoop.create(setup);
  return {
    open: () => loop.open(),
    run: () => loop.run(),
    stop: () => loop.stop(),
    terminate: async () => {},
  };
}

/** Load from a worker thread. */
export class ThreadGenerator implements LoadGenerator {
  readonly #thread: number;
  readonly #worker: Worker;
  readonly #opened: Promise<void>;
  readonly #done: Promise<LoopResult>;

  constructor(setup: LoopSetup) {
    this.#thread = setup.thread + 1;
    const worker = new Worker(ENTRY, { workerData: setup, name: `jam-load-${this.#thread}` });
    this.#worker = worker;
    const opened = Promise.withResolvers<void>();
    const done = Promise.withResolvers<LoopResult>();
    this.#opened = opened.promise;
    this.#done = done.promise;
    const fail = (reason: string): void => {
      const error = new JamError("JAM_LOAD_THREAD_FAILED", { thread: this.#thread, reason });
      opened.reject(error);
      done.reject(error);
    };
    // Whoever waits is told; nobody may be waiting.
    this.#opened.catch(() => {});
    this.#done.catch(() => {});
    worker.on("message", (report: LoadReport) => {
      if (report.type === "open") opened.resolve();
      else if (report.type === "done") done.resolve(report.result);
      else fail(report.reason);
    });
    worker.on("error", (error: unknown) => fail(reasonOf(error)));
    worker.on("exit", () => fail("it ended by itself"));
  }

  open(): Promise<void> {
    return this.#opened;
  }

  run(): Promise<LoopResult> {
    this.#tell({ type: "go" });
    return this.#done;
  }

  stop(): void {
    this.#tell({ type: "stop" });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(order: LoadOrder): void {
    this.#worker.postMessage(order);
  }
}
