import type { CloseCause, ConnectionHandler, TlsFacts, TlsFailure, Transport } from "../engine/index.ts";
import { reasonOf } from "../errors/index.ts";
import {
  CLOSED_COUNTER,
  type CloseReason,
  type CountedRequests,
  type CounterRow,
  type CounterTable,
  escapeOctets,
  type GaugeRow,
  type Journal,
  type PeerFacts,
} from "../observability/index.ts";
import {
  CR,
  latin1Text,
  type RequestWitness,
  type Responder,
  Session,
  type Verdict,
  type WitnessedRequest,
} from "../protocol/index.ts";
import type { Place } from "./admission/door.ts";
import type { TabledConnection } from "./connection-rows.ts";
import type { DeadlineWheel } from "./deadlines.ts";
import type { ConnectionLimits } from "./limits.ts";
import { TimedConnection } from "./timed-connection.ts";
import type { TurnQueue, TurnTaker } from "./turn-queue.ts";

/** The reason of an end that was not ours. */
const CLOSED_AS: Readonly<Record<CloseCause, CloseReason>> = {
  finished: "client-closed",
  reset: "client-reset",
  aborted: "client-closed",
  "tls-failed": "tls-failed",
};

/** Of the requests in one chunk so many are told one by one: nobody types them, and one client should not use up the room. */
const TOLD_OF_A_CHUNK = 8;

/**
 * Of a chunk from this size on only what is told is answered at once, the rest in turns (R12): hundreds of connections may
 * have one ready in the same turn of the event loop, and the first replies to each take the kernel 50 microseconds. Octets.
 */
const LARGE_CHUNK = 16_384;

/** Replies of one write to a client that has asked for more than a turn's: 1.8 KB, some microseconds. */
const OWED_AT_ONCE = 128;

/** What all connections of a thread share. */
export interface ConnectionSurroundings {
  readonly thread: number;
  readonly responder: Responder;
  readonly counters: CounterTable;
  readonly row: CounterRow;
  readonly gauges: GaugeRow;
  readonly journal: Journal;
  readonly limits: ConnectionLimits;
  readonly wheel: DeadlineWheel;
  readonly turns: TurnQueue;
  /** Gives back the place of a connection that is gone. */
  readonly leave: (place: Place) => void;
  /** The connections open in this thread. */
  readonly open: Set<Connection>;
  /** Called after each connection's end. */
  readonly onClosed: (() => void) | undefined;
}

/** One client: passes octets to its session, replies to its transport, and tells the journal. */
export class Connection
  extends TimedConnection
  implements ConnectionHandler, RequestWitness, CountedRequests, TurnTaker, TabledConnection
{
  readonly #around: ConnectionSurroundings;
  readonly #transport: Transport;
  readonly #session: Session;
  readonly #place: Place;
  readonly number: number;
  /** On this thread's monotonic clock, in milliseconds. */
  readonly openedAt = performance.now();
  octetsReceived = 0;
  octetsSent = 0;
  #requests = 0;
  /** Requests of this chunk that may still be told one by one. */
  #tellable = 0;
  #closeReason: CloseReason | null = null;
  /** Found out at the first event that is told of it, so that a connection nobody is told of does not pay for it. */
  #peerFacts: PeerFacts | null = null;
  #hasTurn = false;
  #isQuitTold = false;
  /** The client has ended while replies were owed. */
  #endsWhenAnswered = false;
  countedTimes = 0;
  countedInvalid = 0;

  /** @param place given back when it is closed. */
  constructor(transport: Transport, around: ConnectionSurroundings, place: Place) {
    super(around.wheel, around.limits);
    this.#transport = transport;
    this.#around = around;
    this.#place = place;
    this.#session = new Session(around.responder);
    this.number = around.counters.nextConnectionNumber();
    around.open.add(this);
    around.row.add("opened");
    around.row.add("open");
    if (around.journal.hasRoom) {
      const open = around.counters.open();
      around.journal.record({ type: "connection-opened", time: Date.now(), ...this.peerFacts(), open });
    } else {
      around.journal.countRest("opened");
    }
    if (transport.encryption !== "handshake") return;
    around.row.add("tlsOpened");
    this.noteHandshake();
    // Once a handshake has failed, the system may not know the peer any more.
    this.peerFacts();
  }

  secured({ version, clientName }: TlsFacts): void {
    this.noteSecured();
    const { journal } = this.#around;
    if (!journal.hasRoom) return;
    const client = clientName === null ? null : escapeOctets(Buffer.from(clientName));
    journal.record({ type: "tls-secured", time: Date.now(), ...this.peerFacts(), version, client });
  }

  tlsFailed({ kind: failure, detail }: TlsFailure): void {
    const { journal } = this.#around;
    if (!journal.hasRoom) return;
    journal.record({ type: "tls-failed", time: Date.now(), ...this.peerFacts(), failure, detail });
  }

  /** Requests so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Whether there are replies that have not left yet. */
  get isBehind(): boolean {
    return this.#transport.unsentOctets > 0 || this.#session.owes;
  }

  get unsentOctets(): number {
    return this.#transport.unsentOctets;
  }

  get isEnded(): boolean {
    return this.#closeReason !== null;
  }

  peerFacts(): PeerFacts {
    if (this.#peerFacts === null) {
      const { remoteAddress: address, remotePort: port } = this.#transport;
      this.#peerFacts = { connection: this.number, thread: this.#around.thread, address, port };
    }
    return this.#peerFacts;
  }

  received(octets: Uint8Array): void {
    if (this.#around.gauges.isDue()) this.#receiveTimed(octets);
    else this.#receive(octets);
  }

  #receiveTimed(octets: Uint8Array): void {
    const startedAt = performance.now();
    const before = this.#requests;
    this.#receive(octets);
    const milliseconds = this.#requests === before ? null : performance.now() - startedAt;
    this.#around.gauges.addHandling(milliseconds);
  }

  #receive(octets: Uint8Array): void {
    const { row, journal } = this.#around;
    const isTold = journal.hasRoom;
    this.#tellable = isTold ? TOLD_OF_A_CHUNK : 0;
    const most = octets.length < LARGE_CHUNK ? undefined : this.#tellable;
    const { reply, times, invalid, verdict } = this.#session.feed(octets, isTold ? this : null, most);
    row.addRead(octets.length, times, invalid, reply.length);
    this.octetsReceived += octets.length;
    const isAnswered = reply.length > 0;
    if (isAnswered) this.#answer(reply, times, invalid, isTold);
    if (this.#session.isMidLine) this.noteMidLine(isAnswered || this.#session.owes);
    else this.noteLineEnd();
    this.#proceed(verdict);
  }

  /** Answers more of what is owed, as long as the client takes it: what it does not take is kept, so in small parts. */
  takeTurn(): void {
    this.#hasTurn = false;
    let verdict: Verdict = "open";
    let left = this.#around.limits.requestsPerTurn;
    while (left > 0 && !this.isEnded && this.#session.owes && this.#transport.unsentOctets === 0) {
      const outcome = this.#session.more(Math.min(left, OWED_AT_ONCE));
      const { reply, times, invalid } = outcome;
      verdict = outcome.verdict;
      left -= times + invalid;
      this.#around.row.addRead(0, times, invalid, reply.length);
      this.#answer(reply, times, invalid, false);
    }
    if (this.isEnded) return;
    if (!this.#session.owes) this.#transport.release();
    this.#proceed(verdict);
  }

  drained(): void {
    if (this.#session.owes) this.#queueTurn();
    else if (this.#endsWhenAnswered) this.end("client-closed");
  }

  #answer(reply: Uint8Array, times: number, invalid: number, isTold: boolean): void {
    this.#requests += times + invalid;
    this.octetsSent += reply.length;
    this.noteRequest();
    this.#transport.write(reply);
    if (isTold) return;
    if (times > 0) this.#around.journal.countTimes(this, times);
    if (invalid > 0) this.#around.journal.countInvalid(this, invalid);
  }

  /** What follows a reply: goes on reading, answers the rest in later turns, or ends. */
  #proceed(verdict: Verdict): void {
    if (verdict !== "open") this.#finish(verdict);
    if (this.isBehind) this.#fallBehind();
    else if (this.#endsWhenAnswered) this.end("client-closed");
  }

  #finish(verdict: "quit" | "overlong"): void {
    if (verdict === "quit") {
      const { row, journal } = this.#around;
      this.#requests++;
      row.add("quits");
      if (!this.#isQuitTold) journal.countRest("quits");
    }
    this.end(verdict === "quit" ? "quit" : "line-too-long");
  }

  /** Reads no more before what was asked is answered, and keeps no more for the client than is allowed. */
  #fallBehind(): void {
    const { unsentOctets } = this.#transport;
    if (unsentOctets + this.#session.owedOctets > this.#around.limits.maxUnsent) {
      this.abort("unsent-limit");
      return;
    }
    if (this.#session.owes) this.#transport.hold();
    if (unsentOctets > 0) this.noteUnsent();
    else this.#queueTurn();
  }

  #queueTurn(): void {
    if (this.#hasTurn) return;
    this.#hasTurn = true;
    this.#around.turns.add(this);
  }

  /** Tells the journal of requests one by one while it has room, then counts. */
  requested(
    request: WitnessedRequest,
    count: number,
    octets: Uint8Array,
    start: number,
    end: number,
    reply: Uint8Array,
  ): void {
    const { journal } = this.#around;
    let untold = count;
    // A QUIT ends the connection: it comes once and is always worth a line.
    if (request === "quit") {
      this.#tellable = 1;
      this.#isQuitTold = true;
    }
    if (this.#tellable > 0 && journal.hasRoom) {
      const text = escapeOctets(octets, start, end);
      const replyText = reply.length === 0 ? null : latin1Text(reply, 0, reply.indexOf(CR));
      const facts = this.peerFacts();
      for (; untold > 0 && this.#tellable > 0 && journal.hasRoom; untold--, this.#tellable--) {
        journal.record({ type: "request", time: Date.now(), ...facts, request, text, reply: replyText });
      }
    }
    if (untold === 0) return;
    if (request === "time") journal.countTimes(this, untold);
    else if (request === "quit") journal.countRest("quits");
    else journal.countInvalid(this, untold);
  }

  peerFinished(): void {
    // What was asked before is answered first (R9).
    if (this.#session.owes) this.#endsWhenAnswered = true;
    else this.end("client-closed");
  }

  /** Ends the connection after its replies. The first reason given is the one that counts. */
  end(reason: CloseReason): void {
    this.#closeReason ??= reason;
    this.#transport.end();
  }

  /** Cuts the connection off. */
  abort(reason: CloseReason): void {
    this.#closeReason ??= reason;
    this.#transport.abort();
  }

  failed(error: unknown): void {
    this.#closeReason = "fault";
    const { journal } = this.#around;
    if (!journal.hasRoom) return;
    const cause = reasonOf(error);
    journal.record({ type: "connection-failed", time: Date.now(), ...this.peerFacts(), cause });
  }

  fail(error: unknown): void {
    this.failed(error);
    this.#transport.abort();
  }

  closed(cause: CloseCause): void {
    const { row, journal, open } = this.#around;
    this.noteClosed();
    open.delete(this);
    row.add("open", -1);
    const reason = this.#closeReason ?? CLOSED_AS[cause];
    row.add(CLOSED_COUNTER[reason]);
    journal.forget(this);
    this.#tellClosed(reason);
    this.#around.leave(this.#place);
    this.#around.onClosed?.();
  }

  #tellClosed(reason: CloseReason): void {
    const { journal, counters } = this.#around;
    // Nothing was told of it so far, and now its address can no longer be asked for.
    if (!journal.hasRoom || this.#peerFacts === null) {
      journal.countRest("closed");
      return;
    }
    journal.record({
      type: "connection-closed",
      time: Date.now(),
      ...this.peerFacts(),
      reason,
      milliseconds: Math.round((performance.now() - this.openedAt) * 1000) / 1000,
      requests: this.#requests,
      open: counters.open(),
    });
  }
}
