/** Octets of a line that are shown; the rest is cut. */
export const SHOWN_OCTETS = 32;

const NAMED: Readonly<Record<number, string>> = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };

/**
 * What a client sent, made safe to print: anything but visible ASCII and space is written as
 * `\r`, `\n`, `\t` or `\xHH`, so that it can neither forge a log line nor move the cursor,
 * and after {@link SHOWN_OCTETS} octets it is cut with `...`.
 */
export function escapeOctets(octets: Uint8Array, start = 0, end = octets.length): string {
  const shownEnd = Math.min(end, start + SHOWN_OCTETS);
  let text = "";
  for (let i = start; i < shownEnd; i++) {
    const octet = octets[i] as number;
    const isPlain = octet >= 0x20 && octet < 0x7f && octet !== 0x5c;
    text += isPlain
      ? String.fromCharCode(octet)
      : (NAMED[octet] ?? `\\x${octet.toString(16).padStart(2, "0")}`);
  }
  return shownEnd < end ? `${text}...` : text;
}
