import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from "hdr-histogram-js";

/** Values are counted in tenths of a microsecond, to three digits. */
const UNITS_PER_MILLISECOND = 10_000;
/** 214 s; it grows when something takes longer. */
const FIRST_RANGE = 2 ** 31;
/** Points of a curve for each factor of ten towards 100 %. */
const POINTS_PER_NINE = 20;

/** Latencies in milliseconds. */
export interface LatencySummary {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly mean: number;
}

/** One point of a latency curve: so many percent of the replies took at most so many milliseconds. */
export type CurvePoint = readonly [percentile: number, milliseconds: number];

/** Latencies, kept as an HDR histogram: every one is counted, none is averaged away. */
export class LatencyHistogram {
  // 64 bits: a count of 32 would overflow within minutes at full speed.
  readonly #histogram = build({
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: FIRST_RANGE,
    numberOfSignificantValueDigits: 3,
  });

  /** @param milliseconds 0 or more. */
  record(milliseconds: number, count: number): void {
    this.#histogram.recordValueWithCount(Math.round(milliseconds * UNITS_PER_MILLISECOND), count);
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** As text that can be posted to another thread. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }

  /** Adds what another histogram had counted when it was encoded. */
  addEncoded(text: string): void {
    const other = decodeFromCompressedBase64(text, 64);
    if (other.totalCount > 0) this.#histogram.add(other);
  }

  /** Milliseconds that so many percent of the replies took at most. 0 when nothing was counted. */
  percentile(percent: number): number {
    // The library answers with the upper edge of a bucket, which may lie above the largest value.
    const value = Math.min(this.#histogram.getValueAtPercentile(percent), this.#histogram.maxValue);
    return value / UNITS_PER_MILLISECOND;
  }

  /** Null when nothing was counted. */
  summary(): LatencySummary | null {
    if (this.count === 0) return null;
    return {
      p50: this.percentile(50),
      p90: this.percentile(90),
      p99: this.percentile(99),
      p999: this.percentile(99.9),
      max: this.#histogram.maxValue / UNITS_PER_MILLISECOND,
      mean: this.#histogram.mean / UNITS_PER_MILLISECOND,
    };
  }

  /** From 0 % towards 100 %, each nine drawn as wide as the one before, as far as there are values to tell. */
  curve(): CurvePoint[] {
    const points: CurvePoint[] = [];
    if (this.count === 0) return points;
    const nines = Math.log10(this.count);
    for (let step = 0; step / POINTS_PER_NINE <= nines; step++) {
      const percent = 100 * (1 - 10 ** (-step / POINTS_PER_NINE));
      points.push([percent, this.percentile(percent)]);
    }
    return points;
  }
}
