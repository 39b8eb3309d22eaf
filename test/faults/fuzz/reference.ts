/**
 * The protocol as docs/protocol.md has it, read slowly: one octet after another, one decision at a time. Written from that
 * page alone, so that it can disagree with the server.
 */

/** Tolerant is the default of the server; see R2 and R3 for what strict mode refuses. */
export type Reading = "tolerant" | "strict";

/** What a client gets that sends some octets and then ends its direction. */
export interface DueReplies {
  readonly replies: readonly ("time" | "invalid")[];
  /** Who ended the session: its octets (R5, R10), or the client's half-close (R9). */
  readonly endedBy: "quit" | "overlong" | "half-close";
}

const CR = 13;
const LF = 10;
const SP = 32;
const LONGEST_LINE = 512;

/** What is due for these octets, however they are cut (R8). */
export function dueReplies(octets: Uint8Array, reading: Reading): DueReplies {
  const replies: ("time" | "invalid")[] = [];
  let line: number[] = [];
  for (const octet of octets) {
    if (octet !== LF) {
      line.push(octet);
      if (isTooLong(line)) return { replies: [...replies, "invalid"], endedBy: "overlong" };
      continue;
    }
    const hasCr = line.at(-1) === CR;
    const content = hasCr ? line.slice(0, -1) : line;
    line = [];
    const meaning = meaningOf(content, hasCr, reading);
    if (meaning === "quit") return { replies, endedBy: "quit" };
    if (meaning !== "nothing") replies.push(meaning);
  }
  // R9: a fragment without its line end is dropped.
  return { replies, endedBy: "half-close" };
}

/** R10: nothing that may follow makes it a line of 512 octets; a 513th octet may yet be the CR of the line end. */
function isTooLong(line: readonly number[]): boolean {
  if (line.length <= LONGEST_LINE) return false;
  if (line.length > LONGEST_LINE + 1) return true;
  return line[LONGEST_LINE] !== CR;
}

function meaningOf(
  content: readonly number[],
  hasCr: boolean,
  reading: Reading,
): "nothing" | "time" | "quit" | "invalid" {
  // R7, in strict mode too.
  if (content.length === 0) return "nothing";
  // R2.
  if (reading === "strict" && !hasCr) return "invalid";
  // R11.
  if (content.some((octet) => octet > 127)) return "invalid";
  const space = content.indexOf(SP);
  // R3: no arguments in strict mode, so a space belongs to no verb.
  const verb = space === -1 || reading === "strict" ? content : content.slice(0, space);
  const text = String.fromCharCode(...verb);
  if (text === "TIME") return "time";
  if (text === "QUIT") return "quit";
  return "invalid";
}
