import { bucketOf, LATENCY_BUCKETS, type LatencyCounts } from "./latency.ts";

/** Layout of a row: lag in seconds, how often it was told, sum of the samples, the buckets. */
const LAG = 0;
const TOLD = 1;
const SUM = 2;
const FIRST_BUCKET = 3;
/** Whole cache lines, so that threads do not write to each other's. */
const ROW_NUMBERS = 8 * Math.ceil((FIRST_BUCKET + LATENCY_BUCKETS) / 8);
const HEADER_BYTES = 64;

/** At a high rate each so many reads are timed: some 0.1 us for each of those, 2 ns for a read. */
const MOST_STRIDE = 64;
/** More samples than this between two beats, and fewer reads are timed; fewer, and more are. */
const SAMPLES_PER_BEAT = 16;
/** Before somebody watches as good as no read is timed. Small enough to be a whole number to every runtime. */
const UNWATCHED_STRIDE = 2 ** 29;

/** A thread's event loop, as it told itself. */
export interface LoopLag {
  /** How late it was in the last second, at most, in seconds. */
  readonly seconds: number;
  /** How often it told. */
  readonly told: number;
}

/**
 * What threads measure of themselves, in shared memory: handling times and how late their event loops are. A row for
 * each, written by that thread alone. Nothing is measured before {@link watch}.
 */
export class GaugeTable {
  /** Give it to the constructor in another thread for the same table. */
  readonly memory: SharedArrayBuffer;
  readonly #watched: Int32Array;
  readonly #rows: Float64Array;
  readonly #threads: number;

  /** @param threads highest number of a row. */
  constructor(threads: number, memory?: SharedArrayBuffer) {
    this.#threads = threads;
    this.memory = memory ?? new SharedArrayBuffer(HEADER_BYTES + (threads + 1) * ROW_NUMBERS * 8);
    this.#watched = new Int32Array(this.memory, 0, 1);
    this.#rows = new Float64Array(this.memory, HEADER_BYTES);
  }

  /** Asks all threads to measure; each notices at its next sign of life. */
  watch(): void {
    Atomics.store(this.#watched, 0, 1);
  }

  get isWatched(): boolean {
    return Atomics.load(this.#watched, 0) === 1;
  }

  /** The gauges of one thread, for that thread to write. */
  row(row: number): GaugeRow {
    return new GaugeRow(this.#rows.subarray(row * ROW_NUMBERS, (row + 1) * ROW_NUMBERS));
  }

  lag(row: number): LoopLag {
    const at = row * ROW_NUMBERS;
    return { seconds: this.#rows[at + LAG] as number, told: this.#rows[at + TOLD] as number };
  }

  /** Samples of all threads. */
  latency(): LatencyCounts {
    const counts = new Array<number>(LATENCY_BUCKETS).fill(0);
    let sumSeconds = 0;
    for (let row = 0; row <= this.#threads; row++) {
      const at = row * ROW_NUMBERS;
      sumSeconds += this.#rows[at + SUM] as number;
      for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
        counts[bucket] = (counts[bucket] as number) + (this.#rows[at + FIRST_BUCKET + bucket] as number);
      }
    }
    return { counts, sumSeconds };
  }
}

/** The gauges of one thread. */
export class GaugeRow {
  readonly #numbers: Float64Array;
  /** Reads until the next one is timed. */
  #left = UNWATCHED_STRIDE;
  /** Each so many reads are timed. */
  #stride = UNWATCHED_STRIDE;
  /** Since the last beat, or since the stride was made longer. */
  #samples = 0;

  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
  }

  /** Whether the read that has come is to be timed; then {@link addHandling} follows. Called once for each read. */
  isDue(): boolean {
    return --this.#left < 0;
  }

  /** Adds a timed read. @param milliseconds null: it made no reply, and does not count. */
  addHandling(milliseconds: number | null): void {
    this.#left = this.#stride - 1;
    if (milliseconds === null) return;
    const seconds = milliseconds / 1000;
    const numbers = this.#numbers;
    const at = FIRST_BUCKET + bucketOf(seconds);
    numbers[at] = (numbers[at] as number) + 1;
    numbers[SUM] = (numbers[SUM] as number) + seconds;
    if (++this.#samples < SAMPLES_PER_BEAT) return;
    this.#samples = 0;
    this.#stride = Math.min(MOST_STRIDE, 2 * this.#stride);
  }

  /** Begins to time reads. */
  begin(): void {
    this.#stride = 1;
    this.#left = 0;
  }

  /** Times more reads again when few came. Called a few times a second. */
  beat(): void {
    if (this.#samples < SAMPLES_PER_BEAT / 2) this.#stride = Math.max(1, this.#stride / 2);
    this.#samples = 0;
    this.#left = Math.min(this.#left, this.#stride - 1);
  }

  /** Tells how late the event loop was. */
  tellLag(seconds: number): void {
    this.#numbers[LAG] = seconds;
    this.#numbers[TOLD] = (this.#numbers[TOLD] as number) + 1;
  }
}
