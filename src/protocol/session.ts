import { type LineEnd, MAX_LINE_OCTETS, type Request, readRequest, type Strictness } from "./grammar.ts";
import { isOverlongFragment, LineBuffer } from "./line-buffer.ts";
import { asciiOctets, CR, LF } from "./octets.ts";
import { OwedReplies, type OwedReply } from "./owed-replies.ts";
import { INVALID_COMMAND } from "./reply.ts";
import { ReplyBlock } from "./reply-block.ts";
import { ReplyQueue } from "./reply-queue.ts";
import { countTimeLines, type SameOctets, sameOctets, TIME_LINE_LENGTH } from "./request-block.ts";
import type { CivilClock, ReplyForm } from "./time-of-day.ts";

const INVALID_REPLY = asciiOctets(`${INVALID_COMMAND}\r\n`);
const NOTHING = new Uint8Array(0);

/** How a session reads and answers, the same for all sessions of a thread. */
export interface SessionRules {
  readonly clock: CivilClock;
  /** R4 or R13. */
  readonly replyForm: ReplyForm;
  /** R2, R3. */
  readonly strictness: Strictness;
  /** Native comparison of the runtime; plain JavaScript when absent. */
  readonly sameOctets?: SameOctets;
  /** Longest line in octets, its line end not counted (R10). Default 512. */
  readonly maxLineOctets?: number;
  /** Requests answered by one feed; the replies to more are owed. 0 or more, default 1024: 14 KiB of replies. */
  readonly repliesAtOnce?: number;
}

const DEFAULT_REPLIES_AT_ONCE = 1024;

/** What a request was, as a witness is told. `overlong` is a line longer than R10 allows. */
export type WitnessedRequest = Exclude<Request, "empty"> | "overlong";

/** Is told of every request of a feed, in order, before the replies leave. */
export interface RequestWitness {
  /**
   * @param count how many such requests in a row; more than 1 only for whole lines `TIME`.
   * @param line `octets[start..end)` is the line without its line end, or its beginning when overlong.
   * @param reply begins with the reply to it, CR LF included; empty for QUIT. Valid during the call.
   */
  requested(
    request: WitnessedRequest,
    count: number,
    octets: Uint8Array,
    start: number,
    end: number,
    reply: Uint8Array,
  ): void;
}

/** What came of one feed. Valid until the next feed of any session with the same {@link Responder}. */
export interface FeedOutcome {
  /** Octets to send, in order; empty when nothing is owed. */
  readonly reply: Uint8Array;
  /** Requests for the time answered here; those that are owed count when they are answered. */
  readonly times: number;
  /** Lines answered with `Invalid command`, likewise. */
  readonly invalid: number;
  /**
   * `open`: the session goes on; `quit` (R5) and `overlong` (R10): send the reply, then close. Said when nothing is
   * owed any more.
   */
  readonly verdict: Verdict;
}

export type Verdict = "open" | "quit" | "overlong";

interface MutableOutcome extends FeedOutcome {
  reply: Uint8Array;
  times: number;
  invalid: number;
  verdict: Verdict;
}

/** What all sessions of a thread share: rules, prebuilt replies and the room to put replies in. */
export class Responder {
  readonly strictness: Strictness;
  readonly same: SameOctets;
  readonly block: ReplyBlock;
  readonly maxLineOctets: number;
  readonly repliesAtOnce: number;
  readonly queue: ReplyQueue = new ReplyQueue();
  /** Requests that the feed at hand may still answer. */
  room = 0;
  readonly outcome: MutableOutcome = { reply: NOTHING, times: 0, invalid: 0, verdict: "open" };

  constructor(rules: SessionRules) {
    this.strictness = rules.strictness;
    this.same = rules.sameOctets ?? sameOctets;
    this.maxLineOctets = rules.maxLineOctets ?? MAX_LINE_OCTETS;
    this.repliesAtOnce = rules.repliesAtOnce ?? DEFAULT_REPLIES_AT_ONCE;
    this.block = new ReplyBlock(rules.clock, rules.replyForm);
  }
}

/**
 * The protocol state of one connection: octets in, octets and a verdict out. No I/O, never throws.
 *
 * The usual chunk is nothing but lines `TIME` and takes a path without allocation;
 * every cut of the same octets gives the same replies (R8).
 */
export class Session {
  readonly #responder: Responder;
  #fragment: LineBuffer | null = null;
  #owed: OwedReplies | null = null;
  /** How the octets read so far end the session; told when nothing is owed. */
  #verdict: Verdict = "open";

  constructor(responder: Responder) {
    this.#responder = responder;
  }

  /** Whether a line was started and its line end has not come. */
  get isMidLine(): boolean {
    return this.#fragment !== null && this.#fragment.length > 0 && this.#verdict === "open";
  }

  /** Whether more was asked than was answered: call {@link more} until it is not. */
  get owes(): boolean {
    return this.#owed !== null;
  }

  /** Octets of memory that the owed replies take. */
  get owedOctets(): number {
    return this.#owed === null ? 0 : this.#owed.octets;
  }

  /**
   * Takes octets as they arrived, in any cut (R8). After `quit` or `overlong` they are ignored (R5, R10).
   *
   * @param most requests to answer now, 0 or more; the replies to others are owed. Default: as the rules say.
   */
  feed(
    octets: Uint8Array,
    witness: RequestWitness | null,
    most: number = this.#responder.repliesAtOnce,
  ): FeedOutcome {
    const responder = this.#responder;
    const { outcome, queue, block, same } = responder;
    responder.room = most;
    outcome.reply = NOTHING;
    outcome.times = 0;
    outcome.invalid = 0;
    outcome.verdict = this.owes ? "open" : this.#verdict;
    if (this.#verdict !== "open") return outcome;

    const startsLine = this.#fragment === null || this.#fragment.length === 0;
    let at = startsLine ? 0 : this.#completeFragment(octets, witness);
    if (this.#verdict === "open") {
      const run = countTimeLines(octets, at, same, "all");
      if (run > 0) {
        const start = at;
        at += run * TIME_LINE_LENGTH;
        if (startsLine && at === octets.length && run <= most && this.#owed === null) {
          const replies = block.take(run);
          witness?.requested("time", run, octets, start, start + TIME_LINE_LENGTH - 2, replies);
          outcome.times = run;
          outcome.reply = replies;
          return outcome;
        }
        this.#answer("time", run, octets, start, start + TIME_LINE_LENGTH - 2, witness);
      }
      this.#readLines(octets, at, witness);
    }
    if (this.#owed === null) outcome.verdict = this.#verdict;
    outcome.reply = queue.take();
    return outcome;
  }

  /**
   * Answers some of what is owed, with the time of now (R4). Only while {@link owes}.
   *
   * @param most replies, at least 1.
   */
  more(most: number): FeedOutcome {
    const { outcome, queue, block } = this.#responder;
    const owed = this.#owed as OwedReplies;
    outcome.times = 0;
    outcome.invalid = 0;
    let left = most;
    while (left > 0 && !owed.isEmpty) {
      const { kind } = owed;
      const count = owed.take(left);
      left -= count;
      if (kind === "time") {
        outcome.times += count;
        queue.append(block.take(count));
      } else {
        outcome.invalid += count;
        for (let i = 0; i < count; i++) queue.append(INVALID_REPLY);
      }
    }
    if (owed.isEmpty) this.#owed = null;
    outcome.verdict = this.#owed === null ? this.#verdict : "open";
    outcome.reply = queue.take();
    return outcome;
  }

  /** Answers `count` requests of a kind, or owes what one feed should not answer. */
  #answer(
    kind: OwedReply,
    count: number,
    octets: Uint8Array,
    start: number,
    end: number,
    witness: RequestWitness | null,
    request: WitnessedRequest = kind,
  ): void {
    const responder = this.#responder;
    const { outcome, queue, block } = responder;
    const now = this.#owed === null ? Math.min(count, responder.room) : 0;
    responder.room -= now;
    if (now > 0) {
      const reply = kind === "time" ? block.take(now) : INVALID_REPLY;
      if (kind === "time") outcome.times += now;
      else outcome.invalid += now;
      witness?.requested(request, now, octets, start, end, reply);
      queue.append(reply);
    }
    if (now === count) return;
    this.#owed ??= new OwedReplies();
    this.#owed.add(kind, count - now);
  }

  /** Ends the line held over from earlier chunks, if its LF is here. @returns where the next line starts. */
  #completeFragment(octets: Uint8Array, witness: RequestWitness | null): number {
    const fragment = this.#fragment as LineBuffer;
    const lf = octets.indexOf(LF);
    const end = lf < 0 ? octets.length : lf + 1;
    if (!fragment.append(octets, 0, end) || (lf < 0 && fragment.isOverlong)) {
      this.#overlong(fragment.octets, 0, fragment.length, witness);
    } else if (lf >= 0) {
      this.#readLine(fragment.octets, 0, fragment.length - 1, witness);
      fragment.clear();
    }
    return end;
  }

  #readLines(octets: Uint8Array, start: number, witness: RequestWitness | null): void {
    const { same } = this.#responder;
    let at = start;
    while (this.#verdict === "open" && at < octets.length) {
      const run = countTimeLines(octets, at, same, "few");
      if (run > 0) {
        this.#answer("time", run, octets, at, at + TIME_LINE_LENGTH - 2, witness);
        at += run * TIME_LINE_LENGTH;
        continue;
      }
      const lf = octets.indexOf(LF, at);
      if (lf < 0) {
        this.#keepFragment(octets, at, witness);
        return;
      }
      this.#readLine(octets, at, lf, witness);
      at = lf + 1;
    }
  }

  /** Reads the line `octets[start..lf)`, where `lf` is the place of its LF. */
  #readLine(octets: Uint8Array, start: number, lf: number, witness: RequestWitness | null): void {
    const { strictness, maxLineOctets } = this.#responder;
    const lineEnd: LineEnd = lf > start && octets[lf - 1] === CR ? "crlf" : "lf";
    const end = lineEnd === "crlf" ? lf - 1 : lf;
    if (end - start > maxLineOctets) {
      this.#overlong(octets, start, end, witness);
      return;
    }
    const request = readRequest(octets, start, end, lineEnd, strictness);
    if (request === "empty") return;
    if (request === "quit") {
      this.#verdict = "quit";
      witness?.requested("quit", 1, octets, start, end, NOTHING);
    } else {
      this.#answer(request, 1, octets, start, end, witness);
    }
  }

  #keepFragment(octets: Uint8Array, start: number, witness: RequestWitness | null): void {
    const { maxLineOctets } = this.#responder;
    if (isOverlongFragment(octets, start, octets.length, maxLineOctets)) {
      this.#overlong(octets, start, octets.length, witness);
      return;
    }
    this.#fragment ??= new LineBuffer(maxLineOctets);
    this.#fragment.append(octets, start, octets.length);
  }

  #overlong(octets: Uint8Array, start: number, end: number, witness: RequestWitness | null): void {
    this.#answer("invalid", 1, octets, start, end, witness, "overlong");
    this.#verdict = "overlong";
  }
}
