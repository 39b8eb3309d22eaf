import type {
  ConnectionPage,
  ConnectionQuery,
  HistoryPoint,
  LifeMark,
  SequencedEvent,
  ServerView,
  Snapshot,
} from "../../src/observability/index.ts";

const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A snapshot in which every number is another one, so that none can be taken for another. */
export function madeSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    time: START + 60_500,
    label: "10:05:05",
    zone: "Asia/Jakarta",
    condition: "ready",
    startedAt: START,
    version: "1.2.3",
    engine: "bun",
    engineVersion: "1.4.5",
    model: "event-loop",
    host: "127.0.0.1",
    port: 45_000,
    tlsPort: null,
    connections: {
      open: 7,
      held: 9,
      most: 5000,
      opened: 111,
      closed: {
        quit: 21,
        "client-closed": 22,
        "client-reset": 23,
        "line-too-long": 1,
        "line-deadline": 2,
        "idle-deadline": 3,
        stalled: 4,
        "unsent-limit": 5,
        lifetime: 6,
        "tls-failed": 8,
        "handshake-deadline": 10,
        stopping: 11,
        fault: 12,
        "thread-death": 13,
      },
      refused: { connections: 31, address: 32, rate: 33, denied: 34, proxy: 35 },
    },
    requests: { time: 1001, invalid: 1002, quit: 1003 },
    octets: { received: 20_001, sent: 20_002 },
    latency: {
      bounds: [0.00001, 0.0001, 0.001],
      counts: [5, 3, 2, 1],
      sumSeconds: 0.0125,
      p50: 0.00002,
      p99: 0.0009,
    },
    threads: [
      { thread: 1, open: 3, cpuSeconds: 1.5, lagSeconds: 0.002 },
      { thread: 2, open: 4, cpuSeconds: null, lagSeconds: null },
    ],
    logLinesDropped: 77,
    process: { pid: 4242, residentOctets: 123_456_789, cpuSeconds: 2.25, openDescriptors: 42 },
    ...changes,
  };
}

/** A server's view whose values a test sets, and that says what it was asked. */
export class MadeView implements ServerView {
  current = madeSnapshot();
  points: HistoryPoint[] = [
    { time: START, open: 1, requests: 2, invalid: 3, refused: 4, p50: 0.001, p99: null },
    { time: START + 1000, open: 5, requests: 6, invalid: 7, refused: 8, p50: null, p99: 0.002 },
  ];
  marks: LifeMark[] = [{ time: START, connection: 1, thread: 1, what: "opened", address: "127.0.0.1" }];
  events: SequencedEvent[] = [{ type: "thread-started", time: START, thread: 1, sequence: 1 }];
  page: ConnectionPage = { rows: [], total: 0 };
  answering: () => Promise<boolean> = async () => true;
  readonly queries: ConnectionQuery[] = [];
  readonly livesSince: number[] = [];
  snapshots = 0;
  /** Called for each page of connections; the page waits for it. */
  beforePage: () => Promise<void> = async () => {};

  snapshot(): Snapshot {
    this.snapshots++;
    return this.current;
  }

  history(): readonly HistoryPoint[] {
    return this.points;
  }

  lives(since: number): { readonly marks: readonly LifeMark[]; readonly sampled: boolean } {
    this.livesSince.push(since);
    return { marks: this.marks, sampled: true };
  }

  async connections(query: ConnectionQuery): Promise<ConnectionPage> {
    this.queries.push(query);
    await this.beforePage();
    return this.page;
  }

  recentEvents(since: number): readonly SequencedEvent[] {
    return this.events.filter(({ sequence }) => sequence > since);
  }

  serves(): Promise<boolean> {
    return this.answering();
  }
}
