/** Octets kept of the beginning of what a program prints, and of its end. */
const MOST_FIRST = 8 * 1024;
const MOST_LAST = 24 * 1024;

/** What a program has printed, bounded: its beginning and its end. */
export class KeptOutput {
  #first = Buffer.alloc(0);
  #last = Buffer.alloc(0);
  #leftOut = 0;

  add(chunk: Buffer): void {
    const begins = chunk.subarray(0, MOST_FIRST - this.#first.length);
    if (begins.length > 0) this.#first = Buffer.concat([this.#first, begins]);
    const rest = chunk.subarray(begins.length);
    if (rest.length === 0) return;
    const all = Buffer.concat([this.#last, rest.subarray(-MOST_LAST)]);
    this.#last = all.subarray(-MOST_LAST);
    this.#leftOut += rest.length - Math.min(rest.length, MOST_LAST) + (all.length - this.#last.length);
  }

  /** All that is kept, as text; in the place of the rest how much it was. */
  get text(): string {
    const gap = this.#leftOut === 0 ? "" : `\n[... ${this.#leftOut} octets ...]\n`;
    return this.#first.toString("utf8") + gap + this.#last.toString("utf8");
  }

  /** The last lines, without empty ones. @param most how many. */
  lastLines(most: number): string {
    return this.text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .slice(-most)
      .join("\n");
  }
}
