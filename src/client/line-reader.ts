import { MAX_LINE_OCTETS } from "../protocol/index.ts";

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = new Uint8Array(0);

/** One line as it came over the wire. */
export interface WireLine {
  /** The octets, line end not included. */
  readonly octets: Uint8Array;
  /** `crlf` is what the protocol asks for (R4); `lf` is tolerated here, as public servers send it. */
  readonly lineEnd: "crlf" | "lf";
}

/**
 * Cuts what a server sends into lines, bounded: a server without line ends cannot make it grow (R10).
 * Pure, no I/O. The octets it hands out are copies.
 */
export class LineReader {
  #fragment: Uint8Array = NOTHING;

  /** The line that has no line end yet. */
  get fragment(): Uint8Array {
    return this.#fragment;
  }

  /** Whether a line is longer than a reply may be. From then on nothing more is read. */
  get isOverlong(): boolean {
    return this.#fragment.length > MAX_LINE_OCTETS + 1;
  }

  /** Takes octets as they arrived, in any cut (R8). @returns the lines that are complete now. */
  feed(octets: Uint8Array): WireLine[] {
    const lines: WireLine[] = [];
    let start = 0;
    while (!this.isOverlong) {
      const lf = octets.indexOf(LF, start);
      const end = lf < 0 ? octets.length : lf;
      // One octet more than a line may have, for its CR, and one that proves it too long.
      const room = MAX_LINE_OCTETS + 2 - this.#fragment.length;
      this.#fragment = joined(this.#fragment, octets.subarray(start, Math.min(end, start + room)));
      if (lf < 0 || this.isOverlong) break;
      const length = this.#fragment.at(-1) === CR ? this.#fragment.length - 1 : this.#fragment.length;
      if (length > MAX_LINE_OCTETS) {
        this.#fragment = joined(this.#fragment, octets.subarray(lf, lf + 1));
        break;
      }
      const lineEnd = length < this.#fragment.length ? "crlf" : "lf";
      lines.push({ octets: this.#fragment.subarray(0, length), lineEnd });
      this.#fragment = NOTHING;
      start = lf + 1;
    }
    return lines;
  }

  /** Forgets the fragment: what comes next begins a new line. @returns what it was. */
  takeFragment(): Uint8Array {
    const fragment = this.#fragment;
    this.#fragment = NOTHING;
    return fragment;
  }
}

/** A copy of both, one after the other: what the socket hands out is its own. */
function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
