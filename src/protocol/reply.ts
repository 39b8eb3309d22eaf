/** What a reply line says, as a client reads it (R4, R6, R13). */
export type Reply =
  | {
      readonly kind: "time";
      /** The text after `JAM `: `hh:mm:ss` or `dd mm yyyy hh:mm:ss`. */
      readonly label: string;
      readonly hours: number;
      readonly minutes: number;
      readonly seconds: number;
      /** Present when the server runs in date mode (R13). */
      readonly date?: { readonly year: number; readonly month: number; readonly day: number };
    }
  | { readonly kind: "invalid" }
  | { readonly kind: "unknown" };

/** The reply to a line that is not a command (R6), without its line end. */
export const INVALID_COMMAND = "Invalid command";

const TIME_REPLY = /^JAM ((?:(\d\d) (\d\d) (\d{4}) )?(\d\d):(\d\d):(\d\d))$/;

/**
 * Reads one reply line, its line end already removed.
 *
 * Values are checked: hours 0-23, minutes and seconds 0-59, a date that exists.
 * Anything that is not a reply of R4, R6 or R13 to the octet is `unknown`.
 */
export function parseReply(line: string): Reply {
  if (line === INVALID_COMMAND) return { kind: "invalid" };
  const match = TIME_REPLY.exec(line);
  if (match === null) return { kind: "unknown" };
  const [hours, minutes, seconds] = [Number(match[5]), Number(match[6]), Number(match[7])];
  if (hours > 23 || minutes > 59 || seconds > 59) return { kind: "unknown" };
  const time = { kind: "time", label: match[1] as string, hours, minutes, seconds } as const;
  if (match[2] === undefined) return time;
  const date = { year: Number(match[4]), month: Number(match[3]), day: Number(match[2]) };
  if (date.month < 1 || date.month > 12 || date.day < 1) return { kind: "unknown" };
  if (date.day > daysInMonth(date.year, date.month)) return { kind: "unknown" };
  return { ...time, date };
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
