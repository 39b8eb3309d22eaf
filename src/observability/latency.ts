import type { LatencySnapshot } from "./snapshot.ts";

/** Steps within each power of ten: no bucket is wider than half of its lower bound. */
const STEPS = [1, 1.5, 2, 3, 5, 7];
/** Powers of ten of the first and of the last bound, in seconds. */
const FIRST_POWER = -6;
const LAST_POWER = 0;

/** Upper bounds of the buckets in seconds, ascending: 1 us to 1 s. */
export const LATENCY_BOUNDS: readonly number[] = bounds();

/** Buckets: one for each bound, and one for what is above the last. */
export const LATENCY_BUCKETS = LATENCY_BOUNDS.length + 1;

/** Seconds over which quantiles are told: looks, one a second. */
const WINDOW_LOOKS = 10;

/** Samples of handling times since the start. */
export interface LatencyCounts {
  /** In each bucket. */
  readonly counts: readonly number[];
  readonly sumSeconds: number;
}

/** The bucket of a time. */
export function bucketOf(seconds: number): number {
  let bucket = 0;
  while (bucket < LATENCY_BOUNDS.length && seconds > (LATENCY_BOUNDS[bucket] as number)) bucket++;
  return bucket;
}

/**
 * A quantile of a histogram, as if the samples lay evenly in their bucket; those above the last bound count as it.
 *
 * @param share 0 to 1, such as 0.99.
 * @returns seconds, or null without samples.
 */
export function quantile(counts: readonly number[], share: number): number | null {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  const wanted = share * all;
  let below = 0;
  for (const [bucket, bound] of LATENCY_BOUNDS.entries()) {
    const count = counts[bucket] as number;
    if (count > 0 && below + count >= wanted) {
      const from = bucket === 0 ? 0 : (LATENCY_BOUNDS[bucket - 1] as number);
      return from + ((bound - from) * (wanted - below)) / count;
    }
    below += count;
  }
  return LATENCY_BOUNDS.at(-1) as number;
}

/** The last ten seconds of a histogram that only grows. */
export class LatencyWindow {
  /** What was seen at the last looks, oldest first. */
  readonly #seen: (readonly number[])[] = [];

  /** Looks once more; called once a second. @returns the histogram, with the quantiles of the last ten looks. */
  look({ counts, sumSeconds }: LatencyCounts): LatencySnapshot {
    const [oldest] = this.#seen;
    const recent = counts.map((count, bucket) => count - (oldest?.[bucket] ?? 0));
    this.#seen.push(counts);
    if (this.#seen.length > WINDOW_LOOKS) this.#seen.shift();
    const [p50, p99] = [quantile(recent, 0.5), quantile(recent, 0.99)];
    return { bounds: LATENCY_BOUNDS, counts, sumSeconds, p50, p99 };
  }
}

function bounds(): number[] {
  const all: number[] = [];
  for (let power = FIRST_POWER; power < LAST_POWER; power++) {
    // From text, so that 1.5e-5 is that number and no neighbour of it.
    for (const step of STEPS) all.push(Number(`${step}e${power}`));
  }
  return [...all, Number(`1e${LAST_POWER}`)];
}
