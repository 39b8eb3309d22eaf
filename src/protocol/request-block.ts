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

/** Lines in the first comparison where a run may as well be short. */
const SHORT_STEP = 2;

/**
 * How many whole lines `TIME` CR LF stand in `octets` from `start` on, up to another line or a cut-off one.
 *
 * @param expected `all`: nothing else is expected, so most is compared at once; `few`: more is compared at a time
 * the longer the run is, so that a short one costs little.
 */
export function countTimeLines(
  octets: Uint8Array,
  start: number,
  same: SameOctets,
  expected: "all" | "few",
): number {
  const most = Math.floor((octets.length - start) / TIME_LINE.length);
  if (most === 0 || !hasOctetsAt(octets, start, TIME_LINE)) return 0;
  let count = 1;
  let step = expected === "all" ? BLOCK_LINES : SHORT_STEP;
  let isNearEnd = false;
  while (count < most) {
    const lines = Math.min(step, most - count);
    const at = start + count * TIME_LINE.length;
    if (same(octets, at, at + lines * TIME_LINE.length, BLOCK)) {
      count += lines;
      step = isNearEnd ? Math.max(1, lines >> 1) : Math.min(2 * step, BLOCK_LINES);
    } else if (lines === 1) {
      return count;
    } else {
      isNearEnd = true;
      step = lines >> 1;
    }
  }
  return count;
}
