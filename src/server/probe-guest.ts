import type { ConnectionHandler, Transport } from "../engine/index.ts";
import { type Responder, Session } from "../protocol/index.ts";
import { type DeadlineWheel, Watched } from "./deadlines.ts";

/** A probe asks once and leaves; one that stays was somebody else's connection from the same port. */
const STAY_MILLISECONDS = 2000;

/** An inner probe's connection: answered as clients are, by the same session, and nobody is told of it. */
export class ProbeGuest extends Watched implements ConnectionHandler {
  readonly #transport: Transport;
  readonly #session: Session;
  readonly #wheel: DeadlineWheel;
  readonly #onAnswered: () => void;

  /** @param onAnswered called with each answer. */
  constructor(transport: Transport, responder: Responder, wheel: DeadlineWheel, onAnswered: () => void) {
    super();
    this.#transport = transport;
    this.#session = new Session(responder);
    this.#wheel = wheel;
    this.#onAnswered = onAnswered;
    wheel.watch(this, wheel.after(STAY_MILLISECONDS));
  }

  received(octets: Uint8Array): void {
    const { reply, times, verdict } = this.#session.feed(octets, null);
    if (times > 0) this.#onAnswered();
    this.#transport.write(reply);
    if (verdict !== "open" || this.#session.owes) this.#transport.end();
  }

  peerFinished(): void {
    this.#transport.end();
  }

  closed(): void {
    this.#wheel.unwatch(this);
  }

  failed(): void {}

  checkDeadlines(): number {
    this.#transport.abort();
    return Number.POSITIVE_INFINITY;
  }

  fail(): void {
    this.#transport.abort();
  }
}
