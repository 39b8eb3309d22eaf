import { asciiOctets, hasOctetsAt, LAST_ASCII, SP } from "./octets.ts";

/** Longest line in octets, its line end not counted (R10). RFC 5321's command line length. */
export const MAX_LINE_OCTETS = 512;

/** How strictly lines are read: `strict` wants CR LF (R2) and no arguments (R3). */
export type Strictness = "tolerant" | "strict";

/** How a line ended: `crlf` is the sheet's line end, `lf` what netcat sends (R2). */
export type LineEnd = "crlf" | "lf";

/** What one line asks for. `empty` asks for nothing (R7). */
export type Request = "time" | "quit" | "invalid" | "empty";

/** One verb of the protocol: its name on the wire and what it asks for. */
interface Verb {
  readonly name: Uint8Array;
  readonly request: Request;
}

/** All verbs (R3). A protocol level that adds verbs adds rows here. */
const VERBS: readonly Verb[] = [
  { name: asciiOctets("TIME"), request: "time" },
  { name: asciiOctets("QUIT"), request: "quit" },
];

/**
 * What the line `octets[start..end)`, its line end not included, asks for
 * (R2, R3, R6, R7, R11). Never throws.
 */
export function readRequest(
  octets: Uint8Array,
  start: number,
  end: number,
  lineEnd: LineEnd,
  strictness: Strictness,
): Request {
  if (start === end) return "empty";
  if (strictness === "strict" && lineEnd === "lf") return "invalid";
  for (const verb of VERBS) {
    if (!hasOctetsAt(octets, start, verb.name)) continue;
    const afterVerb = start + verb.name.length;
    if (afterVerb === end) return verb.request;
    if (afterVerb > end || strictness === "strict" || octets[afterVerb] !== SP) return "invalid";
    return isAscii(octets, afterVerb, end) ? verb.request : "invalid";
  }
  return "invalid";
}

function isAscii(octets: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((octets[i] as number) > LAST_ASCII) return false;
  return true;
}
