import { readFileSync } from "node:fs";
import { JamError } from "../errors/index.ts";
import {
  CLOSED_COUNTER,
  type ConnectionPage,
  type ConnectionQuery,
  type CounterTable,
  countsOf,
  type GaugeTable,
  History,
  type HistoryPoint,
  LatencyWindow,
  type LifeMark,
  Lives,
  processFacts,
  REFUSED_COUNTER,
  RecentEvents,
  type SequencedEvent,
  type ServerEvent,
  type ServerView,
  type Snapshot,
  type ThreadSnapshot,
  ThreadTimes,
} from "../observability/index.ts";
import { mergeRows, type ThreadRows } from "./connection-rows.ts";
import { LagReader } from "./lag-reader.ts";

/** A snapshot is made so often, and one is good for so long. */
const LOOK_MILLISECONDS = 1000;
const MOST_ROWS_OF_A_PAGE = 200;
/** Pages of the table that are kept for those who ask the same: as many as there are readers, more or less. */
const KEPT_PAGES = 32;

/** A thread that serves, and its row of the counters. */
export interface CountedThread {
  readonly thread: number;
  readonly row: number;
}

/** What serves, as far as the view asks it. */
export interface WatchedServing {
  readonly threads: readonly CountedThread[];
  /** First rows of a query, of each of its threads. */
  rows(query: ConnectionQuery): Promise<ThreadRows | readonly ThreadRows[]>;
  /** Called once a second; only a serving loop in the caller's thread has to be told so. */
  look?(): void;
}

/** What a snapshot says that is not counted. */
export type ServerFacts = Pick<
  Snapshot,
  | "label"
  | "zone"
  | "condition"
  | "startedAt"
  | "engine"
  | "engineVersion"
  | "model"
  | "host"
  | "port"
  | "tlsPort"
> & {
  /** Connections that may be held. */
  readonly most: number;
  readonly logLinesDropped: number;
};

/** What a view is made of. */
export interface LiveViewParts {
  readonly counters: CounterTable;
  readonly gauges: GaugeTable;
  readonly facts: () => ServerFacts;
  /** Null while nothing serves. */
  readonly serving: () => WatchedServing | null;
  readonly serves: (milliseconds: number) => Promise<boolean>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface KeptPage {
  readonly askedAt: number;
  readonly page: Promise<ConnectionPage>;
}

/** Looks at a server once a second, for all its readers: ten cost no more than one. */
export class LiveView implements ServerView {
  readonly #parts: LiveViewParts;
  readonly #version = packageVersion();
  readonly #window = new LatencyWindow();
  readonly #history = new History();
  readonly #lives = new Lives();
  readonly #events = new RecentEvents();
  readonly #times = new ThreadTimes();
  readonly #lags: LagReader;
  readonly #pages = new Map<string, KeptPage>();
  /** Pages are made one after the other: many readers do not hold the threads longer at a time than one. */
  #lastPage: Promise<unknown> = Promise.resolve();
  #latest: Snapshot | null = null;
  /** The last probe of all threads. */
  #probed: { readonly askedAt: number; readonly serves: Promise<boolean> } | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(parts: LiveViewParts) {
    this.#parts = parts;
    this.#lags = new LagReader(parts.gauges);
    parts.gauges.watch();
  }

  /** Begins the history. Keeps no process alive. Idempotent. */
  start(): void {
    if (this.#timer !== null) return;
    this.look();
    this.#timer = setInterval(() => this.look(), LOOK_MILLISECONDS);
    this.#timer.unref();
  }

  /** The server has stopped: what was seen stays. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Makes a snapshot and a point of the history. Called by its timer; tests call it themselves. */
  look(): void {
    this.#parts.serving()?.look?.();
    this.#latest = this.#makeSnapshot();
    this.#history.add(this.#latest);
  }

  /** Takes what happened. */
  take(events: readonly ServerEvent[]): void {
    this.#lives.take(events, this.#parts.now());
    this.#events.take(events);
  }

  snapshot(): Snapshot {
    const age = this.#parts.now() - (this.#latest?.time ?? Number.NaN);
    // A server that stops says so at once: balancers ask.
    const isGood = age >= 0 && age < LOOK_MILLISECONDS;
    if (this.#latest === null || !isGood || this.#latest.condition !== this.#parts.facts().condition) {
      this.#latest = this.#makeSnapshot();
    }
    return this.#latest;
  }

  history(): readonly HistoryPoint[] {
    return this.#history.points();
  }

  lives(since: number): { readonly marks: readonly LifeMark[]; readonly sampled: boolean } {
    return this.#lives.since(since);
  }

  recentEvents(since: number): readonly SequencedEvent[] {
    return this.#events.since(since);
  }

  /** Asked once a second at most, however many want to know. */
  serves(milliseconds: number): Promise<boolean> {
    const now = this.#parts.now();
    const age = now - (this.#probed?.askedAt ?? Number.NEGATIVE_INFINITY);
    if (this.#probed === null || age < 0 || age >= LOOK_MILLISECONDS) {
      this.#probed = { askedAt: now, serves: this.#parts.serves(milliseconds) };
    }
    return this.#probed.serves;
  }

  /** @throws {JamError} JAM_BAD_OPTION. */
  async connections(query: ConnectionQuery): Promise<ConnectionPage> {
    requireWhole("offset", query.offset, 0, Number.MAX_SAFE_INTEGER);
    requireWhole("limit", query.limit, 1, MOST_ROWS_OF_A_PAGE);
    const { sort, order, filter, offset, limit } = query;
    const asked = JSON.stringify([sort, order, filter, offset, limit]);
    const now = this.#parts.now();
    const kept = this.#pages.get(asked);
    if (kept !== undefined && now - kept.askedAt >= 0 && now - kept.askedAt < LOOK_MILLISECONDS)
      return kept.page;
    const page = this.#lastPage.then(() => this.#makePage(query));
    this.#lastPage = page.catch(() => null);
    this.#pages.delete(asked);
    this.#pages.set(asked, { askedAt: now, page });
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > KEPT_PAGES && oldest !== undefined) this.#pages.delete(oldest);
    return page;
  }

  async #makePage(query: ConnectionQuery): Promise<ConnectionPage> {
    const serving = this.#parts.serving();
    if (serving === null) return { rows: [], total: 0 };
    const parts = [await serving.rows(query)].flat();
    const total = parts.reduce((sum, part) => sum + part.total, 0);
    return { rows: mergeRows(parts, query), total };
  }

  #makeSnapshot(): Snapshot {
    const { counters, gauges, now } = this.#parts;
    const { most, logLinesDropped, ...facts } = this.#parts.facts();
    const values = counters.total();
    const time = now();
    return {
      time,
      ...facts,
      version: this.#version,
      connections: {
        open: values.open,
        held: values.held,
        most,
        opened: values.opened,
        closed: countsOf(CLOSED_COUNTER, values),
        refused: countsOf(REFUSED_COUNTER, values),
      },
      requests: { time: values.times, invalid: values.invalid, quit: values.quits },
      octets: { received: values.octetsIn, sent: values.octetsOut },
      latency: this.#window.look(gauges.latency()),
      threads: this.#threads(time),
      logLinesDropped,
      process: processFacts(values.held),
    };
  }

  #threads(time: number): ThreadSnapshot[] {
    const threads = this.#parts.serving()?.threads ?? [];
    const times = this.#times.read(new Set(threads.map(({ thread }) => thread)));
    this.#lags.keep(threads);
    return threads.map(({ thread, row }) => ({
      thread,
      open: this.#parts.counters.row(row).get("open"),
      cpuSeconds: times.get(thread) ?? null,
      lagSeconds: this.#lags.read(thread, row, time),
    }));
  }
}

function requireWhole(option: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new JamError("JAM_BAD_OPTION", {
    option,
    value: String(value),
    expected: `a whole number from ${low} to ${high}`,
  });
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
