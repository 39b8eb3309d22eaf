import { Ring } from "./ring.ts";
import type { HistoryPoint, Snapshot } from "./snapshot.ts";

/** Ten minutes of one point a second: 600 small objects. */
const POINTS = 600;

/** The last ten minutes of a server, for charts: a point for each snapshot, with rates since the one before. */
export class History {
  readonly #points = new Ring<HistoryPoint>(POINTS);
  #before: Snapshot | null = null;

  /** Adds a point. The first snapshot is only what the second is compared with. */
  add(snapshot: Snapshot): void {
    const before = this.#before;
    this.#before = snapshot;
    if (before === null) return;
    const seconds = (snapshot.time - before.time) / 1000;
    // The clock was set back: without a length of time there is no rate.
    if (seconds <= 0) return;
    const { time, connections, latency } = snapshot;
    this.#points.push({
      time,
      open: connections.open,
      requests: (requestsIn(snapshot) - requestsIn(before)) / seconds,
      invalid: (snapshot.requests.invalid - before.requests.invalid) / seconds,
      refused: (refusedIn(snapshot) - refusedIn(before)) / seconds,
      p50: latency.p50,
      p99: latency.p99,
    });
  }

  /** Oldest first. */
  points(): readonly HistoryPoint[] {
    return this.#points.all();
  }
}

function requestsIn({ requests: { time, invalid, quit } }: Snapshot): number {
  return time + invalid + quit;
}

function refusedIn({ connections: { refused } }: Snapshot): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}
