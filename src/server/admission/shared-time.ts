/**
 * One time for all threads, in milliseconds since the first thread asked. It never goes back.
 *
 * There is no clock to share: on Bun each thread's `performance.now()` and `process.hrtime()` begin at the
 * thread's own start, and the wall clock can be set. So each thread counts on from the latest time that any
 * thread has told, and one that finds itself behind catches up.
 */
export class SharedTime {
  /** The latest time told. A thread may overwrite a slightly later one: the next call puts it right. */
  readonly #latest: Float64Array;
  #offset = Number.NaN;

  /** @param latest one number in shared memory, 0 at first. */
  constructor(latest: Float64Array) {
    this.#latest = latest;
  }

  /** @param now milliseconds of a clock of this thread, which may begin anywhere. */
  at(now: number): number {
    const latest = this.#latest[0] as number;
    if (Number.isNaN(this.#offset)) this.#offset = latest - now;
    const time = now + this.#offset;
    if (time < latest) {
      this.#offset += latest - time;
      return latest;
    }
    this.#latest[0] = time;
    return time;
  }
}
