import { JamError } from "../errors/index.ts";
import type { Arrival, ConnectionEnd, ConnectionWatcher, LineConnection } from "./line-connection.ts";
import type { WireLine } from "./line-reader.ts";
import type { PendingReply, TimedLine } from "./pending-reply.ts";
import { excerpt } from "./visible-octets.ts";

/** Settled requests kept at the front of the array before it is made anew. */
const COMPACT_AT = 1024;

/** Gives each reply line to the request it belongs to, in order (R8), and every other line a name as an error. */
export class ReplyQueue implements ConnectionWatcher {
  #connection: LineConnection | null = null;
  #waiting: PendingReply<TimedLine>[] = [];
  #next = 0;
  #close: PendingReply<readonly WireLine[]> | null = null;
  readonly #farewell: WireLine[] = [];
  /** The server spoke out of turn: nothing it says can be trusted any more. */
  #outOfStep: JamError | null = null;
  #end: ConnectionEnd | null = null;

  /** Names the connection watched, as soon as there is one. */
  attach(connection: LineConnection): void {
    this.#connection = connection;
    if (this.#outOfStep !== null) void connection.close();
  }

  /** Whether the server has closed the connection in order. */
  get isClosedByServer(): boolean {
    return this.#end?.kind === "closed-by-server" && this.#outOfStep === null;
  }

  /** Why `request` cannot be sent; null when it can. */
  refusal(request: string): JamError | null {
    if (this.#outOfStep !== null) return this.#outOfStep;
    return this.#end === null ? null : this.#endError(this.#end, request);
  }

  /** The next line without an owner is the reply to `pending`. */
  expect(pending: PendingReply<TimedLine>): void {
    this.#waiting.push(pending);
  }

  /** After the replies still owed, what comes is the farewell, and then the close (R5). */
  expectClose(pending: PendingReply<readonly WireLine[]>): void {
    this.#close = pending;
  }

  received(arrival: Arrival): void {
    if (this.#outOfStep !== null) return;
    const { receivedAt, receivedTick } = arrival;
    const answered: { readonly pending: PendingReply<TimedLine>; readonly line: WireLine }[] = [];
    const surplus: WireLine[] = [];
    for (const line of arrival.lines) {
      const pending = this.#takeNext();
      if (pending !== undefined) answered.push({ pending, line });
      else if (this.#close !== null) this.#farewell.push(line);
      else surplus.push(line);
    }
    const fragment = this.#connection?.fragment ?? new Uint8Array(0);
    const isUnasked = fragment.length > 0 && this.#next === this.#waiting.length && this.#close === null;
    if (surplus.length > 0 || isUnasked) {
      this.#outOfStep = this.#unexpected(surplus, fragment);
      // Which of the lines was meant as the reply to the last request, nobody can say.
      answered.pop()?.pending.fail(this.#outOfStep);
    }
    for (const { pending, line } of answered) {
      pending.settle({
        line,
        sentAt: pending.sentAt,
        receivedAt,
        roundTrip: receivedTick - pending.sentTick,
      });
    }
    if (this.#outOfStep !== null) void this.#connection?.close();
  }

  ended(end: ConnectionEnd): void {
    this.#end = end;
    const fragment = this.#connection?.takeFragment() ?? new Uint8Array(0);
    const wasOwed = this.#next < this.#waiting.length;
    let unfinished = end.kind === "closed-by-server" ? excerpt(fragment) : "";
    for (let pending = this.#takeNext(); pending !== undefined; pending = this.#takeNext()) {
      const { request } = pending;
      const details = { server: this.#server, request, reply: unfinished };
      pending.fail(
        unfinished === "" ? this.#endError(end, request) : new JamError("JAM_REPLY_UNFINISHED", details),
      );
      unfinished = "";
    }
    this.#endClose(end, wasOwed, fragment);
  }

  /** A server that closes with octets of ours unread resets the connection: after QUIT that is a close too. */
  #endClose(end: ConnectionEnd, wasOwed: boolean, fragment: Uint8Array): void {
    const isLost = end.kind === "failed" && end.error.code === "JAM_CONNECTION_LOST";
    if (end.kind === "closed-by-server" || (isLost && !wasOwed)) {
      if (fragment.length > 0 && !wasOwed) this.#farewell.push({ octets: fragment, lineEnd: "lf" });
      this.#close?.settle(this.#farewell);
    } else {
      this.#close?.fail(this.#endError(end, "QUIT"));
    }
  }

  get #server(): string {
    return this.#connection?.server ?? "";
  }

  #takeNext(): PendingReply<TimedLine> | undefined {
    const pending = this.#waiting[this.#next];
    if (pending === undefined) return undefined;
    this.#next++;
    if (this.#next >= COMPACT_AT && this.#next * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    return pending;
  }

  #endError(end: ConnectionEnd, request: string): JamError {
    if (this.#outOfStep !== null) return this.#outOfStep;
    if (end.kind === "failed") return end.error;
    if (end.kind === "closed-by-server" && this.#connection !== null)
      return this.#connection.closedError(request);
    const code = end.kind === "closed-by-us" ? "JAM_CLIENT_CLOSED" : "JAM_CONNECTION_CLOSED";
    return new JamError(code, { server: this.#server, request });
  }

  #unexpected(surplus: readonly WireLine[], fragment: Uint8Array): JamError {
    const octets = surplus.flatMap(({ octets, lineEnd }) => [
      ...octets,
      ...(lineEnd === "crlf" ? [13, 10] : [10]),
    ]);
    const reply = excerpt(Uint8Array.from([...octets, ...fragment]));
    return new JamError("JAM_REPLY_UNEXPECTED", { server: this.#server, reply });
  }
}
