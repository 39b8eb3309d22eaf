/**
 * The server's clock between its snapshots: what TIME would be answered now.
 *
 * A snapshot takes a while to come here, each its own. The one that came quickest tells best how far our clock is from
 * the server's, so of the last ones the greatest difference counts.
 */

/** How many snapshots are looked at. */
const KEPT = 30;

/** Beyond this the server's clock was set, or it is another server: what was known is forgotten. Milliseconds. */
const STEP = 1000;

export class ServerClock {
  /** @type {number[]} Server's time less ours, in milliseconds. */
  #differences = [];
  /** Seconds between the label, read as if it were UTC, and the server's time. */
  #zoneSeconds = 0;
  #dated = false;

  /**
   * @param {{ readonly time: number, readonly label: string }} snapshot
   * @param {number} now our clock, in milliseconds; it must not jump
   */
  set({ time, label }, now) {
    const difference = time - now;
    const newest = this.#differences.at(-1);
    if (newest !== undefined && Math.abs(difference - newest) > STEP) this.#differences = [];
    this.#differences.push(difference);
    if (this.#differences.length > KEPT) this.#differences.shift();
    const read = secondsOf(label);
    this.#dated = read.dated;
    this.#zoneSeconds = read.seconds - Math.floor(time / 1000);
  }

  /** Whether the server tells the date too (R13). */
  get dated() {
    return this.#dated;
  }

  /**
   * @param {number} now our clock
   * @returns {number | null} the server's time in milliseconds since 1970; null: nothing is known yet
   */
  time(now) {
    return this.#differences.length === 0 ? null : now + Math.max(...this.#differences);
  }

  /**
   * @param {number} now our clock
   * @returns {string | null} as JAM gives it, without `JAM `
   */
  label(now) {
    const time = this.time(now);
    if (time === null) return null;
    const [day = "", clock = ""] = new Date((Math.floor(time / 1000) + this.#zoneSeconds) * 1000)
      .toISOString()
      .split(/[T.]/);
    return this.#dated ? `${day.split("-").reverse().join(" ")} ${clock}` : clock;
  }
}

/**
 * @param {string} label `hh:mm:ss` or `dd mm yyyy hh:mm:ss`
 * @returns {{ readonly seconds: number, readonly dated: boolean }} since 1970 as if it were UTC
 */
function secondsOf(label) {
  const [hour = 0, minute = 0, second = 0] = (label.split(" ").at(-1) ?? "").split(":").map(Number);
  const [day = 1, month = 1, year = 1970] = label.split(" ").slice(0, -1).map(Number);
  return {
    seconds: Date.UTC(year, month - 1, day, hour, minute, second) / 1000,
    dated: label.includes(" "),
  };
}
