import { type CivilClock, type CivilTime, formatReply, REPLY_LENGTH, type ReplyForm } from "./time-of-day.ts";

/** Replies the block has room for at first; it grows to what one read can ask for. */
const FIRST_CAPACITY = 256;

/**
 * Replies to TIME, prebuilt: the octets of one reply repeated, made anew when
 * the second changes, so that a run of requests is answered by a cut of it.
 */
export class ReplyBlock {
  readonly #clock: CivilClock;
  readonly #form: ReplyForm;
  readonly #replyLength: number;
  #octets: Uint8Array;
  /** Replies of the block that carry the label of `#time`. */
  #filled = 0;
  #time: CivilTime | null = null;
  #lastCut: Uint8Array;
  #lastCount = 1;

  constructor(clock: CivilClock, form: ReplyForm) {
    this.#clock = clock;
    this.#form = form;
    this.#replyLength = REPLY_LENGTH[form];
    this.#octets = new Uint8Array(this.#replyLength * FIRST_CAPACITY);
    this.#lastCut = this.#octets.subarray(0, this.#replyLength);
  }

  /**
   * `count` replies with the time of this very moment (R4).
   *
   * @param count at least 1.
   * @returns a view that is valid until the next call.
   */
  take(count: number): Uint8Array {
    const time = this.#clock.civilTime();
    if (time !== this.#time) this.#relabel(time);
    if (count > this.#filled) this.#fill(count);
    if (count !== this.#lastCount) {
      this.#lastCount = count;
      this.#lastCut = this.#octets.subarray(0, count * this.#replyLength);
    }
    return this.#lastCut;
  }

  #relabel(time: CivilTime): void {
    this.#time = time;
    this.#octets.set(formatReply(time, this.#form));
    this.#filled = 1;
  }

  #fill(count: number): void {
    const length = count * this.#replyLength;
    if (length > this.#octets.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#octets.length));
      grown.set(this.#octets.subarray(0, this.#filled * this.#replyLength));
      this.#octets = grown;
      this.#lastCount = 0;
    }
    let filled = this.#filled * this.#replyLength;
    while (filled < length) {
      this.#octets.copyWithin(filled, 0, Math.min(filled, length - filled));
      filled = Math.min(2 * filled, length);
    }
    this.#filled = count;
  }
}
