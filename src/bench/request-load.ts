import { Backoff } from "./backoff.ts";
import { ConnectionOpening, type OpeningFailure } from "./connection-opening.ts";
import type { LoadTransport } from "./dial.ts";
import type { Load, LoadParts } from "./load-parts.ts";
import { RequestConnection, type RequestOwner } from "./request-connection.ts";
import { timeLines } from "./request-lines.ts";
import { untilTrue } from "./waiting.ts";

/** Connections that are being made at the same time before the load begins: fewer than a listen queue holds. */
const OPENING_AT_ONCE = 100;
/** How long connections that we ended may take to close. */
const CLOSE_MILLISECONDS = 1000;

/** One of the connections that are to be open: it is, or is being made, or waits to be made again. */
interface Slot {
  readonly backoff: Backoff;
  connection: RequestConnection | null;
  opening: ConnectionOpening | null;
  /** When it is to be opened again; Infinity when it need not be. */
  reopenAt: number;
}

/** Connections that stay open and are asked again and again, in a closed or an open loop. */
export class RequestLoad implements Load, RequestOwner {
  readonly #parts: LoadParts;
  readonly #request: Uint8Array;
  readonly #slots: Slot[];
  readonly #slotOf = new Map<RequestConnection, Slot>();
  /** Connections that can be asked, in no order. */
  readonly #usable: RequestConnection[] = [];
  /** Those whose socket is not closed yet. */
  readonly #sockets = new Set<RequestConnection>();
  readonly #isOpenLoop: boolean;
  #phase: "opening" | "sending" | "closing" = "opening";
  #turn = 0;

  constructor(parts: LoadParts) {
    this.#parts = parts;
    this.#request = timeLines(parts.plan.pipeline);
    this.#isOpenLoop = parts.plan.rate !== null;
    this.#slots = Array.from({ length: parts.connections }, () => ({
      backoff: new Backoff(),
      connection: null,
      opening: null,
      reopenAt: Number.POSITIVE_INFINITY,
    }));
  }

  async open(): Promise<void> {
    let next = 0;
    const openNext = async (): Promise<void> => {
      for (let slot = this.#slots[next++]; slot !== undefined; slot = this.#slots[next++]) {
        await this.#open(slot);
      }
    };
    await Promise.all(Array.from({ length: OPENING_AT_ONCE }, openNext));
  }

  begin(now: number): void {
    this.#phase = "sending";
    if (this.#isOpenLoop) return;
    for (const connection of [...this.#usable]) connection.send(now);
  }

  arrive(dueAt: number, now: number): void {
    const { recorder, plan } = this.#parts;
    if (this.#usable.length === 0) {
      recorder.sent(plan.pipeline, dueAt);
      recorder.error("unsent", plan.pipeline, now, null);
      return;
    }
    this.#turn = (this.#turn + 1) % this.#usable.length;
    (this.#usable[this.#turn] as RequestConnection).send(dueAt);
  }

  sweep(now: number): void {
    for (const slot of this.#slots) {
      slot.connection?.sweep(now);
      if (slot.opening !== null && slot.opening.startedAt + this.#parts.plan.timeout < now) {
        this.#giveUpOpening(slot, now);
      }
      if (slot.reopenAt <= now && now < this.#parts.recorder.window.endAt) void this.#open(slot);
    }
  }

  get oldestOpen(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const connection of this.#usable) oldest = Math.min(oldest, connection.oldestOpen);
    return oldest;
  }

  dropWaiting(): void {}

  async close(): Promise<void> {
    this.#phase = "closing";
    for (const slot of this.#slots) {
      slot.opening?.giveUp();
      slot.reopenAt = Number.POSITIVE_INFINITY;
    }
    for (const connection of this.#usable) connection.quit();
    await untilTrue(() => this.#sockets.size === 0, CLOSE_MILLISECONDS);
    for (const connection of this.#sockets) connection.abort();
  }

  answered(connection: RequestConnection, now: number): void {
    if (this.#isOpenLoop || now >= this.#parts.recorder.window.endAt) return;
    connection.send(now);
  }

  gone(connection: RequestConnection): void {
    const last = this.#usable.pop();
    if (last !== undefined && last !== connection) {
      this.#usable[connection.place] = last;
      last.place = connection.place;
    }
    const slot = this.#slotOf.get(connection);
    this.#slotOf.delete(connection);
    if (slot === undefined) return;
    slot.connection = null;
    if (connection.hasServed) slot.backoff.reset();
    this.#reopenLater(slot, performance.now());
  }

  closed(connection: RequestConnection): void {
    this.#sockets.delete(connection);
    this.#parts.recorder.openChanged(-1);
  }

  /** Resolves when it is open or has failed. */
  #open(slot: Slot): Promise<void> {
    slot.reopenAt = Number.POSITIVE_INFINITY;
    return new Promise((resolve) => {
      const onOpen = (transport: LoadTransport): RequestConnection => {
        slot.opening = null;
        resolve();
        return this.#opened(slot, transport);
      };
      const onFailure = ({ kind, reason }: OpeningFailure): void => {
        slot.opening = null;
        const now = performance.now();
        this.#parts.recorder.error(kind, 1, now, reason);
        this.#reopenLater(slot, now);
        resolve();
      };
      slot.opening = new ConnectionOpening(this.#parts.dial, onOpen, onFailure);
      slot.opening.onGivenUp = resolve;
    });
  }

  #opened(slot: Slot, transport: LoadTransport): RequestConnection {
    const connection = new RequestConnection(transport, this.#parts, this, this.#request);
    this.#sockets.add(connection);
    this.#parts.recorder.openChanged(1);
    slot.connection = connection;
    this.#slotOf.set(connection, slot);
    connection.place = this.#usable.push(connection) - 1;
    const now = performance.now();
    const isSending = this.#phase === "sending" && now < this.#parts.recorder.window.endAt;
    if (isSending && !this.#isOpenLoop) connection.send(now);
    return connection;
  }

  #giveUpOpening(slot: Slot, now: number): void {
    slot.opening?.giveUp();
    slot.opening = null;
    this.#parts.recorder.error("connect-timeout", 1, now, null);
    this.#reopenLater(slot, now);
  }

  #reopenLater(slot: Slot, now: number): void {
    if (this.#phase !== "closing") slot.reopenAt = now + slot.backoff.take();
  }
}
