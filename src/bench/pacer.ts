import type { ArrivalSchedule } from "./arrival-schedule.ts";

/** Timers are up to this much late, so a timer ends so long before an arrival and the rest is polled. */
const TIMER_SLACK_MILLISECONDS = 2;
/** Arrivals begun in one turn at most: replies are read in between, also while a delay is caught up. */
const MOST_AT_ONCE = 256;
/** An arrival sent so much after it was due is told of as late. */
const LATE_MILLISECONDS = 1;

/** How well an open loop kept its schedule. */
export interface Pacing {
  readonly arrivals: number;
  /** Arrivals that the generator itself sent more than 1 ms after they were due. Their latency includes it. */
  readonly late: number;
  /** The longest such delay, in milliseconds. */
  readonly lateMax: number;
}

/**
 * Begins arrivals when they are due. Timers of the runtimes are a millisecond coarse, far too coarse for
 * latencies of microseconds, so the event loop is polled while an arrival is near: from about 500 arrivals a
 * second on a thread keeps one processor busy.
 */
export class Pacer {
  readonly #schedule: ArrivalSchedule;
  readonly #arrive: (dueAt: number, now: number) => void;
  readonly #countFrom: number;
  #arrivals = 0;
  #late = 0;
  #lateMax = 0;

  /** @param countFrom arrivals due before are not part of {@link pacing}. */
  constructor(schedule: ArrivalSchedule, countFrom: number, arrive: (dueAt: number, now: number) => void) {
    this.#schedule = schedule;
    this.#countFrom = countFrom;
    this.#arrive = arrive;
  }

  /** Begins; ends by itself after the last arrival. */
  start(): void {
    this.#turn();
  }

  /** Whether every arrival was begun. */
  get isDone(): boolean {
    return this.#schedule.nextAt === Number.POSITIVE_INFINITY;
  }

  get pacing(): Pacing {
    return { arrivals: this.#arrivals, late: this.#late, lateMax: this.#lateMax };
  }

  /** Hands over all arrivals that are due, however many. */
  flush(now: number): void {
    while (this.#takeOne(now));
  }

  readonly #turn = (): void => {
    const now = performance.now();
    for (let taken = 0; taken < MOST_AT_ONCE; taken++) if (!this.#takeOne(now)) break;
    if (this.isDone) return;
    const wait = this.#schedule.nextAt - performance.now();
    if (wait > 2 * TIMER_SLACK_MILLISECONDS) setTimeout(this.#turn, wait - TIMER_SLACK_MILLISECONDS);
    else setImmediate(this.#turn);
  };

  #takeOne(now: number): boolean {
    const dueAt = this.#schedule.takeDue(now);
    if (dueAt === null) return false;
    if (dueAt >= this.#countFrom) {
      const late = now - dueAt;
      this.#arrivals++;
      if (late > LATE_MILLISECONDS) this.#late++;
      if (late > this.#lateMax) this.#lateMax = late;
    }
    this.#arrive(dueAt, now);
    return true;
  }
}
