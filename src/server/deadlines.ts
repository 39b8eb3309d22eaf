/** Length of a tick in milliseconds: how late a deadline may be noticed. */
const TICK_MILLISECONDS = 250;
/** Slots of the wheel. What is due later than a turn of it (256 s) is looked at once more on the way. */
const SLOTS = 1024;
/** Time that passes between two ticks counts up to this: while the process stood still no client could be served. */
const LONGEST_STEP_MILLISECONDS = 1000;
/** Thousands may be due at once, and the end of one that was full of replies takes the kernel a tenth of a millisecond. */
const BUDGET_MILLISECONDS = 1;
const NEVER = Number.POSITIVE_INFINITY;

/** Something with deadlines. Its links belong to the wheel, so that watching it costs no object. */
export abstract class Watched {
  /** Slot in which it waits; -1: it is not watched. */
  slot = -1;
  dueAt = NEVER;
  previousWatched: Watched | null = null;
  nextWatched: Watched | null = null;

  /**
   * Closes what is overdue.
   *
   * @param now time of the wheel, in milliseconds.
   * @returns when to look again, on the same clock; Infinity: never.
   */
  abstract checkDeadlines(now: number): number;
  /** Its check threw. */
  abstract fail(error: unknown): void;
}

/**
 * A coarse timer wheel: one timer for all connections of a thread, none while there are no connections. Nothing is
 * done for a request: a connection writes down {@link now}, and when its deadline seems to be over it is asked.
 *
 * Its clock is monotonic, and a process that was stopped, or a loop that was held up, does not count against clients.
 */
export class DeadlineWheel {
  readonly #monotonic: () => number;
  readonly #slots: (Watched | null)[] = new Array<Watched | null>(SLOTS).fill(null);
  #timer: ReturnType<typeof setInterval> | null = null;
  #readAt: number;
  #tick = 0;
  #watched = 0;
  /** The next turn of the event loop goes on looking. */
  #isLooking = false;
  /** Length of a tick in milliseconds: {@link now} may be so old, and a deadline is noticed so late. */
  readonly tick = TICK_MILLISECONDS;
  /** Milliseconds on the wheel's own clock, as of the last tick: from 0, never back. */
  now = 0;

  /** @param monotonic a clock in milliseconds; tests give their own. */
  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
    this.#readAt = monotonic();
  }

  /** A time that is at least so long from this moment, and at most a tick longer: {@link now} may be a tick old. */
  after(milliseconds: number): number {
    return this.now + milliseconds + TICK_MILLISECONDS;
  }

  /** Looks at `watched` at the first tick from `at` on, instead of when it was to be looked at before. */
  watch(watched: Watched, at: number): void {
    this.unwatch(watched);
    if (at === NEVER) return;
    if (this.#timer === null) this.#start();
    const ticks = Math.ceil(at / TICK_MILLISECONDS) - this.#tick;
    const slot = (this.#tick + Math.max(1, Math.min(ticks, SLOTS - 1))) % SLOTS;
    const head = this.#slots[slot] as Watched | null;
    watched.slot = slot;
    watched.dueAt = at;
    watched.nextWatched = head;
    if (head !== null) head.previousWatched = watched;
    this.#slots[slot] = watched;
    this.#watched++;
  }

  /** Looks at it no more. */
  unwatch(watched: Watched): void {
    if (watched.slot < 0) return;
    const { previousWatched: previous, nextWatched: next } = watched;
    if (previous === null) this.#slots[watched.slot] = next;
    else previous.nextWatched = next;
    if (next !== null) next.previousWatched = previous;
    watched.slot = -1;
    watched.previousWatched = null;
    watched.nextWatched = null;
    this.#watched--;
  }

  /**
   * Moves the wheel on to the present. Called by its timer; tests call it themselves. What is overdue is looked at for as
   * long as one turn of the event loop may take, the rest in the next turns.
   */
  advance(): void {
    const readAt = this.#monotonic();
    this.now += Math.min(LONGEST_STEP_MILLISECONDS, readAt - this.#readAt);
    this.#readAt = readAt;
    this.#look(readAt + BUDGET_MILLISECONDS);
  }

  #look(deadline: number): void {
    const present = Math.floor(this.now / TICK_MILLISECONDS);
    for (;;) {
      const watched = this.#slots[this.#tick % SLOTS];
      if (watched) {
        this.#lookAt(watched);
        if (this.#monotonic() < deadline) continue;
        this.#lookLater();
        return;
      }
      if (this.#tick === present) break;
      this.#tick++;
    }
    if (this.#watched === 0) this.#stop();
  }

  #lookLater(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    setImmediate(() => {
      this.#isLooking = false;
      this.#look(this.#monotonic() + BUDGET_MILLISECONDS);
    });
  }

  #lookAt(watched: Watched): void {
    const { dueAt } = watched;
    this.unwatch(watched);
    const next = dueAt > this.now ? dueAt : this.#check(watched);
    // The check may have closed it, or set another time for it.
    if (next !== NEVER && watched.slot < 0) this.watch(watched, next);
  }

  #check(watched: Watched): number {
    try {
      return watched.checkDeadlines(this.now);
    } catch (error) {
      watched.fail(error);
      return NEVER;
    }
  }

  #start(): void {
    this.#readAt = this.#monotonic();
    this.#timer = setInterval(() => this.advance(), TICK_MILLISECONDS);
    this.#timer.unref();
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
