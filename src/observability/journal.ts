import type { PeerFacts, ServerEvent } from "./events.ts";

/** Takes events in the order in which they happened. */
export type EventSink = (events: readonly ServerEvent[]) => void;

/** How much a thread's journal tells one by one. */
export interface JournalLimits {
  /** Events a second in the long run. Beyond them they are counted. */
  readonly eventsPerSecond: number;
  /** Events at once after a quiet time. */
  readonly burst: number;
}

/** 200 a second is more than a person can read and costs a busy thread under 1 % of its time. */
export const DEFAULT_EVENTS_PER_SECOND = 200;

/** How many connections are named in the count of a second; the others are summed up. */
const NAMED_CONNECTIONS = 20;
const TICK_MILLISECONDS = 1000;

/** A connection's requests that were not told one by one yet. The journal owns the numbers. */
export interface CountedRequests {
  countedTimes: number;
  countedInvalid: number;
  /** Facts for the line that names the connection. */
  peerFacts(): PeerFacts;
}

/**
 * The events of one thread, bounded: a token bucket lets so many pass one by one, the rest
 * is counted, and the counts are told once a second, so nothing is lost silently and a
 * flood costs an addition per request. The bucket is not filled again before the flood is over.
 */
export class Journal {
  readonly #sink: EventSink;
  readonly #limits: JournalLimits;
  readonly #thread: number;
  #tokens: number;
  #batch: ServerEvent[] = [];
  #flushScheduled = false;
  #tick: ReturnType<typeof setTimeout> | null = null;
  #waiting = new Set<CountedRequests>();
  #rest = { opened: 0, closed: 0, times: 0, invalid: 0, quits: 0, refused: 0 };

  constructor(thread: number, limits: JournalLimits, sink: EventSink) {
    this.#thread = thread;
    this.#limits = limits;
    this.#sink = sink;
    this.#tokens = limits.burst;
  }

  /** Whether an event may be told by itself now. Ask before making one: a refused event costs nothing. */
  get hasRoom(): boolean {
    return this.#tokens >= 1;
  }

  /** Tells an event by itself; takes one from what {@link hasRoom} asks about. */
  record(event: ServerEvent): void {
    this.#tokens--;
    this.#push(event);
  }

  /** Counts requests for the time that are not told one by one. */
  countTimes(connection: CountedRequests, count: number): void {
    this.#wait(connection);
    connection.countedTimes += count;
  }

  /** Counts invalid lines that are not told one by one. */
  countInvalid(connection: CountedRequests, count: number): void {
    this.#wait(connection);
    connection.countedInvalid += count;
  }

  /** Counts what is not told by itself: a connection opened, closed or refused, a QUIT. */
  countRest(what: "opened" | "closed" | "quits" | "refused"): void {
    this.#rest[what]++;
    this.#armTick();
  }

  /** The connection is gone: what it has counted is told with the rest. */
  forget(connection: CountedRequests): void {
    if (connection.countedTimes === 0 && connection.countedInvalid === 0) return;
    this.#waiting.delete(connection);
    this.#addToRest(connection);
    this.#armTick();
  }

  /** Tells everything now, counts too. */
  flush(): void {
    this.#tellCounts();
    this.#deliver();
  }

  /** What happens each second: tells counts, gives room again. The journal calls it by itself. */
  tick(): void {
    if (this.#tick !== null) clearTimeout(this.#tick);
    this.#tick = null;
    const counted = this.#tellCounts();
    const { burst, eventsPerSecond } = this.#limits;
    // While more comes than can be told one by one, a few lines picked out of it would tell nobody anything.
    if (counted <= eventsPerSecond) this.#tokens = Math.min(burst, this.#tokens + eventsPerSecond);
    if (this.#tokens < burst && eventsPerSecond > 0) this.#armTick();
  }

  #wait(connection: CountedRequests): void {
    if (connection.countedTimes > 0 || connection.countedInvalid > 0) return;
    this.#waiting.add(connection);
    this.#armTick();
  }

  #push(event: ServerEvent): void {
    this.#batch.push(event);
    this.#armTick();
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    this.#flushScheduled = false;
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#sink(batch);
  }

  /** The tick runs only while there is something to refill or to tell. */
  #armTick(): void {
    if (this.#tick !== null) return;
    this.#tick = setTimeout(() => this.tick(), TICK_MILLISECONDS);
    this.#tick.unref();
  }

  /** @returns how much was counted since the last time. */
  #tellCounts(): number {
    const time = Date.now();
    let named = 0;
    let counted = 0;
    for (const connection of this.#waiting) {
      if (++named <= NAMED_CONNECTIONS) {
        const { countedTimes: times, countedInvalid: invalid } = connection;
        this.#push({ type: "requests-counted", time, ...connection.peerFacts(), times, invalid });
        connection.countedTimes = 0;
        connection.countedInvalid = 0;
        counted += times + invalid;
      } else {
        this.#addToRest(connection);
      }
    }
    this.#waiting.clear();
    const rest = this.#rest;
    const restCounted = rest.opened + rest.closed + rest.times + rest.invalid + rest.quits + rest.refused;
    if (restCounted === 0) return counted;
    this.#rest = { opened: 0, closed: 0, times: 0, invalid: 0, quits: 0, refused: 0 };
    this.#push({ type: "rest-counted", time, thread: this.#thread, ...rest });
    return counted + restCounted;
  }

  #addToRest(connection: CountedRequests): void {
    this.#rest.times += connection.countedTimes;
    this.#rest.invalid += connection.countedInvalid;
    connection.countedTimes = 0;
    connection.countedInvalid = 0;
  }
}
