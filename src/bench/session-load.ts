import { Backoff } from "./backoff.ts";
import { ConnectionOpening, type OpeningFailure } from "./connection-opening.ts";
import type { LoadTransport } from "./dial.ts";
import type { Load, LoadParts } from "./load-parts.ts";
import { SessionConnection, type SessionOwner } from "./session-connection.ts";
import { untilTrue } from "./waiting.ts";

const CLOSE_MILLISECONDS = 1000;

/** A place for one session at a time. */
interface Slot {
  readonly backoff: Backoff;
  session: SessionConnection | null;
  opening: ConnectionOpening | null;
  /** When its session was to begin; Infinity while it has none. */
  beganAt: number;
  /** After a failure it is not used before this time. */
  restUntil: number;
}

/**
 * Sessions, each on a connection of its own. In a closed loop each slot begins the next as soon as one is
 * over; in an open loop an arrival that finds all slots taken waits for one, and its latency counts from the
 * time at which it was due.
 */
export class SessionLoad implements Load, SessionOwner {
  readonly #parts: LoadParts;
  readonly #slots: Slot[];
  readonly #free: Slot[] = [];
  readonly #slotOf = new Map<SessionConnection, Slot>();
  /** Sessions whose socket is not closed yet. */
  readonly #sockets = new Set<SessionConnection>();
  readonly #isOpenLoop: boolean;
  /** Arrivals that wait for a slot, oldest first; those before `#firstWaiting` are begun. */
  #waiting: number[] = [];
  #firstWaiting = 0;
  #phase: "sending" | "closing" = "sending";

  constructor(parts: LoadParts) {
    this.#parts = parts;
    this.#isOpenLoop = parts.plan.rate !== null;
    this.#slots = Array.from({ length: parts.connections }, () => ({
      backoff: new Backoff(),
      session: null,
      opening: null,
      beganAt: Number.POSITIVE_INFINITY,
      restUntil: 0,
    }));
    this.#free.push(...this.#slots);
  }

  async open(): Promise<void> {}

  begin(now: number): void {
    if (this.#isOpenLoop) return;
    for (let slot = this.#free.pop(); slot !== undefined; slot = this.#free.pop())
      this.#begin(slot, now, now);
  }

  arrive(dueAt: number, now: number): void {
    const slot = this.#free.pop();
    if (slot === undefined) this.#waiting.push(dueAt);
    else this.#begin(slot, dueAt, now);
  }

  sweep(now: number): void {
    for (const slot of this.#slots) {
      slot.session?.sweep(now);
      if (slot.opening !== null && slot.opening.startedAt + this.#parts.plan.timeout < now) {
        slot.opening.giveUp();
        slot.opening = null;
        this.#parts.recorder.error("connect-timeout", 1, now, null);
        this.#rest(slot, now);
      }
      if (slot.restUntil > 0 && slot.restUntil <= now) {
        slot.restUntil = 0;
        this.#next(slot, now);
      }
    }
  }

  get oldestOpen(): number {
    let oldest = this.#waiting[this.#firstWaiting] ?? Number.POSITIVE_INFINITY;
    for (const slot of this.#slots) oldest = Math.min(oldest, slot.beganAt);
    return oldest;
  }

  dropWaiting(now: number): void {
    for (let at = this.#firstWaiting; at < this.#waiting.length; at++) {
      this.#parts.recorder.sent(1, this.#waiting[at] as number);
      this.#parts.recorder.error("unsent", 1, now, null);
    }
    this.#waiting = [];
    this.#firstWaiting = 0;
  }

  async close(): Promise<void> {
    this.#phase = "closing";
    for (const slot of this.#slots) slot.opening?.giveUp();
    await untilTrue(() => this.#sockets.size === 0, CLOSE_MILLISECONDS);
    for (const session of this.#sockets) session.abort();
  }

  finished(session: SessionConnection, outcome: "right" | "wrong", now: number): void {
    const slot = this.#slotOf.get(session);
    this.#slotOf.delete(session);
    if (slot === undefined) return;
    slot.session = null;
    slot.beganAt = Number.POSITIVE_INFINITY;
    if (outcome === "wrong") {
      this.#rest(slot, now);
      return;
    }
    slot.backoff.reset();
    this.#next(slot, now);
  }

  closed(session: SessionConnection): void {
    this.#sockets.delete(session);
    this.#parts.recorder.openChanged(-1);
  }

  #rest(slot: Slot, now: number): void {
    slot.beganAt = Number.POSITIVE_INFINITY;
    slot.restUntil = now + slot.backoff.take();
  }

  /** A slot is free: it begins the next session, if there is one. */
  #next(slot: Slot, now: number): void {
    if (this.#phase === "closing") return;
    if (!this.#isOpenLoop) {
      if (now < this.#parts.recorder.window.endAt) this.#begin(slot, now, now);
      return;
    }
    const dueAt = this.#waiting[this.#firstWaiting];
    if (dueAt === undefined) {
      this.#free.push(slot);
      return;
    }
    this.#firstWaiting++;
    // Begun arrivals are cut off now and then, so that each costs next to nothing.
    if (this.#firstWaiting > 1024 && 2 * this.#firstWaiting > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#firstWaiting);
      this.#firstWaiting = 0;
    }
    this.#begin(slot, dueAt, now);
  }

  #begin(slot: Slot, beganAt: number, now: number): void {
    const { dial, recorder } = this.#parts;
    recorder.sent(1, beganAt);
    slot.beganAt = Math.min(beganAt, now);
    const onOpen = (transport: LoadTransport): SessionConnection => {
      slot.opening = null;
      const session = new SessionConnection(transport, this.#parts, this, beganAt);
      slot.session = session;
      this.#slotOf.set(session, slot);
      this.#sockets.add(session);
      recorder.openChanged(1);
      return session;
    };
    const onFailure = ({ kind, reason }: OpeningFailure): void => {
      slot.opening = null;
      const failedAt = performance.now();
      recorder.error(kind, 1, failedAt, reason);
      this.#rest(slot, failedAt);
    };
    slot.opening = new ConnectionOpening(dial, onOpen, onFailure);
  }
}
