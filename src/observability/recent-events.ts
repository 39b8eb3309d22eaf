import type { ServerEvent } from "./events.ts";
import { Ring } from "./ring.ts";
import type { SequencedEvent } from "./snapshot.ts";

/** More than a page shows, some 100 KB. */
const EVENTS = 500;

/** The last events, numbered from 1. */
export class RecentEvents {
  readonly #events = new Ring<SequencedEvent>(EVENTS);
  #sequence = 0;

  take(events: readonly ServerEvent[]): void {
    for (const event of events) this.#events.push({ ...event, sequence: ++this.#sequence });
  }

  /** Those with a greater number, oldest first. @param sequence 0: all that are kept. */
  since(sequence: number): readonly SequencedEvent[] {
    return this.#events.lastWhile((event) => event.sequence > sequence);
  }
}
