/** Seconds of a day. */
const DAY = 86_400;
/** Every zone in use is a multiple of a quarter of an hour away from UTC. */
const QUARTER_HOUR = 900;
/** A time of day does not tell UTC+14 from UTC-10, nor +13 from -11: the zone where more people live is named. */
const WESTERN_FROM = 14 * 3600;

/** The instants between which a reply was made, in milliseconds since 1970 (UTC). */
export interface ReplyWindow {
  /** The request was sent at this time, or later. */
  readonly sent: number;
  /** The reply was received at this time. */
  readonly received: number;
  /** How far the server's clock may be off ours, in milliseconds. */
  readonly tolerance: number;
}

/**
 * Whether a time of day is right to the second (R4): the label of a second between the one of sending and
 * the one of receiving, both included.
 *
 * @param secondOfDay what the reply says, 0 to 86399.
 * @param offset the server's zone, in seconds east of UTC.
 */
export function isRightTime(secondOfDay: number, offset: number, window: ReplyWindow): boolean {
  const { first, last } = secondsOf(window);
  return modulo(secondOfDay - offset - first, DAY) <= last - first;
}

/**
 * The zone of a server, from one reply: the offset, a multiple of 15 minutes, that makes the reply right.
 *
 * @returns seconds east of UTC, from -10 hours to below +14 hours, or null when no zone makes it right: then the
 * server's clock is wrong.
 */
export function inferOffset(secondOfDay: number, window: ReplyWindow): number | null {
  const { first, last } = secondsOf(window);
  for (let second = first; second <= last; second++) {
    const offset = modulo(secondOfDay - second, DAY);
    if (offset % QUARTER_HOUR === 0) return offset >= WESTERN_FROM ? offset - DAY : offset;
  }
  return null;
}

/** `+07:00`, from seconds east of UTC. */
export function formatOffset(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${pad(minutes / 60)}:${pad(minutes % 60)}`;
}

function secondsOf({ sent, received, tolerance }: ReplyWindow): { first: number; last: number } {
  return { first: Math.floor((sent - tolerance) / 1000), last: Math.floor((received + tolerance) / 1000) };
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
