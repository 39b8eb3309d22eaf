import type { CloseCause, ConnectionHandler } from "../engine/index.ts";
import { escapeOctets } from "../observability/index.ts";
import type { LoadTransport } from "./dial.ts";
import type { ErrorKind } from "./error-book.ts";
import type { LoadParts } from "./load-parts.ts";
import { REPLY_OCTETS } from "./reply-checker.ts";
import { QUIT_LINE, timeLines } from "./request-lines.ts";

const TIME_LINE = timeLines(1);
const LF = 10;

/** Who keeps a {@link SessionConnection}. */
export interface SessionOwner {
  /** The session is over, right or wrong, and counted. Called once. */
  finished(session: SessionConnection, outcome: "right" | "wrong", now: number): void;
  /** Its socket is closed. Last call. */
  closed(session: SessionConnection): void;
}

/** `asking`: TIME is sent; `quitting`: QUIT is sent; `over`: counted, the socket may still be closing. */
type State = "asking" | "quitting" | "over";

/** One session: TIME, the reply, QUIT, the server's close. Each octet and the end are checked. */
export class SessionConnection implements ConnectionHandler {
  /** When the session was to begin, before it was connected. */
  readonly beganAt: number;
  readonly #transport: LoadTransport;
  readonly #parts: LoadParts;
  readonly #owner: SessionOwner;
  readonly #askedAt = performance.now();
  #reply: Uint8Array | null = null;
  #state: State = "asking";

  /** Sends TIME at once. */
  constructor(transport: LoadTransport, parts: LoadParts, owner: SessionOwner, beganAt: number) {
    this.beganAt = beganAt;
    this.#transport = transport;
    this.#parts = parts;
    this.#owner = owner;
    transport.write(TIME_LINE);
  }

  /** Gives up when it takes too long. */
  sweep(now: number): void {
    if (this.#state === "over" || this.#askedAt + this.#parts.plan.timeout >= now) return;
    this.#giveUp(this.#state === "asking" ? "timeout" : "not-closed", now, this.#shown());
  }

  /** Closes at once. Nothing is counted any more. */
  abort(): void {
    this.#state = "over";
    this.#transport.abort();
  }

  received(octets: Uint8Array): void {
    if (this.#state === "over") return;
    const now = performance.now();
    if (this.#state === "quitting") {
      this.#giveUp("surplus", now, escapeOctets(octets));
      return;
    }
    const reply = this.#reply === null ? octets : Buffer.concat([this.#reply, octets]);
    if (reply.length >= REPLY_OCTETS) this.#judge(reply, now);
    else if (reply.includes(LF)) this.#giveUp("malformed", now, escapeOctets(reply));
    else this.#reply = new Uint8Array(reply);
  }

  peerFinished(): void {
    if (this.#state === "over") return;
    const now = performance.now();
    if (this.#state === "asking") this.#giveUp("closed-early", now, this.#shown(), "in order");
    else this.#succeed(now);
  }

  closed(cause: CloseCause): void {
    const now = performance.now();
    if (this.#state === "quitting" && cause === "finished") this.#succeed(now);
    else if (this.#state !== "over")
      this.#giveUp(cause === "reset" ? "reset" : "closed-early", now, this.#shown());
    this.#owner.closed(this);
  }

  failed(error: unknown): void {
    this.#state = "over";
    this.#parts.onFault(error);
  }

  #judge(reply: Uint8Array, now: number): void {
    const { checker } = this.#parts;
    if (!checker.areCurrent(reply, 0, 1, now)) {
      const verdict = checker.judge(reply, 0, this.#askedAt);
      if (verdict !== "right") {
        this.#giveUp(verdict, now, escapeOctets(reply));
        return;
      }
    }
    if (reply.length > REPLY_OCTETS) {
      this.#giveUp("surplus", now, escapeOctets(reply, REPLY_OCTETS));
      return;
    }
    this.#state = "quitting";
    this.#transport.write(QUIT_LINE);
  }

  #succeed(now: number): void {
    this.#state = "over";
    this.#parts.recorder.right(1, this.beganAt, now);
    this.#transport.end();
    this.#owner.finished(this, "right", now);
  }

  #giveUp(
    kind: ErrorKind,
    now: number,
    example: string | null,
    how: "at once" | "in order" = "at once",
  ): void {
    this.#state = "over";
    this.#parts.recorder.error(kind, 1, now, example);
    if (how === "in order") this.#transport.end();
    else this.#transport.abort();
    this.#owner.finished(this, "wrong", now);
  }

  #shown(): string | null {
    return this.#state === "asking" && this.#reply !== null ? escapeOctets(this.#reply) : null;
  }
}
