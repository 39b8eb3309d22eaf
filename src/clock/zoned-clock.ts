import type { CivilClock, CivilTime } from "../protocol/index.ts";
import { type Clock, systemClock } from "./clock.ts";

/** A zone to give the time in: `local` (TZ of the process), `UTC`, or an IANA name such as `Asia/Jakarta`. */
export type ZoneName = string;

/** An offset; some runtimes read U+2212 for its minus sign. */
const OFFSET = /^[+\-\u2212]/;

/** Names of three letters. ICU knows more of them than IANA has, and takes BST for Bangladesh and AST for Alaska. */
const ABBREVIATION = /^[a-z]{3}$/i;
const IANA_ABBREVIATION = /^(?:CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/i;

/**
 * Whether the runtime knows the zone. IANA names in any case; offsets such as `+07:00` are refused,
 * as they carry no rules for summer time, and so are abbreviations that are no IANA names.
 */
export function isKnownZone(zone: ZoneName): boolean {
  if (zone === "local") return true;
  if (OFFSET.test(zone)) return false;
  if (ABBREVIATION.test(zone) && !IANA_ABBREVIATION.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The IANA name of a zone; for `local` the one the process runs in, or `local` when the runtime has no name for it. */
export function zoneIdentifier(zone: ZoneName): string {
  const options = zone === "local" ? {} : { timeZone: zone };
  const { timeZone } = new Intl.DateTimeFormat("en", options).resolvedOptions();
  // Node.js answers undefined to TZ=UTC-7, whatever the type says, and Etc/Unknown, which is no IANA name, to TZ="".
  return timeZone === undefined || timeZone === "Etc/Unknown" ? "local" : timeZone;
}

/**
 * Civil time of a zone, worked out once per second and truncated, never rounded (R4).
 *
 * A stepped clock and a change of the zone's offset are followed at the next call:
 * the second is compared for being another one, not for being later.
 */
export class ZonedClock implements CivilClock {
  readonly #clock: Clock;
  readonly #toCivil: (milliseconds: number) => CivilTime;
  #second = Number.NaN;
  #civil: CivilTime = { year: 1970, month: 1, day: 1, hours: 0, minutes: 0, seconds: 0 };

  /**
   * @param zone see {@link ZoneName}.
   * @throws {RangeError} when the runtime does not know the zone; ask {@link isKnownZone} first.
   */
  constructor(zone: ZoneName, clock: Clock = systemClock) {
    this.#clock = clock;
    this.#toCivil = zone === "local" ? localCivilTime : civilTimeOf(zone);
  }

  civilTime(): CivilTime {
    const second = Math.floor(this.#clock.now() / 1000);
    if (second !== this.#second) {
      this.#civil = this.#toCivil(second * 1000);
      this.#second = second;
    }
    return this.#civil;
  }
}

function localCivilTime(milliseconds: number): CivilTime {
  const date = new Date(milliseconds);
  return {
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hours: date.getHours(),
    minutes: date.getMinutes(),
    seconds: date.getSeconds(),
  };
}

function civilTimeOf(zone: ZoneName): (milliseconds: number) => CivilTime {
  const format = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (milliseconds) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(milliseconds)) parts[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    return { year, month, day, hours: hour, minutes: minute, seconds: second };
  };
}
