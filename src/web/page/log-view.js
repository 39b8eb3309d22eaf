/**
 * The live log: the last events as lines, filtered, paused.
 *
 * @import { SequencedEvent } from "../../observability/snapshot.ts"
 */
import { count, timeOfDayIn } from "./amounts.js";
import { element, make, setText } from "./elements.js";
import { lineOf } from "./event-lines.js";
import { LEVELS, severityOf } from "./severity.js";
import { text, whenLanguageChanges } from "./texts.js";

/** Events that are kept; as many as the server tells at most. */
const MOST_EVENTS = 500;

/** Who scrolled up farther than this reads something: then the log does not jump to its end. In CSS pixels. */
const AT_END = 40;

export class LogView {
  #place = element("log", HTMLElement);
  #filter = element("log-filter", HTMLInputElement);
  #level = element("log-level", HTMLSelectElement);
  #pause = element("log-pause", HTMLButtonElement);
  #note = element("log-note", HTMLElement);
  /** @type {SequencedEvent[]} */
  #events = [];
  /** @type {SequencedEvent[]} Came while paused. */
  #waiting = [];
  #paused = false;
  #timeOfDay = timeOfDayIn("UTC");

  constructor() {
    whenLanguageChanges(() => this.#writeAll());
    this.#filter.addEventListener("input", () => this.#writeAll());
    this.#level.addEventListener("change", () => this.#writeAll());
    this.#pause.addEventListener("click", () => this.#toggle());
  }

  /**
   * @param {readonly SequencedEvent[]} events the last ones, oldest first
   * @param {string} zone the server's
   */
  begin(events, zone) {
    this.#timeOfDay = timeOfDayIn(zone);
    if (this.#paused) {
      this.#waiting = events.slice(-MOST_EVENTS);
      this.#tell();
      return;
    }
    this.#events = events.slice(-MOST_EVENTS);
    this.#writeAll();
  }

  /** @param {readonly SequencedEvent[]} events oldest first; those that are known are passed over */
  add(events) {
    const kept = this.#paused ? this.#waiting : this.#events;
    const last = (this.#waiting.at(-1) ?? this.#events.at(-1))?.sequence ?? 0;
    const fresh = events.filter(({ sequence }) => sequence > last);
    kept.push(...fresh);
    kept.splice(0, kept.length - MOST_EVENTS);
    if (!this.#paused) this.#append(fresh);
    this.#tell();
  }

  #toggle() {
    this.#paused = !this.#paused;
    this.#pause.setAttribute("aria-pressed", String(this.#paused));
    if (!this.#paused) {
      const [first] = this.#waiting;
      // After a restart the running numbers begin anew: what waits replaces what was.
      const restarted = first !== undefined && first.sequence <= (this.#events.at(-1)?.sequence ?? 0);
      this.#events = [...(restarted ? [] : this.#events), ...this.#waiting].slice(-MOST_EVENTS);
      this.#waiting = [];
    }
    this.#writeAll();
  }

  #writeAll() {
    this.#place.replaceChildren();
    this.#append(this.#events);
    this.#tell();
  }

  /** @param {readonly SequencedEvent[]} events */
  #append(events) {
    const { scrollTop, scrollHeight, clientHeight } = this.#place;
    const atEnd = scrollHeight - scrollTop - clientHeight < AT_END;
    const lines = events.flatMap((event) => this.#lineOf(event) ?? []);
    if (lines.length === 0) return;
    this.#place.append(...lines);
    while (this.#place.childElementCount > MOST_EVENTS) this.#place.firstElementChild?.remove();
    if (atEnd) this.#place.scrollTop = this.#place.scrollHeight;
  }

  /**
   * @param {SequencedEvent} event
   * @returns {HTMLElement | null} null: the filter keeps it away
   */
  #lineOf(event) {
    const level = severityOf(event);
    const told = lineOf(event);
    const wanted = this.#filter.value.trim().toLowerCase();
    const least = LEVELS.findIndex((one) => this.#level.value.startsWith(one));
    if (LEVELS.indexOf(level) < least || !told.toLowerCase().includes(wanted)) return null;
    const time = make("time", { text: this.#timeOfDay(event.time) });
    time.dateTime = new Date(event.time).toISOString();
    const mark = level === "warn" || level === "error" ? [make("b", { text: level }), " "] : [];
    const line = make("p", { className: `level-${level}` }, [time]);
    line.append(" ", ...mark, told);
    return line;
  }

  #tell() {
    setText(this.#pause, text(this.#paused ? "log.resume" : "log.pause"));
    this.#pause.dataset.text = this.#paused ? "log.resume" : "log.pause";
    const shown = text("log.shown", {
      shown: count(this.#place.childElementCount),
      kept: count(this.#events.length),
    });
    const waiting = this.#paused ? `; ${text("log.waiting", { waiting: count(this.#waiting.length) })}` : "";
    setText(this.#note, shown + waiting);
  }
}
