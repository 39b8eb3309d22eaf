import type { ServerResponse } from "node:http";
import { JamError } from "../errors/index.ts";
import type { HistoryPoint, LifeMark, SequencedEvent, ServerView, Snapshot } from "../observability/index.ts";
import { SAFE_HEADERS } from "./answer.ts";
import type { WebLimits } from "./limits.ts";

/** How long a browser waits before it connects again, in milliseconds. */
const RETRY_MILLISECONDS = 2000;

/** What every reader of the stream is told each second. */
export interface StreamMessage {
  readonly snapshot: Snapshot;
  /** The newest of the history; null before there is one. */
  readonly point: HistoryPoint | null;
  /** Since the message before. */
  readonly marks: readonly LifeMark[];
  /** Whether there was more than `marks` tell. */
  readonly sampled: boolean;
  /** Since the message before. */
  readonly events: readonly SequencedEvent[];
}

/**
 * Server-sent events: one message a second, made and put into octets once however many read it, and not at all when
 * nobody does. A reader that has not read a message yet misses the next ones, so each holds back one at most.
 */
export class SnapshotStream {
  readonly #view: ServerView;
  readonly #limits: WebLimits;
  /** Readers, and how many messages in a row they missed. */
  readonly #readers = new Map<ServerResponse, number>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #toldUntil = 0;
  #toldMarks: ReadonlySet<LifeMark> = new Set();
  #sequence = 0;

  constructor(view: ServerView, limits: WebLimits) {
    this.#view = view;
    this.#limits = limits;
  }

  /** Readers now. */
  get readers(): number {
    return this.#readers.size;
  }

  /** Sends messages until the reader leaves. @throws {JamError} JAM_HTTP_READERS when there are too many. */
  add(response: ServerResponse): void {
    const { readers: most, streamInterval } = this.#limits;
    if (this.#readers.size >= most) throw new JamError("JAM_HTTP_READERS", { most });
    response.writeHead(200, {
      ...SAFE_HEADERS,
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      // Nothing follows a stream: a server that stops need not wait for the next request.
      Connection: "close",
      // A proxy in front must not collect messages.
      "X-Accel-Buffering": "no",
    });
    response.write(`retry: ${RETRY_MILLISECONDS}\n\n`);
    this.#readers.set(response, 0);
    response.once("close", () => this.#remove(response));
    if (this.#timer !== undefined) return;
    this.#startAfresh();
    this.#timer = setInterval(() => this.#tell(), streamInterval);
  }

  /** Ends all readers; they connect again where the server comes back. */
  close(): void {
    for (const response of this.#readers.keys()) response.end();
    this.#readers.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #remove(response: ServerResponse): void {
    this.#readers.delete(response);
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** What was before the first reader is not told: the page asks for it by itself. */
  #startAfresh(): void {
    this.#toldUntil = Date.now();
    this.#toldMarks = new Set();
    this.#sequence = this.#view.recentEvents(0).at(-1)?.sequence ?? 0;
  }

  #tell(): void {
    const octets = Buffer.from(`event: snapshot\ndata: ${JSON.stringify(this.#message())}\n\n`);
    for (const [response, missed] of this.#readers) {
      if (response.writableLength === 0) {
        this.#readers.set(response, 0);
        response.write(octets);
      } else if (missed < this.#limits.missedMessages) {
        this.#readers.set(response, missed + 1);
      } else {
        response.destroy();
        this.#remove(response);
      }
    }
  }

  #message(): StreamMessage {
    const now = Date.now();
    const { marks: recent, sampled } = this.#view.lives(this.#toldUntil);
    // Marks of the millisecond of the last look may have been told then.
    const marks = recent.filter((mark) => !this.#toldMarks.has(mark));
    this.#toldMarks = new Set(recent);
    this.#toldUntil = now;
    const events = this.#view.recentEvents(this.#sequence);
    this.#sequence = events.at(-1)?.sequence ?? this.#sequence;
    return {
      snapshot: this.#view.snapshot(),
      point: this.#view.history().at(-1) ?? null,
      marks,
      sampled,
      events,
    };
  }
}
