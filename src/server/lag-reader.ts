import type { GaugeTable } from "../observability/index.ts";

/** A thread tells its lag once a second; silent for longer than this, its event loop stands still. */
const SILENCE_MILLISECONDS = 2000;

interface Told {
  readonly told: number;
  readonly seenAt: number;
  /** Whether this thread told it: at first the row may hold what another has told. */
  readonly isOwn: boolean;
}

/** Reads what threads tell of the lag of their event loops, and sees when one has stopped to tell. */
export class LagReader {
  readonly #gauges: GaugeTable;
  readonly #last = new Map<number, Told>();

  constructor(gauges: GaugeTable) {
    this.#gauges = gauges;
  }

  /** Forgets all other threads. */
  keep(threads: readonly { readonly thread: number }[]): void {
    const there = new Set(threads.map(({ thread }) => thread));
    for (const thread of this.#last.keys()) if (!there.has(thread)) this.#last.delete(thread);
  }

  /**
   * @param now milliseconds.
   * @returns seconds; null while the thread has not told.
   */
  read(thread: number, row: number, now: number): number | null {
    const { seconds, told } = this.#gauges.lag(row);
    const last = this.#last.get(thread);
    if (last === undefined || last.told !== told) {
      const isOwn = last !== undefined;
      this.#last.set(thread, { told, seenAt: now, isOwn });
      return isOwn ? seconds : null;
    }
    if (!last.isOwn) return null;
    const silence = now - last.seenAt;
    return silence <= SILENCE_MILLISECONDS ? seconds : Math.max(seconds, silence / 1000);
  }
}
