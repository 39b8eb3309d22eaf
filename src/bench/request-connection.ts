import type { CloseCause, ConnectionHandler } from "../engine/index.ts";
import { escapeOctets } from "../observability/index.ts";
import { AwaitedReplies } from "./awaited-replies.ts";
import type { LoadTransport } from "./dial.ts";
import type { ErrorKind } from "./error-book.ts";
import type { LoadParts } from "./load-parts.ts";
import { REPLY_OCTETS } from "./reply-checker.ts";
import { QUIT_LINE } from "./request-lines.ts";

/** Who keeps a {@link RequestConnection}. */
export interface RequestOwner {
  /** All replies that were awaited are there. */
  answered(connection: RequestConnection, now: number): void;
  /** It can be used no more; what was wrong is counted already. Called once, not after {@link RequestConnection.quit}. */
  gone(connection: RequestConnection): void;
  /** Its socket is closed. Last call. */
  closed(connection: RequestConnection): void;
}

const LF = 10;

/** `open`; `quitting`: we said QUIT; `given-up`: something was wrong; the socket may still be closing. */
type State = "open" | "quitting" | "given-up";

/** A connection on which TIME is asked again and again. Every octet that comes back is checked. */
export class RequestConnection implements ConnectionHandler {
  readonly #transport: LoadTransport;
  readonly #parts: LoadParts;
  readonly #owner: RequestOwner;
  readonly #request: Uint8Array;
  readonly #awaited: AwaitedReplies;
  /** Begin of a reply whose rest has not come. */
  #partial: Uint8Array | null = null;
  #state: State = "open";
  /** Whether a right reply came on it: what it is connected to does serve. */
  hasServed = false;
  /** Place in the owner's list. */
  place = -1;

  /** @param request the requests of one batch. */
  constructor(transport: LoadTransport, parts: LoadParts, owner: RequestOwner, request: Uint8Array) {
    this.#transport = transport;
    this.#parts = parts;
    this.#owner = owner;
    this.#request = request;
    this.#awaited = new AwaitedReplies(parts.plan.pipeline);
  }

  /** When the oldest request without a reply was to be sent; Infinity when there is none. */
  get oldestOpen(): number {
    return this.#state === "open" ? this.#awaited.oldest : Number.POSITIVE_INFINITY;
  }

  /** Sends one batch. @param at when it is to be sent: now, or before when the caller is late. */
  send(at: number): void {
    this.#awaited.push(at);
    this.#parts.recorder.sent(this.#parts.plan.pipeline, at);
    this.#transport.write(this.#request);
  }

  /** Gives up when a reply is overdue. */
  sweep(now: number): void {
    const { timeout } = this.#parts.plan;
    if (this.oldestOpen + timeout >= now) return;
    let overdue = 0;
    while (this.#awaited.oldest + timeout < now) {
      overdue += this.#awaited.ofOldest;
      this.#awaited.take(this.#awaited.ofOldest);
    }
    this.#giveUp("timeout", overdue, now, null);
  }

  /** Ends in order: QUIT, then our end (R5). */
  quit(): void {
    if (this.#state !== "open") return;
    this.#state = "quitting";
    this.#transport.write(QUIT_LINE);
    this.#transport.end();
  }

  /** Closes at once. Nothing is counted any more. */
  abort(): void {
    if (this.#state === "open") this.#state = "quitting";
    this.#transport.abort();
  }

  received(octets: Uint8Array): void {
    if (this.#state !== "open") return;
    const now = performance.now();
    let at = 0;
    if (this.#partial !== null) {
      at = this.#complete(this.#partial, octets, now);
      if (this.#state !== "open") return;
    }
    const whole = Math.floor((octets.length - at) / REPLY_OCTETS);
    if (whole > 0) {
      if (whole <= this.#awaited.count && this.#parts.checker.areCurrent(octets, at, whole, now)) {
        this.#right(whole, now);
      } else if (!this.#judgeEach(octets, at, whole, now)) {
        return;
      }
      at += whole * REPLY_OCTETS;
    }
    if (at < octets.length && !this.#keep(octets.subarray(at), now)) return;
    if (this.#awaited.count === 0) this.#owner.answered(this, now);
  }

  peerFinished(): void {
    if (this.#state !== "open") return;
    // An idle connection counts as one error: nobody had said QUIT.
    const example = this.#partial === null ? null : escapeOctets(this.#partial);
    this.#giveUp("closed-early", Math.max(1, this.#awaited.count), performance.now(), example, "in order");
  }

  closed(cause: CloseCause): void {
    if (this.#state === "open") {
      const kind = cause === "reset" ? "reset" : "closed-early";
      this.#giveUp(kind, Math.max(1, this.#awaited.count), performance.now(), null);
    }
    this.#owner.closed(this);
  }

  failed(error: unknown): void {
    this.#state = "given-up";
    this.#parts.onFault(error);
  }

  /** Puts the rest to the begin of a reply. @returns octets used. */
  #complete(partial: Uint8Array, octets: Uint8Array, now: number): number {
    const used = Math.min(REPLY_OCTETS - partial.length, octets.length);
    const longer = Buffer.concat([partial, octets.subarray(0, used)]);
    this.#partial = null;
    if (longer.length < REPLY_OCTETS) this.#keep(longer, now);
    else this.#judgeEach(longer, 0, 1, now);
    return used;
  }

  /** Keeps the begin of a reply. @returns false when it cannot be one. */
  #keep(octets: Uint8Array, now: number): boolean {
    if (this.#awaited.count === 0) {
      this.#giveUp("surplus", 1, now, escapeOctets(octets));
      return false;
    }
    // A line end so early: no reply of R4 will come of this, however long we wait.
    if (octets.includes(LF)) {
      this.#giveUp("malformed", 1, now, escapeOctets(octets));
      return false;
    }
    this.#partial = new Uint8Array(octets);
    return true;
  }

  /** @returns false when the connection had to be given up. */
  #judgeEach(octets: Uint8Array, start: number, count: number, now: number): boolean {
    for (let i = 0, at = start; i < count; i++, at += REPLY_OCTETS) {
      if (this.#awaited.count === 0) {
        this.#giveUp("surplus", count - i, now, escapeOctets(octets, at));
        return false;
      }
      const verdict = this.#parts.checker.judge(octets, at, this.#awaited.oldest);
      if (verdict === "malformed") {
        // Where the next reply begins is unknown now.
        this.#giveUp("malformed", 1, now, escapeOctets(octets, at));
        return false;
      }
      if (verdict === "right") {
        this.#right(1, now);
      } else {
        this.#awaited.take(1);
        this.#parts.recorder.error("wrong-time", 1, now, escapeOctets(octets, at, at + REPLY_OCTETS));
      }
    }
    return true;
  }

  #right(count: number, now: number): void {
    this.hasServed = true;
    let left = count;
    while (left > 0) {
      const ofBatch = Math.min(left, this.#awaited.ofOldest);
      this.#parts.recorder.right(ofBatch, this.#awaited.oldest, now);
      this.#awaited.take(ofBatch);
      left -= ofBatch;
    }
  }

  /** Counts one error, and what can no longer be answered because of it; then closes. */
  #giveUp(
    kind: ErrorKind,
    count: number,
    now: number,
    example: string | null,
    how: "at once" | "in order" = "at once",
  ): void {
    this.#state = "given-up";
    const { recorder } = this.#parts;
    recorder.error(kind, count, now, example);
    // Of a timeout, those overdue are taken already; a surplus reply is none of those awaited.
    const isOfAwaited = kind !== "timeout" && kind !== "surplus";
    recorder.error("lost", Math.max(0, this.#awaited.count - (isOfAwaited ? count : 0)), now, null);
    if (how === "in order") this.#transport.end();
    else this.#transport.abort();
    this.#owner.gone(this);
  }
}
