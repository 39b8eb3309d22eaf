import { asciiOctets, hasOctetsAt } from "./octets.ts";

const TIME_LINE = asciiOctets("TIME\r\n");

/** Lines the prebuilt block holds; a longer run is compared in steps of this size. */
const BLOCK_LINES = 1024;
const BLOCK = new Uint8Array(TIME_LINE.length * BLOCK_LINES);
for (let at = 0; at < BLOCK.length; at += TIME_LINE.length) BLOCK.set(TIME_LINE, at);

/** Whether `a[aStart..aEnd)` equals `b[0..aEnd-aStart)`. A runtime's native comparison fits here. */
export type SameOctets = (a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array) => boolean;

/** {@link SameOctets} in plain JavaScript. */
export function sameOctets(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array): boolean {
  for (let i = aStart, j = 0; i < aEnd; i++, j++) if (a[i] !== b[j]) return false;
  return true;
}

/** Octets of the usual request, `TIME` CR LF. */
export const TIME_LINE_LENGTH: number = TIME_LINE.length;

/**
 * How many whole lines `TIME` CR LF stand in `octets` from `start`, if all that is
 * there, but for a cut-off last line, is such lines; else 0 and the caller reads line by line.
 */
export function countTimeLines(octets: Uint8Array, start: number, same: SameOctets): number {
  const count = Math.floor((octets.length - start) / TIME_LINE.length);
  if (count === 0 || !hasOctetsAt(octets, start, TIME_LINE)) return 0;
  const end = start + count * TIME_LINE.length;
  for (let at = start + TIME_LINE.length; at < end; at += BLOCK.length) {
    if (!same(octets, at, Math.min(at + BLOCK.length, end), BLOCK)) return 0;
  }
  return count;
}
