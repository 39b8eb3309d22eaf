import type {
  ConnectionPage,
  ConnectionQuery,
  ConnectionRow,
  HistoryPoint,
  LifeMark,
  SequencedEvent,
  ServerEvent,
  ServerView,
  Snapshot,
} from "../../../src/observability/index.ts";

/** A server's view whose every value is made by hand: for states that a real server seldom has. */
export class StagedView implements ServerView {
  /** Laid over the usual snapshot. */
  facts: Partial<Snapshot> = {};
  rows: ConnectionRow[] = [];
  marks: LifeMark[] = [];
  points: HistoryPoint[] = [];
  sampled = false;
  /** So many rows of an order can be reached. */
  listed = 10_000;
  readonly #startedAt = Date.now() - 3_723_000;
  readonly #events: SequencedEvent[] = [];
  /** What the page asked of the table, in order. */
  readonly queries: ConnectionQuery[] = [];

  snapshot(): Snapshot {
    const time = Date.now();
    return { ...usualSnapshot(time, this.#startedAt, this.rows.length), ...this.facts };
  }

  history(): readonly HistoryPoint[] {
    return this.points;
  }

  lives(since: number): { marks: readonly LifeMark[]; sampled: boolean } {
    return { marks: this.marks.filter(({ time }) => time >= since), sampled: this.sampled };
  }

  connections(query: ConnectionQuery): Promise<ConnectionPage> {
    this.queries.push(query);
    const { sort, order, filter, offset, limit } = query;
    const sign = order === "ascending" ? 1 : -1;
    const fitting = this.rows
      .filter(({ address }) => address.includes(filter))
      .sort((a, b) => sign * compare(a[sort] ?? 0, b[sort] ?? 0));
    const listed = fitting.slice(0, this.listed);
    return Promise.resolve({ rows: listed.slice(offset, offset + limit), total: fitting.length });
  }

  recentEvents(since: number): readonly SequencedEvent[] {
    return this.#events.filter(({ sequence }) => sequence > since).slice(-500);
  }

  serves(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** Lets something happen. */
  tell(...events: readonly ServerEvent[]): void {
    for (const event of events) this.#events.push({ ...event, sequence: this.#events.length + 1 });
  }
}

/** Connections as a busy server has them, numbered from 1, in two threads. */
export function manyRows(amount: number): ConnectionRow[] {
  const now = Date.now();
  return Array.from({ length: amount }, (_, index) => ({
    connection: index + 1,
    thread: 1 + (index % 2),
    address: `10.0.${index >> 8}.${index & 255}`,
    port: 40_000 + (index % 20_000),
    openedAt: now - (amount - index) * 10,
    requests: (index * 7919) % 1000,
    lastRequestAt: index % 3 === 0 ? null : now - index,
    octetsReceived: index * 6,
    octetsSent: index * 14,
  }));
}

/** Ten minutes of points that rise and fall. */
export function tenMinutes(now = Date.now()): HistoryPoint[] {
  return Array.from({ length: 600 }, (_, index) => {
    const wave = Math.sin(index / 40);
    return {
      time: now - (600 - index) * 1000,
      open: Math.round(60 + 40 * wave),
      requests: Math.round(900 + 500 * wave),
      invalid: index % 90 < 5 ? 4 : 0,
      refused: index % 200 < 10 ? 2 : 0,
      p50: 12e-6 + 3e-6 * wave,
      p99: 60e-6 + 30e-6 * wave,
    };
  });
}

/** Lives of connections over the last half minute, in so many threads. */
export function busyLives(threads: number, now = Date.now()): LifeMark[] {
  const marks: LifeMark[] = [];
  for (let index = 0; index < 14 * threads; index++) {
    const facts = { connection: index + 1, thread: 1 + (index % threads), address: `192.0.2.${index + 1}` };
    const opened = now - 29_000 + ((index * 2311) % 24_000);
    const closed = opened + 2000 + ((index * 1731) % 9000);
    marks.push({ ...facts, time: opened, what: "opened" });
    for (let time = opened + 300; time < Math.min(closed, now); time += 700 + (index % 5) * 300)
      marks.push({ ...facts, time, what: "asked" });
    if (closed < now) marks.push({ ...facts, time: closed, what: "closed" });
  }
  return marks.sort((a, b) => a.time - b.time);
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : Number(a > b);
}

function usualSnapshot(time: number, startedAt: number, open: number): Snapshot {
  const zero = { connections: 0, address: 0, rate: 0, denied: 0, proxy: 0 };
  return {
    time,
    label: new Date(time).toISOString().slice(11, 19),
    zone: "UTC",
    condition: "ready",
    startedAt,
    version: "0.1.0",
    engine: "bun",
    engineVersion: "1.4.5",
    model: "event-loop",
    host: "::",
    port: 45_000,
    tlsPort: null,
    connections: {
      open,
      held: open,
      most: 15_000,
      opened: open + 1000,
      closed: {
        quit: 900,
        "client-closed": 100,
        "client-reset": 0,
        "line-too-long": 0,
        "line-deadline": 0,
        "idle-deadline": 0,
        stalled: 0,
        "unsent-limit": 0,
        lifetime: 0,
        "tls-failed": 0,
        "handshake-deadline": 0,
        stopping: 0,
        fault: 0,
        "thread-death": 0,
      },
      refused: { ...zero, rate: 3, denied: 12 },
    },
    requests: { time: 123_456, invalid: 78, quit: 900 },
    octets: { received: 800_000, sent: 1_900_000 },
    latency: { bounds: [1e-5, 1e-4], counts: [10, 5, 1], sumSeconds: 0.001, p50: 12e-6, p99: 80e-6 },
    threads: [1, 2].map((thread) => ({
      thread,
      open: Math.ceil((open - thread + 1) / 2),
      cpuSeconds: time / 1000 / 20,
      lagSeconds: 0.0004 * thread,
    })),
    logLinesDropped: 0,
    process: { pid: 4242, residentOctets: 82_000_000, cpuSeconds: time / 1000 / 10, openDescriptors: 40 },
  };
}
