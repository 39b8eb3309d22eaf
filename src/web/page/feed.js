/**
 * What the server tells: first what was, then a message a second. It connects again by itself, and knows when what
 * is shown is old.
 *
 * @import { ConnectionPage, HistoryPoint, LifeMark, SequencedEvent, Snapshot } from "../../observability/snapshot.ts"
 */
import { SHOWN_MILLISECONDS } from "./lives.js";

/** The server tells something each second: after this long without a word it is silent. Milliseconds. */
const SILENT = 3500;

/** Pause before another try, in milliseconds; doubled each time up to the longest. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

/** No first answer is waited for longer than this. Milliseconds. */
const ANSWER = 5000;

/** How many open connections are read to begin with; those that opened last. */
const SEEDED = 200;

/**
 * @typedef {object} Beginning What was before the stream.
 * @property {readonly HistoryPoint[]} history
 * @property {{ readonly marks: readonly LifeMark[], readonly sampled: boolean }} lives
 * @property {ConnectionPage} connections
 * @property {readonly SequencedEvent[]} events
 * @property {Snapshot} snapshot
 *
 * @typedef {object} Tick One message of the stream.
 * @property {Snapshot} snapshot
 * @property {HistoryPoint | null} point the newest; null: there is none yet
 * @property {readonly LifeMark[]} marks
 * @property {boolean} sampled
 * @property {readonly SequencedEvent[]} events
 *
 * @typedef {{ readonly state: "connecting" | "live" } | { readonly state: "stale", readonly why: Why }} FeedState
 * @typedef {{ readonly cause: "silent" | "unreachable" } | { readonly cause: "status", readonly status: number }} Why
 *
 * @typedef {object} FeedReader
 * @property {(beginning: Beginning) => void} began also after each time that the server was away
 * @property {(tick: Tick) => void} told
 * @property {(state: FeedState) => void} changed
 */

export class Feed {
  /** @type {FeedReader} */
  #reader;
  /** @type {EventSource | null} */
  #source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watch;
  #pause = FIRST_PAUSE;

  /** @param {FeedReader} reader */
  constructor(reader) {
    this.#reader = reader;
  }

  /** Begins, and never ends while the page is there. */
  start() {
    this.#reader.changed({ state: "connecting" });
    void this.#connect();
  }

  async #connect() {
    const source = new EventSource("/api/stream");
    this.#source = source;
    this.#expectWord(ANSWER);
    // The stream first, then what was before: so nothing falls between the two.
    /** @type {Tick[] | null} */
    let early = [];
    source.addEventListener("snapshot", (message) => {
      if (this.#source !== source) return;
      this.#expectWord(SILENT);
      /** @type {Tick} */
      const tick = JSON.parse(message.data);
      if (early === null) this.#reader.told(tick);
      else early.push(tick);
    });
    // Its own way of connecting again gives up at an answer that is no stream, and does not read what was missed.
    source.addEventListener("error", () => void this.#lost(source));
    try {
      const beginning = await readBeginning();
      if (this.#source !== source) return;
      this.#reader.began(beginning);
      this.#reader.changed({ state: "live" });
      this.#pause = FIRST_PAUSE;
      for (const tick of early) this.#reader.told(tick);
      early = null;
    } catch (error) {
      if (this.#source !== source) return;
      this.#failed(error instanceof Refused ? { cause: "status", status: error.status } : UNREACHABLE);
    }
  }

  /**
   * The stream broke or was refused. EventSource does not tell which status it was answered with, so it is asked for.
   *
   * @param {EventSource} source
   */
  async #lost(source) {
    if (this.#source !== source) return;
    const refused = source.readyState === EventSource.CLOSED;
    source.close();
    const status = refused ? await statusOf("/api/stream") : null;
    if (this.#source !== source) return;
    this.#failed(status === null || status === 200 ? UNREACHABLE : { cause: "status", status });
  }

  /** @param {number} milliseconds how long without one is too long */
  #expectWord(milliseconds) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#failed({ cause: "silent" }), milliseconds);
  }

  /** @param {Why} why */
  #failed(why) {
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = null;
    this.#reader.changed({ state: "stale", why });
    const pause = this.#pause * (0.75 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    setTimeout(() => void this.#connect(), pause);
  }
}

/** @type {Why} */
const UNREACHABLE = { cause: "unreachable" };

/** The server answered, but not with what was asked for. */
class Refused extends Error {
  /** @param {number} status of HTTP */
  constructor(status) {
    super(`status ${status}`);
    this.status = status;
  }
}

/**
 * Reads from the page's server.
 *
 * @param {string} path
 * @returns {Promise<any>} what its interface says of the path
 * @throws Refused for another status than 200; TypeError when there is no answer
 */
export async function read(path) {
  const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(ANSWER) });
  if (!response.ok) throw new Refused(response.status);
  return response.json();
}

/** @returns {Promise<Beginning>} */
async function readBeginning() {
  const snapshot = /** @type {Snapshot} */ (await read("/api/snapshot"));
  // By the server's clock: ours may be another.
  const since = Math.max(0, Math.floor(snapshot.time) - SHOWN_MILLISECONDS);
  const [history, lives, connections, events] = await Promise.all([
    read("/api/history"),
    read(`/api/lives?since=${since}`),
    read(`/api/connections?sort=openedAt&order=descending&filter=&offset=0&limit=${SEEDED}`),
    read("/api/events?since=0"),
  ]);
  return { snapshot, history, lives, connections, events };
}

/**
 * @param {string} path
 * @returns {Promise<number | null>} null without an answer
 */
async function statusOf(path) {
  try {
    const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(ANSWER) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}
