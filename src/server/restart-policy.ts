/** Waiting time before a thread that keeps dying is started again: doubled each time, from nothing. */
const FIRST_BACKOFF_MILLISECONDS = 50;
const MAX_BACKOFF_MILLISECONDS = 5000;
/** The longest while no other thread serves: then clients wait for it. */
const MAX_BACKOFF_ALONE_MILLISECONDS = 400;
/** A thread that lived so long died of something new: its backoff starts again. */
const HEALTHY_MILLISECONDS = 10_000;
/** A start has come to something when the thread has served for so long. */
const SERVED_MILLISECONDS = 1000;
/**
 * Starts of each thread in a row that came to nothing, while none serves, until the server gives up. Their waits are
 * some 1.5 seconds together: a passing lack of memory or descriptors is over by then, and what starts
 * the process anew cleanly should not wait longer.
 */
const HOPELESS_STARTS = 8;

/** What is known of one thread's starts. */
interface History {
  backoff: number;
  /** In a row. */
  failedStarts: number;
  /** Monotonic milliseconds; null while it does not serve. */
  servingSince: number | null;
}

/** What to do about a thread that died. */
export type RestartDecision =
  | { readonly type: "restart"; readonly milliseconds: number }
  | { readonly type: "give-up"; readonly starts: number };

/** Decides when a thread that died is started again, and when there is no hope any more. Reads no clock. */
export class RestartPolicy {
  readonly #histories: History[];

  /** @param threads how many there are; they are numbered from 1. */
  constructor(threads: number) {
    this.#histories = Array.from({ length: threads }, () => ({
      backoff: 0,
      failedStarts: 0,
      servingSince: null,
    }));
  }

  /** A thread listens from now on. @param now monotonic milliseconds, as in {@link died}. */
  serves(thread: number, now: number): void {
    const history = this.#histories[thread - 1];
    if (history !== undefined) history.servingSince = now;
  }

  /** A thread died, or did not come to listen. */
  died(thread: number, now: number): RestartDecision {
    const history = this.#histories[thread - 1] as History;
    const served = history.servingSince === null ? 0 : now - history.servingSince;
    history.servingSince = null;
    history.failedStarts = served >= SERVED_MILLISECONDS ? 0 : history.failedStarts + 1;
    if (served >= HEALTHY_MILLISECONDS) history.backoff = 0;
    if (this.#histories.every((each) => isHopeless(each, now))) {
      return { type: "give-up", starts: HOPELESS_STARTS };
    }
    const isAlone = this.#histories.every(({ servingSince }) => servingSince === null);
    const milliseconds = isAlone
      ? Math.min(MAX_BACKOFF_ALONE_MILLISECONDS, history.backoff)
      : history.backoff;
    history.backoff = Math.min(
      MAX_BACKOFF_MILLISECONDS,
      Math.max(FIRST_BACKOFF_MILLISECONDS, 2 * history.backoff),
    );
    return { type: "restart", milliseconds };
  }
}

function isHopeless({ failedStarts, servingSince }: History, now: number): boolean {
  const serves = servingSince !== null && now - servingSince >= SERVED_MILLISECONDS;
  return failedStarts >= HOPELESS_STARTS && !serves;
}
