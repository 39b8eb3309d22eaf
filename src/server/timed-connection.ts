import type { CloseReason } from "../observability/index.ts";
import { type DeadlineWheel, Watched } from "./deadlines.ts";
import type { ConnectionLimits } from "./limits.ts";

/** How often a client that does not read is looked at. */
const STALL_LOOK_MILLISECONDS = 1000;
const NEVER = Number.POSITIVE_INFINITY;

/** The deadlines of one connection. All times are those of the wheel. */
export abstract class TimedConnection extends Watched {
  readonly #wheel: DeadlineWheel;
  readonly #limits: ConnectionLimits;
  readonly #endOfLife: number;
  /** Of the last request, or of the start. */
  #activeAt: number;
  /** When the line was started whose end has not come; -1: there is none. */
  #lineStartedAt = -1;
  /** When the TLS handshake must be done; NEVER: it is, or there is none. */
  #handshakeDue = NEVER;
  /** Unsent octets when they were last seen to become fewer, and when that was. */
  #unsentSeen = 0;
  #progressAt = 0;

  protected constructor(wheel: DeadlineWheel, limits: ConnectionLimits) {
    super();
    this.#wheel = wheel;
    this.#limits = limits;
    this.#activeAt = wheel.now;
    this.#endOfLife = limits.lifetime === 0 ? NEVER : wheel.after(limits.lifetime);
    wheel.watch(this, this.#nextDeadline());
  }

  /** When its last request came, or it began: on the wheel's clock, in milliseconds. */
  get activeAt(): number {
    return this.#activeAt;
  }

  /** Octets that the client has not taken. */
  abstract get unsentOctets(): number;
  /** Whether there are replies that have not left yet. */
  abstract get isBehind(): boolean;
  /** Whether it was ended: what is left is to deliver and to wait for the client's end. */
  abstract get isEnded(): boolean;
  /** Ends it after its replies. */
  abstract end(reason: CloseReason): void;
  /** Cuts it off. */
  abstract abort(reason: CloseReason): void;

  checkDeadlines(now: number): number {
    const unsent = this.unsentOctets;
    if (unsent > 0) return this.#checkStall(now, unsent);
    if (this.isBehind) return this.#nextStallLook();
    if (this.isEnded) return NEVER;
    const due = this.#nextDeadline();
    if (due > now) return due;
    if (this.#handshakeDue <= now) this.abort("handshake-deadline");
    else if (this.#endOfLife <= now) this.end("lifetime");
    else this.end(this.#lineStartedAt >= 0 ? "line-deadline" : "idle-deadline");
    return NEVER;
  }

  /** The connection begins with a TLS handshake. */
  protected noteHandshake(): void {
    this.#handshakeDue = this.#wheel.after(this.#limits.handshakeDeadline);
    this.#wheel.watch(this, this.#nextDeadline());
  }

  /** The TLS handshake is done. */
  protected noteSecured(): void {
    this.#handshakeDue = NEVER;
    this.#activeAt = this.#wheel.now;
  }

  /** A request was made. The one call on the request path. */
  protected noteRequest(): void {
    this.#activeAt = this.#wheel.now;
  }

  /** No line is started. */
  protected noteLineEnd(): void {
    this.#lineStartedAt = -1;
  }

  /** A line is started: the deadline counts from its first octet, those that follow do not prolong it. */
  protected noteMidLine(isNewLine: boolean): void {
    if (this.#lineStartedAt >= 0 && !isNewLine) return;
    this.#lineStartedAt = this.#wheel.now;
    const due = this.#nextDeadline();
    if (due < this.dueAt) this.#wheel.watch(this, due);
  }

  /** The client has begun not to take its replies. */
  protected noteUnsent(): void {
    this.#unsentSeen = this.unsentOctets;
    this.#progressAt = this.#wheel.now;
    this.#wheel.watch(this, this.#nextStallLook());
  }

  /** The connection is gone. */
  protected noteClosed(): void {
    this.#wheel.unwatch(this);
  }

  #checkStall(now: number, unsent: number): number {
    if (unsent < this.#unsentSeen) this.#progressAt = now;
    this.#unsentSeen = unsent;
    if (now - this.#progressAt < this.#limits.stallDeadline) return this.#nextStallLook();
    this.abort("stalled");
    return NEVER;
  }

  #nextStallLook(): number {
    return this.#wheel.after(Math.min(this.#limits.stallDeadline, STALL_LOOK_MILLISECONDS));
  }

  #nextDeadline(): number {
    const { idleDeadline, lineDeadline } = this.#limits;
    const grace = this.#wheel.tick;
    let due = NEVER;
    if (this.#lineStartedAt >= 0) due = this.#lineStartedAt + lineDeadline + grace;
    else if (idleDeadline > 0) due = this.#activeAt + idleDeadline + grace;
    return Math.min(due, this.#handshakeDue, this.#endOfLife);
  }
}
