import { asciiOctets } from "./octets.ts";

/** A date and time of day in the server's zone, truncated to the second (R4). */
export interface CivilTime {
  /** Year, 4 digits. */
  readonly year: number;
  /** Month, 1 to 12. */
  readonly month: number;
  /** Day of the month, 1 to 31. */
  readonly day: number;
  /** Hour, 0 to 23. */
  readonly hours: number;
  /** Minute, 0 to 59. */
  readonly minutes: number;
  /** Second, 0 to 59 (60 never appears: POSIX clocks repeat a leap second). */
  readonly seconds: number;
}

/**
 * What a session asks for the time.
 *
 * The same object is returned for as long as its second lasts, so a caller
 * may compare by identity to learn that the label changed.
 */
export interface CivilClock {
  /** The civil time at this very moment. Reads the clock at every call (R4). */
  civilTime(): CivilTime;
}

/** Form of a reply to TIME: `time` is R4, `datetime` is R13. */
export type ReplyForm = "time" | "datetime";

/** Octets of a reply to TIME, CR LF included, by form: 14 (R4) and 25 (R13). */
export const REPLY_LENGTH: Readonly<Record<ReplyForm, number>> = { time: 14, datetime: 25 };

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/** `hh:mm:ss` (R4), 24-hour. */
export function formatTimeOfDay(time: CivilTime): string {
  return `${digits(time.hours, 2)}:${digits(time.minutes, 2)}:${digits(time.seconds, 2)}`;
}

/** The label after `JAM `: `hh:mm:ss` (R4) or `dd mm yyyy hh:mm:ss` (R13). */
export function formatLabel(time: CivilTime, form: ReplyForm): string {
  const timeOfDay = formatTimeOfDay(time);
  if (form === "time") return timeOfDay;
  return `${digits(time.day, 2)} ${digits(time.month, 2)} ${digits(time.year, 4)} ${timeOfDay}`;
}

/** The whole reply to one TIME, CR LF included (R4, R13). */
export function formatReply(time: CivilTime, form: ReplyForm): Uint8Array {
  return asciiOctets(`JAM ${formatLabel(time, form)}\r\n`);
}
