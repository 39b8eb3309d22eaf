import { Worker } from "node:worker_threads";
import type { ListenAddress } from "../engine/index.ts";
import { JamError, reasonOf } from "../errors/index.ts";
import type { EventSink } from "../observability/index.ts";
import { listenError } from "./bind.ts";
import type { ThreadBirth, ThreadOrder, ThreadReport } from "./thread-messages.ts";

/** The source runs as it is in both runtimes, and compiled in a published package. */
const ENTRY = new URL(
  import.meta.url.endsWith(".ts") ? "./thread-main.ts" : "./thread-main.js",
  import.meta.url,
);

type Waiting = { resolve: () => void; reject: (error: Error) => void; report: ThreadReport["type"] };

/** The supervisor's side of one serving thread, from its birth to its end; it is not started twice. */
export class ServingThread {
  readonly number: number;
  readonly #worker: Worker;
  #waiting: Waiting | null = null;
  #address: ListenAddress | null = null;
  #cause = "it ended by itself";
  #hasExited = false;

  /**
   * @param onEvents events of the thread, in order.
   * @param onExit called once, when the thread is gone for whatever reason, with the cause.
   */
  constructor(birth: ThreadBirth, onEvents: EventSink, onExit: (cause: string) => void) {
    this.number = birth.thread;
    this.#worker = new Worker(ENTRY, { workerData: birth, name: `jamd-${birth.thread}` });
    this.#worker.on("message", (report: ThreadReport) => {
      if (report.type === "events") onEvents(report.events);
      else this.#settle(report);
    });
    this.#worker.on("error", (error: unknown) => {
      this.#cause = reasonOf(error);
    });
    this.#worker.on("exit", () => {
      this.#hasExited = true;
      this.#waiting?.reject(this.#failure());
      this.#waiting = null;
      onExit(this.#cause);
    });
  }

  /** Waits until the thread can listen. @throws {JamError} JAM_THREAD_FAILED. */
  ready(): Promise<void> {
    return this.#expect("ready");
  }

  /** Makes the thread listen. @throws {JamError} as {@link listenError}, JAM_THREAD_FAILED. */
  listen(address: ListenAddress): Promise<void> {
    this.#address = address;
    this.#tell({ type: "listen", address });
    return this.#expect("listening");
  }

  /** Lets the thread deliver what was asked and close, then ends it. */
  async stop(drainMilliseconds: number): Promise<void> {
    if (this.#hasExited) return;
    this.#tell({ type: "stop", drainMilliseconds });
    // A thread that dies meanwhile has stopped too.
    await this.#expect("stopped").catch(() => {});
    await this.terminate();
  }

  /** Ends the thread at once, with its connections. */
  async terminate(): Promise<void> {
    if (!this.#hasExited) await this.#worker.terminate();
  }

  #tell(order: ThreadOrder): void {
    this.#worker.postMessage(order);
  }

  #expect(report: ThreadReport["type"]): Promise<void> {
    if (this.#hasExited) return Promise.reject(this.#failure());
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, report };
    });
  }

  #settle(report: ThreadReport): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    if (report.type === "listen-failed" && this.#address !== null) {
      const error = Object.assign(new Error(report.reason), { code: report.code });
      this.#waiting = null;
      waiting.reject(listenError(error, this.#address.host, this.#address.port));
    } else if (report.type === waiting.report) {
      this.#waiting = null;
      waiting.resolve();
    }
  }

  #failure(): JamError {
    return new JamError("JAM_THREAD_FAILED", { thread: this.number, reason: this.#cause });
  }
}
