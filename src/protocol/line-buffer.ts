import { MAX_LINE_OCTETS } from "./grammar.ts";
import { CR } from "./octets.ts";

/** Octets of a line end, CR LF. */
const LINE_END = 2;
const FIRST_CAPACITY = 32;

/** Holds the beginning of one line until its line end arrives (R8), bounded (R10). */
export class LineBuffer {
  #octets = new Uint8Array(FIRST_CAPACITY);
  #length = 0;
  readonly #maxLine: number;
  /** Room for the longest line and its CR LF; nothing a client sends makes it larger (R10). */
  readonly #capacityLimit: number;

  /** @param maxLine longest line in octets, its line end not counted. */
  constructor(maxLine: number = MAX_LINE_OCTETS) {
    this.#maxLine = maxLine;
    this.#capacityLimit = maxLine + LINE_END;
  }

  /** Octets held. */
  get length(): number {
    return this.#length;
  }

  /** The octets held are `octets[0..length)`. */
  get octets(): Uint8Array {
    return this.#octets;
  }

  /** Forgets the line. */
  clear(): void {
    this.#length = 0;
  }

  /**
   * Adds `source[start..end)`, which holds no LF unless it is the last octet.
   *
   * @returns false when the line is longer than allowed, known as soon as it is certain,
   * so that the verdict does not depend on how the line was cut into segments (R8, R10).
   */
  append(source: Uint8Array, start: number, end: number): boolean {
    const length = this.#length + end - start;
    if (length > this.#capacityLimit) return false;
    if (length > this.#octets.length) this.#grow(length);
    this.#octets.set(source.subarray(start, end), this.#length);
    this.#length = length;
    return true;
  }

  /** Whether the line held, which has no line end yet, is certain to be too long (R10). */
  get isOverlong(): boolean {
    return isOverlongFragment(this.#octets, 0, this.#length, this.#maxLine);
  }

  #grow(needed: number): void {
    let capacity = this.#octets.length;
    while (capacity < needed) capacity *= 2;
    const grown = new Uint8Array(Math.min(capacity, this.#capacityLimit));
    grown.set(this.#octets.subarray(0, this.#length));
    this.#octets = grown;
  }
}

/**
 * Whether a line whose octets so far are `octets[start..end)`, without LF, is certain to be too long:
 * one octet more than the limit is allowed for only when it may be the CR of its line end.
 */
export function isOverlongFragment(octets: Uint8Array, start: number, end: number, maxLine: number): boolean {
  const length = end - start;
  if (length <= maxLine) return false;
  return length > maxLine + 1 || octets[end - 1] !== CR;
}
