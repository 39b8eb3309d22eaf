/** So many octets of a trace entry are shown; what is cut is counted. */
const MOST_SHOWN = 96;

const SHORT_NAMES: ReadonlyMap<number, string> = new Map([
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x5c, "\\\\"],
]);

/**
 * Octets as people read them: printable ASCII as it is, else `\r`, `\n`, `\t`, `\\` and `\xNN`.
 *
 * @param most octets that are shown (default 96); of more, the count of all follows: `...(1200 octets)`.
 */
export function visible(octets: Uint8Array | string, most: number = MOST_SHOWN): string {
  const all = typeof octets === "string" ? Buffer.from(octets, "latin1") : octets;
  let text = "";
  for (const octet of all.subarray(0, most)) {
    const name = SHORT_NAMES.get(octet);
    if (name !== undefined) text += name;
    else if (octet >= 0x20 && octet < 0x7f) text += String.fromCharCode(octet);
    else text += `\\x${octet.toString(16).padStart(2, "0")}`;
  }
  return all.length > most ? `${text}...(${all.length} octets)` : text;
}

/** Octets as text of one character each, so that patterns can be matched whatever they are. */
export function textOf(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("latin1");
}
