import { Worker } from "node:worker_threads";
import type { TlsIdentity } from "../engine/index.ts";
import { JamError, reasonOf } from "../errors/index.ts";
import type { ConnectionQuery, EventSink } from "../observability/index.ts";
import type { ThreadRows } from "./connection-rows.ts";
import type { ExpectedProbes, ProbedThread } from "./inner-probe.ts";
import { RowQuestions } from "./row-questions.ts";
import type { ServingAddress } from "./serving-address.ts";
import type { ThreadBirth, ThreadOrder, ThreadReport } from "./thread-messages.ts";

/** The source runs as it is in both runtimes, and compiled in a published package. */
const ENTRY = new URL(
  import.meta.url.endsWith(".ts") ? "./thread-main.ts" : "./thread-main.js",
  import.meta.url,
);

/**
 * A thread that was told to stop is ended so long after its drain time: the rest of a stop, with its lingering
 * connections, takes less than half a second, and a thread that hangs must not hold up the process.
 */
const STOP_GRACE_MILLISECONDS = 2000;

type Waiting = { resolve: () => void; reject: (error: Error) => void; report: ThreadReport["type"] };

/** Octets read and replies, which live for a call, are all that a request makes. */
const YOUNG_MEGABYTES = 2;

/** The supervisor's side of one serving thread, from its birth to its end; it is not started twice. */
export class ServingThread implements ProbedThread {
  readonly number: number;
  readonly #worker: Worker;
  #waiting: Waiting | null = null;
  /** Why it ended, once that is known. */
  #cause: string | null = null;
  #hasExited = false;
  /** Those who asked for a sign of life, in order. */
  readonly #asking: (() => void)[] = [];
  /** Those who asked for probes, in order. */
  readonly #probing: ((answered: number) => void)[] = [];
  readonly #questions: RowQuestions;

  /**
   * @param onEvents events of the thread, in order.
   * @param onExit called once, when the thread is gone for whatever reason, with the cause.
   */
  constructor(birth: ThreadBirth, onEvents: EventSink, onExit: (cause: string) => void) {
    this.number = birth.thread;
    this.#questions = new RowQuestions(birth.thread, (order) => this.#tell(order));
    this.#worker = new Worker(ENTRY, {
      workerData: birth,
      name: `jamd-${birth.thread}`,
      // Node.js lets the room for young objects grow under load and keeps it: 2,000 clients that never read cost
      // two threads 49 MiB without this, 27 MiB with it, and requests nothing. Bun does not know it.
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    this.#worker.on("message", (report: ThreadReport) => {
      if (report.type === "events") onEvents(report.events);
      else if (report.type === "pong") this.#asking.shift()?.();
      else if (report.type === "probes") this.#probing.shift()?.(report.answered);
      else if (report.type === "rows") this.#questions.answered(report);
      else this.#settle(report);
    });
    this.#worker.on("error", (error: unknown) => {
      this.#cause = reasonOf(error);
    });
    this.#worker.on("exit", (code) => {
      this.#cause ??= `it ended by itself with code ${code}`;
      this.#hasExited = true;
      this.#questions.end();
      this.#waiting?.reject(this.#failure());
      this.#waiting = null;
      onExit(this.#cause);
    });
  }

  /** Waits until the thread can listen. @throws {JamError} JAM_THREAD_FAILED. */
  ready(): Promise<void> {
    return this.#expect("ready");
  }

  /** Makes the thread listen. @throws {JamError} as {@link ServingLoop.listen}, JAM_THREAD_FAILED. */
  listen(address: ServingAddress): Promise<void> {
    this.#tell({ type: "listen", address });
    return this.#expect("listening");
  }

  /** Makes the thread encrypt new connections with this. */
  renewTls(identity: TlsIdentity): void {
    this.#tell({ type: "renew-tls", identity });
  }

  /** Resolves when the thread's event loop has turned once more: never when it hangs or is gone. */
  ping(): Promise<void> {
    this.#tell({ type: "ping" });
    return new Promise((resolve) => this.#asking.push(resolve));
  }

  /** Never resolves when the thread hangs or is gone. */
  expectProbes(expected: ExpectedProbes | null): Promise<number> {
    this.#tell({ type: "expect-probes", expected });
    return new Promise((resolve) => this.#probing.push(resolve));
  }

  /** Asks for its first rows of the table of connections; none when it is gone or hangs. */
  rows(query: ConnectionQuery): Promise<ThreadRows> {
    return this.#questions.ask(query);
  }

  /** Lets the thread deliver what was asked and close, then ends it; one that hangs is ended too. */
  async stop(drainMilliseconds: number): Promise<void> {
    if (this.#hasExited) return;
    this.#tell({ type: "stop", drainMilliseconds });
    const grace = setTimeout(() => void this.terminate(), drainMilliseconds + STOP_GRACE_MILLISECONDS);
    // A thread that dies meanwhile has stopped too.
    await this.#expect("stopped").catch(() => {});
    clearTimeout(grace);
    await this.terminate();
  }

  /** Ends the thread at once, with its connections. @param cause what it is told to have ended of. */
  async terminate(cause?: string): Promise<void> {
    if (this.#hasExited) return;
    if (cause !== undefined) this.#cause = cause;
    await this.#worker.terminate();
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
    if (report.type === "listen-failed") {
      this.#waiting = null;
      waiting.reject(new JamError(report.code, report.details));
    } else if (report.type === waiting.report) {
      this.#waiting = null;
      waiting.resolve();
    }
  }

  #failure(): JamError {
    return new JamError("JAM_THREAD_FAILED", { thread: this.number, reason: this.#cause ?? "?" });
  }
}
