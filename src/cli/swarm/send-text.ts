import { JamError } from "../../errors/index.ts";

const NAMED: Readonly<Record<string, string>> = { r: "\r", n: "\n", t: "\t", "\\": "\\" };
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|([rnt\\]))/y;

/**
 * Reads the value of `--send`: UTF-8 text with the escapes `\r`, `\n`, `\t`, `\\` and `\xHH` (one octet).
 * A text without any CR or LF gets CR LF, as it would be no request without (R2).
 *
 * @throws {JamError} JAM_BAD_OPTION for an empty text and any other escape.
 */
export function parseSendText(text: string): Uint8Array {
  const octets: number[] = [];
  const encoder = new TextEncoder();
  for (let at = 0; at < text.length; ) {
    if (text[at] === "\\") {
      ESCAPE.lastIndex = at;
      const match = ESCAPE.exec(text);
      if (match === null) throw badSendText(text);
      const [whole, hex, name] = match;
      octets.push(
        hex === undefined ? (NAMED[name as string] as string).charCodeAt(0) : Number.parseInt(hex, 16),
      );
      at += whole.length;
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) as number);
      octets.push(...encoder.encode(character));
      at += character.length;
    }
  }
  if (octets.length === 0) throw badSendText(text);
  if (!octets.includes(13) && !octets.includes(10)) octets.push(13, 10);
  return Uint8Array.from(octets);
}

function badSendText(text: string): JamError {
  const expected = "TEXT + \\r \\n \\t \\\\ \\xHH";
  return new JamError("JAM_BAD_OPTION", { value: text, option: "--send", expected });
}

/** One reply that is owed for what is sent: the time (R4), or any line (R6). */
export type OwedReply = "time" | "line";

/** The replies a server owes for these octets, in order: one for each line but empty ones and QUIT (R5, R7). */
export function repliesOwed(octets: Uint8Array): OwedReply[] {
  const owed: OwedReply[] = [];
  const lines = new TextDecoder("latin1").decode(octets).split("\n");
  // What stands after the last LF is no line.
  for (const line of lines.slice(0, -1)) {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (/^QUIT(?: |$)/.test(text)) break;
    if (text !== "") owed.push(/^TIME(?: |$)/.test(text) ? "time" : "line");
  }
  return owed;
}
