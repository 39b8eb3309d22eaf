import { latin1Text, parseReply, type SameOctets } from "../protocol/index.ts";
import { type Clocks, SecondClock } from "./clocks.ts";
import { inferOffset, isRightTime, type ReplyWindow } from "./time-check.ts";

/** Octets of one reply, CR LF included (R4). */
export const REPLY_OCTETS = 14;

/** Replies that the prebuilt block holds; a longer run is compared in steps of this size. */
const BLOCK_REPLIES = 1024;
const CR = 13;
const LF = 10;

/** `right`; `malformed`: not a reply of R4 to the octet; `wrong-time`: not the second in which it was made. */
export type ReplyVerdict = "right" | "malformed" | "wrong-time";

/** What a checker is made of. */
export interface CheckerParts {
  readonly sameOctets: SameOctets;
  readonly clocks: Clocks;
  /** Milliseconds, see {@link ReplyWindow}. */
  readonly tolerance: number;
  /** Seconds east of UTC; null: taken from the first reply that is well formed. */
  readonly zoneOffset: number | null;
}

/**
 * Checks replies to TIME. Nearly all carry the label of the second in which they are received: those are
 * compared, many at once, with a prebuilt block. Any other reply is looked at one by one.
 */
export class ReplyChecker {
  readonly #sameOctets: SameOctets;
  readonly #clocks: Clocks;
  readonly #tolerance: number;
  readonly #seconds: SecondClock;
  // A Buffer, as the runtime's comparison wants one.
  readonly #block = Buffer.alloc(REPLY_OCTETS * BLOCK_REPLIES);
  #blockSecond = -1;
  #zoneOffset: number | null;

  constructor({ sameOctets, clocks, tolerance, zoneOffset }: CheckerParts) {
    this.#sameOctets = sameOctets;
    this.#clocks = clocks;
    this.#tolerance = tolerance;
    this.#seconds = new SecondClock(clocks);
    this.#zoneOffset = zoneOffset;
  }

  /** The server's zone, in seconds east of UTC; null while no reply has told it. */
  get zoneOffset(): number | null {
    return this.#zoneOffset;
  }

  /**
   * Whether `octets` from `start` on hold `count` replies with the label of the second in which they were
   * received. Such replies are right whenever they were asked for; the others may be right too.
   *
   * @param now the monotonic clock at the time of receiving.
   */
  areCurrent(octets: Uint8Array, start: number, count: number, now: number): boolean {
    const second = this.#seconds.secondAt(now);
    if (second !== this.#blockSecond && !this.#relabel(second)) return false;
    const end = start + count * REPLY_OCTETS;
    for (let at = start; at < end; at += this.#block.length) {
      if (!this.#sameOctets(octets, at, Math.min(at + this.#block.length, end), this.#block)) return false;
    }
    return true;
  }

  /**
   * Judges the one reply `octets[at..at + 14)`.
   *
   * @param sentAt the monotonic clock when the request was sent.
   */
  judge(octets: Uint8Array, at: number, sentAt: number): ReplyVerdict {
    const secondOfDay = secondOfDayIn(octets, at);
    if (secondOfDay === null) return "malformed";
    const received = this.#clocks.wall();
    // The wall clock is truncated, so this is up to a millisecond before the true time of sending.
    const sent = received - (this.#clocks.monotonic() - sentAt);
    const window: ReplyWindow = { sent, received, tolerance: this.#tolerance };
    this.#zoneOffset ??= inferOffset(secondOfDay, window);
    if (this.#zoneOffset === null) return "wrong-time";
    return isRightTime(secondOfDay, this.#zoneOffset, window) ? "right" : "wrong-time";
  }

  #relabel(second: number): boolean {
    if (this.#zoneOffset === null) return false;
    const label = new Date((second + this.#zoneOffset) * 1000).toISOString().slice(11, 19);
    this.#block.fill(`JAM ${label}\r\n`, "latin1");
    this.#blockSecond = second;
    return true;
  }
}

/** The time of day that a reply of R4 tells, in seconds; null when it is none to the octet. */
function secondOfDayIn(octets: Uint8Array, at: number): number | null {
  if (octets[at + REPLY_OCTETS - 2] !== CR || octets[at + REPLY_OCTETS - 1] !== LF) return null;
  const reply = parseReply(latin1Text(octets, at, at + REPLY_OCTETS - 2));
  if (reply.kind !== "time") return null;
  return reply.hours * 3600 + reply.minutes * 60 + reply.seconds;
}
