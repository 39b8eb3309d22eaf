import type { ServerEvent } from "./events.ts";
import { Ring } from "./ring.ts";
import type { LifeMark } from "./snapshot.ts";

/** Ten seconds of what two threads tell one by one at most; some 100 octets each. */
const MARKS = 4096;

/** A mark, and when it came here: batches of threads come a little later than what they tell. */
interface TakenMark {
  readonly takenAt: number;
  readonly mark: LifeMark;
}

/** The last connections as they opened, asked and closed. */
export class Lives {
  readonly #marks = new Ring<TakenMark>(MARKS);
  /** When something was last told as a count, so that marks are missing. */
  #countedAt = Number.NEGATIVE_INFINITY;
  /** Of the last mark that had to go. */
  #forgottenAt = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since 1970, as `since` of {@link since}. */
  take(events: readonly ServerEvent[], now: number): void {
    for (const event of events) {
      if (event.type === "requests-counted" || event.type === "rest-counted") this.#countedAt = now;
      const mark = markOf(event);
      if (mark === null) continue;
      const gone = this.#marks.push({ takenAt: now, mark });
      if (gone !== undefined) this.#forgottenAt = gone.takenAt;
    }
  }

  /** What has come since, and whether there was more. @param since milliseconds since 1970. */
  since(since: number): { readonly marks: readonly LifeMark[]; readonly sampled: boolean } {
    const marks = this.#marks.lastWhile(({ takenAt }) => takenAt >= since).map(({ mark }) => mark);
    return { marks, sampled: this.#countedAt >= since || this.#forgottenAt >= since };
  }
}

function markOf(event: ServerEvent): LifeMark | null {
  switch (event.type) {
    case "connection-opened":
      return markAs("opened", event);
    case "request":
      return markAs("asked", event);
    case "connection-closed":
      return markAs("closed", event);
    default:
      return null;
  }
}

function markAs(what: LifeMark["what"], event: Omit<LifeMark, "what">): LifeMark {
  const { time, connection, thread, address } = event;
  return { time, connection, thread, what, address };
}
