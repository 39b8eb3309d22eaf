import sonicBoom from "sonic-boom";
import { LOG_THRESHOLDS, type LogThreshold, levelOf, type ServerEvent } from "./events.ts";
import type { LogFormat } from "./log-lines.ts";

/** Log text that waits for a slow reader at most; beyond it lines are dropped and counted. */
const WAITING_LIMIT_OCTETS = 1024 * 1024;
/** How long closing waits for a reader that does not read. */
const CLOSE_MILLISECONDS = 500;

/** Options of {@link LogWriter}. */
export interface LogWriterOptions {
  /** File descriptor, such as 1 for standard output. */
  readonly descriptor: number;
  readonly format: LogFormat;
  /** Events below it are left out. */
  readonly level: LogThreshold;
  /** Told once when nobody reads the log any more (a closed pipe); serving goes on without it. */
  readonly onLost: (error: Error) => void;
}

/** The one writer of the log. Never blocks the event loop and never holds more than a bounded amount. */
export class LogWriter {
  readonly #destination: sonicBoom.SonicBoom;
  readonly #format: LogFormat;
  readonly #threshold: number;
  #isLost = false;
  #isDropping = false;
  /** Not told in the log yet. */
  #droppedEvents = 0;
  #droppedLines = 0;

  constructor(options: LogWriterOptions) {
    this.#format = options.format;
    this.#threshold = LOG_THRESHOLDS.indexOf(options.level);
    this.#destination = new sonicBoom.SonicBoom({
      fd: options.descriptor,
      sync: false,
      minLength: 0,
      maxLength: WAITING_LIMIT_OCTETS,
    });
    // Emitted inside write(), for the text that it did not take.
    this.#destination.on("drop", () => {
      this.#isDropping = true;
    });
    this.#destination.on("error", (error: Error) => {
      if (this.#isLost) return;
      this.#isLost = true;
      options.onLost(error);
    });
  }

  /** Lines that were dropped since the start, as the reader was too slow. */
  get droppedLines(): number {
    return this.#droppedLines;
  }

  write(events: readonly ServerEvent[]): void {
    let text = "";
    let count = 0;
    for (const event of events) {
      if (LOG_THRESHOLDS.indexOf(levelOf(event)) < this.#threshold) continue;
      text += this.#format(event);
      count++;
    }
    if (count === 0) return;
    if (!this.writeText(text)) {
      this.#droppedEvents += count;
      this.#droppedLines += count;
    } else if (this.#droppedEvents > 0) {
      this.#tellDropped();
    }
  }

  /** Writes whole lines that are not events. @returns false when the reader is too slow and they were dropped. */
  writeText(text: string): boolean {
    if (this.#isLost) return true;
    this.#isDropping = false;
    this.#destination.write(text);
    return !this.#isDropping;
  }

  /** Waits until all is written, or the reader has had its time. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isLost) return resolve();
      if (this.#droppedEvents > 0) this.#tellDropped();
      const timer = setTimeout(resolve, CLOSE_MILLISECONDS);
      this.#destination.flush(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #tellDropped(): void {
    const events = this.#droppedEvents;
    this.#droppedEvents = 0;
    if (!this.writeText(this.#format({ type: "log-dropped", time: Date.now(), events })))
      this.#droppedEvents = events;
  }
}
