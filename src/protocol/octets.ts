/** Octet values and texts of the JAM protocol (docs/protocol.md, section 2). */

export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;

/** Highest octet value with a meaning in this protocol (R11). */
export const LAST_ASCII = 0x7f;

/**
 * The octets of an ASCII text. The room has no runtime types, so no TextEncoder.
 *
 * @throws {RangeError} when a character is outside ASCII.
 */
export function asciiOctets(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > LAST_ASCII) throw new RangeError(`not ASCII: U+${code.toString(16)} at ${i}`);
    octets[i] = code;
  }
  return octets;
}

/** The text of octets, one character per octet (ISO 8859-1), so that nothing is lost or merged. */
export function latin1Text(octets: Uint8Array, start = 0, end = octets.length): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(octets[i] as number);
  return text;
}

/** Whether `octets[at...]` begins with all of `expected`. */
export function hasOctetsAt(octets: Uint8Array, at: number, expected: Uint8Array): boolean {
  if (octets.length - at < expected.length) return false;
  for (let i = 0; i < expected.length; i++) if (octets[at + i] !== expected[i]) return false;
  return true;
}
