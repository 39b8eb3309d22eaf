import { setTimeout as delay } from "node:timers/promises";
import { JamError } from "../../errors/index.ts";
import type { ConnectionQuery, Snapshot } from "../../observability/index.ts";
import { type CommandContext, printLine } from "../context.ts";
import { failureText } from "../failure-report.ts";
import { listenForStop } from "../stop-signals.ts";
import { drawingColumns } from "../terminal.ts";
import type { TopFlags } from "../top-command.ts";
import { topMessages } from "../top-messages.ts";
import { afterKey } from "./keys.ts";
import type { TopMessages } from "./messages-en.ts";
import { drawTop, type Rates, ratesBetween, type TopPicture } from "./screen.ts";
import { readToken, StateReader } from "./server-state.ts";
import { TopTerminal } from "./top-terminal.ts";

/** Connections in a single print. */
const PRINTED_ROWS = 50;
/** Threads that are listed; more would push the connections off the screen. */
const PRINTED_THREADS = 256;
const DRAWN_THREADS = 8;
/** Lines besides those of threads and connections. */
const OTHER_LINES = 15;
const MOST_ROWS = 200;

/**
 * Shows the state of a server: once, or again and again until `q`.
 *
 * @throws {JamError} JAM_TOP_NO_ANSWER, JAM_TOP_NOT_JAMD, JAM_TOP_UNAUTHORIZED at the first look; JAM_TOP_TOKEN_FILE.
 */
export async function runTop(context: CommandContext, url: URL, flags: TopFlags): Promise<void> {
  const texts = topMessages(context.language);
  const token = flags.tokenFile === undefined ? null : readToken(flags.tokenFile);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, context.outputGone]);
  const reader = new StateReader(url, token, texts, signal);
  const query: ConnectionQuery = { ...flags.sort, filter: flags.filter, offset: 0, limit: PRINTED_ROWS };
  if (flags.once === true || context.stdout.isTTY !== true) {
    const [state, point] = await Promise.all([reader.look(query), reader.lastPoint()]);
    const style = { texts, language: context.language, threads: PRINTED_THREADS };
    const columns = drawingColumns(context.stdout, context.env);
    const lines = drawTop({ state, before: null, rates: point, query }, { ...style, columns });
    for (const line of lines) await printLine(context, line);
    return;
  }
  await new LiveTop({ context, texts, reader, interval: flags.interval, stop, signal }, query).run();
}

interface LiveTopParts {
  readonly context: CommandContext;
  readonly texts: TopMessages;
  readonly reader: StateReader;
  readonly interval: number;
  readonly stop: AbortController;
  readonly signal: AbortSignal;
}

/** The picture that draws itself anew, and listens to keys. */
class LiveTop {
  readonly #parts: LiveTopParts;
  readonly #terminal: TopTerminal;
  #query: ConnectionQuery;
  #picture: TopPicture | null = null;
  #rates: Rates | null = null;
  /** Since when nobody answers, and why; null: somebody does. */
  #lost: { readonly since: number; readonly error: JamError } | null = null;
  /** Ends the pause before the next look. */
  #wake = new AbortController();

  constructor(parts: LiveTopParts, query: ConnectionQuery) {
    this.#parts = parts;
    this.#query = query;
    this.#terminal = new TopTerminal(parts.context, {
      onKey: (key) => this.#pressed(key),
      onResize: () => this.#draw(),
    });
  }

  async run(): Promise<void> {
    const { stop, signal, reader } = this.#parts;
    listenForStop({ onFirst: () => stop.abort(), onSecond: () => stop.abort() });
    this.#query = { ...this.#query, limit: this.#rows(1) };
    // Who is told at once that nobody answers needs no screen for it.
    try {
      await this.#look();
      this.#rates = await reader.lastPoint();
    } catch (error) {
      if (stop.signal.aborted) return;
      throw error;
    }
    if (this.#picture !== null) this.#picture = { ...this.#picture, rates: this.#rates };
    this.#terminal.open();
    try {
      while (!signal.aborted) {
        this.#draw();
        await this.#pause();
        await this.#lookAgain();
      }
    } finally {
      this.#terminal.close();
    }
  }

  async #look(): Promise<void> {
    const query = this.#query;
    const state = await this.#parts.reader.look(query);
    this.#query = { ...this.#query, limit: this.#rows(state.snapshot.threads.length) };
    const before = this.#picture?.state.snapshot ?? null;
    const isNew = before !== null && state.snapshot.time > before.time;
    if (before !== null && isNew) this.#rates = ratesBetween(before, state.snapshot);
    this.#picture = { state, before: this.#beforeOf(before, isNew), rates: this.#rates, query };
    this.#lost = null;
  }

  /** The server makes one snapshot a second: the same one again is compared with what it was compared with before. */
  #beforeOf(before: Snapshot | null, isNew: boolean): Snapshot | null {
    return isNew ? before : (this.#picture?.before ?? null);
  }

  async #lookAgain(): Promise<void> {
    try {
      await this.#look();
    } catch (error) {
      if (this.#parts.signal.aborted) return;
      if (!(error instanceof JamError)) throw error;
      this.#lost = { since: this.#lost?.since ?? Date.now(), error };
    }
  }

  async #pause(): Promise<void> {
    this.#wake = new AbortController();
    const signal = AbortSignal.any([this.#parts.signal, this.#wake.signal]);
    await delay(this.#parts.interval, null, { signal }).catch(() => null);
  }

  #pressed(key: string): void {
    const outcome = afterKey(key, this.#query, this.#picture?.state.page.total ?? 0);
    if (outcome === "quit") {
      this.#parts.stop.abort();
      return;
    }
    if (outcome === this.#query) return;
    this.#query = outcome;
    this.#wake.abort();
  }

  #draw(): void {
    const { context, texts } = this.#parts;
    if (this.#picture === null) return;
    const { columns } = this.#terminal;
    const style = { texts, language: context.language, columns, threads: DRAWN_THREADS };
    const lines = drawTop(this.#picture, style);
    const lost = this.#lost;
    const foot =
      lost === null
        ? texts.keys
        : texts.lost(new Date(lost.since).toTimeString().slice(0, 8), failureText(context, lost.error));
    this.#terminal.draw(lines, foot);
  }

  /** Rows of connections that fit below the rest. */
  #rows(threads: number): number {
    const free = this.#terminal.rows - OTHER_LINES - Math.min(threads, DRAWN_THREADS + 1);
    return Math.min(MOST_ROWS, Math.max(1, free));
  }
}
