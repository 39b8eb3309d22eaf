/**
 * The lives of connections in the last seconds, put in lanes: what the concurrency view draws and tells.
 *
 * @import { ConnectionRow, LifeMark } from "../../observability/snapshot.ts"
 */

/** How far back is shown, in milliseconds. */
export const SHOWN_MILLISECONDS = 30_000;

/** Most bars that are kept: a server with 15,000 connections must not fill the memory of a phone. */
const MOST_BARS = 2000;

/** Most marks of requests kept for a bar; those between are too close to be told apart. */
const MOST_ASKED = 300;

/** Times of requests in rows are told to a quarter of a second. Milliseconds. */
const ROW_STEP = 250;

/** How long a bar stays that nothing is known of, in milliseconds. */
const UNKNOWN = 5000;

/**
 * @typedef {Pick<ConnectionRow, "connection" | "thread" | "address" | "openedAt" | "lastRequestAt">} SampledRow
 *
 * @typedef {object} Bar A connection's life, as far as it is known. Times in milliseconds since 1970.
 * @property {number} connection
 * @property {number} thread
 * @property {string} address
 * @property {number | null} opened null: before anything is known
 * @property {number | null} closed null: it is open
 * @property {number[]} asked ascending
 * @property {number} seen when it was last known to be open
 * @property {number} row its row in the lane, from 0
 *
 * @typedef {object} Lane
 * @property {number} thread
 * @property {readonly Bar[]} bars
 * @property {number} rows how many bars are over one another at most
 *
 * @typedef {object} LivesSummary Of the time that is shown.
 * @property {number} opened
 * @property {number} asked
 * @property {number} closed
 * @property {number} together most connections open at one moment, of those that are known
 */

export class Lives {
  /** @type {Map<number, Bar>} */
  #bars = new Map();

  /** Forgets all: another server, or a gap. */
  clear() {
    this.#bars.clear();
  }

  /** How many are known to be open. */
  get open() {
    let open = 0;
    for (const bar of this.#bars.values()) if (bar.closed === null) open++;
    return open;
  }

  /** @param {readonly SampledRow[]} rows that are open now */
  seed(rows) {
    for (const { connection, thread, address, openedAt } of rows) {
      const known = this.#bars.get(connection);
      if (known === undefined) this.#add({ connection, thread, address, opened: openedAt });
      else known.opened ??= openedAt;
    }
  }

  /**
   * Takes the open connections of highest number, or all of them, as a sample: a busy server tells of no connection by
   * itself, it only counts.
   *
   * @param {readonly SampledRow[]} rows
   * @param {number} total how many are open
   * @param {number} asOf the server's time before the rows were read; what opened later may not be among them
   */
  observe(rows, total, asOf) {
    this.seed(rows);
    /** @type {Set<number>} */
    const open = new Set();
    for (const { connection, lastRequestAt } of rows) {
      open.add(connection);
      const bar = this.#bars.get(connection);
      if (bar === undefined) continue;
      bar.seen = Math.max(bar.seen, asOf);
      if (lastRequestAt !== null && lastRequestAt > (bar.asked.at(-1) ?? 0) + ROW_STEP)
        ask(bar, lastRequestAt);
    }
    const least = rows.length >= total ? 0 : Math.min(...open);
    for (const bar of this.#bars.values()) {
      if (bar.closed !== null || open.has(bar.connection) || (bar.opened ?? 0) >= asOf) continue;
      if (bar.connection >= least) bar.closed = Math.max(bar.opened ?? 0, bar.seen);
      // Nobody knows whether it is still open: better none than a wrong one.
      else if (bar.seen < asOf - UNKNOWN) this.#bars.delete(bar.connection);
    }
  }

  /** @param {readonly LifeMark[]} marks in the order of time; what is known already is taken once */
  apply(marks) {
    for (const mark of marks) {
      const { connection, thread, address, time, what } = mark;
      const bar = this.#bars.get(connection) ?? this.#add({ connection, thread, address, opened: null });
      if (what === "opened") bar.opened ??= time;
      else if (what === "closed") bar.closed ??= time;
      else if (time > (bar.asked.at(-1) ?? 0)) ask(bar, time);
      bar.seen = Math.max(bar.seen, time);
    }
  }

  /** @param {number} now the server's time; what ended before the time that is shown is dropped */
  prune(now) {
    const since = now - SHOWN_MILLISECONDS;
    for (const bar of this.#bars.values()) {
      if (bar.closed !== null && bar.closed < since) this.#bars.delete(bar.connection);
      while ((bar.asked[0] ?? since) < since) bar.asked.shift();
    }
  }

  /**
   * A lane for each thread, by its number. A bar takes the first row that is free when it begins, and keeps it.
   *
   * @param {readonly number[]} threads those that have a lane even when nothing is in it
   * @returns {Lane[]}
   */
  lanes(threads) {
    /** @type {Map<number, Bar[]>} */
    const byThread = new Map(threads.map((thread) => [thread, []]));
    for (const bar of this.#bars.values()) {
      const bars = byThread.get(bar.thread);
      if (bars === undefined) byThread.set(bar.thread, [bar]);
      else bars.push(bar);
    }
    return [...byThread]
      .map(([thread, bars]) => ({ thread, bars, rows: layOut(bars) }))
      .sort((a, b) => a.thread - b.thread);
  }

  /**
   * @param {number} now
   * @param {number} [thread] of one thread; all without it
   * @returns {LivesSummary}
   */
  summary(now, thread) {
    const since = now - SHOWN_MILLISECONDS;
    const sum = { opened: 0, asked: 0, closed: 0, together: 0 };
    /** @type {[number, 1 | -1][]} */
    const changes = [];
    for (const bar of this.#bars.values()) {
      if (thread !== undefined && bar.thread !== thread) continue;
      if (bar.opened !== null && bar.opened >= since) sum.opened++;
      if (bar.closed !== null) sum.closed++;
      sum.asked += bar.asked.length;
      changes.push([bar.opened ?? 0, 1], [bar.closed ?? Number.POSITIVE_INFINITY, -1]);
    }
    // One that ends when another begins was not together with it.
    changes.sort(([a, up], [b, down]) => (a === b ? up - down : a - b));
    let open = 0;
    for (const [, change] of changes) {
      open += change;
      sum.together = Math.max(sum.together, open);
    }
    return sum;
  }

  /** @param {{ connection: number, thread: number, address: string, opened: number | null }} facts */
  #add(facts) {
    const bar = { ...facts, closed: null, asked: [], seen: facts.opened ?? 0, row: -1 };
    this.#bars.set(facts.connection, bar);
    if (this.#bars.size > MOST_BARS) this.#dropOldest();
    return bar;
  }

  #dropOldest() {
    const [oldest] = this.#bars.keys();
    for (const bar of this.#bars.values()) {
      if (bar.closed === null) continue;
      this.#bars.delete(bar.connection);
      return;
    }
    if (oldest !== undefined) this.#bars.delete(oldest);
  }
}

/**
 * @param {Bar} bar
 * @param {number} time later than its last request
 */
function ask(bar, time) {
  bar.asked.push(time);
  if (bar.asked.length > MOST_ASKED) bar.asked.shift();
}

/**
 * @param {Bar[]} bars of one thread; get their rows
 * @returns {number} how many rows there are
 */
function layOut(bars) {
  bars.sort((a, b) => (a.opened ?? 0) - (b.opened ?? 0) || a.connection - b.connection);
  /** @type {number[]} When the row is free again. */
  const freeAt = [];
  for (const bar of bars) {
    if (bar.row < 0) continue;
    const until = bar.closed ?? Number.POSITIVE_INFINITY;
    freeAt[bar.row] = Math.max(freeAt[bar.row] ?? 0, until);
  }
  for (const bar of bars) {
    if (bar.row >= 0) continue;
    const opened = bar.opened ?? 0;
    let row = 0;
    while ((freeAt[row] ?? 0) > opened) row++;
    bar.row = row;
    freeAt[row] = bar.closed ?? Number.POSITIVE_INFINITY;
  }
  return freeAt.length;
}
