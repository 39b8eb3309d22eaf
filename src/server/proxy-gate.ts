import type { CloseCause, ConnectionHandler, Encryption, Transport } from "../engine/index.ts";
import { type DeadlineWheel, Watched } from "./deadlines.ts";
import { ProxyHeaderReader, type ProxySource } from "./proxy-header.ts";

/**
 * How long a balancer may take for its header, in milliseconds. The specification wants 3 s or more; it sends the
 * header with its first segment.
 */
const HEADER_DEADLINE_MILLISECONDS = 5000;

/** What a gate needs of the reception. */
export interface GateKeeper {
  /** Takes a connection whose client is known now. @returns who handles it, or null when it was turned away. */
  admit(transport: Transport): ConnectionHandler | null;
  /** Turns away one without a proper header. */
  refuseHeader(transport: Transport): void;
  /** It has left by itself before it was admitted. */
  leave(): void;
}

/**
 * A connection of a balancer until its PROXY header is read: nothing is processed before the whole header, and then
 * the address that limits and logs see is the client's.
 */
export class ProxyGate extends Watched implements ConnectionHandler {
  readonly #transport: Transport;
  readonly #wheel: DeadlineWheel;
  readonly #keeper: GateKeeper;
  /** Null: the header is read, or the connection was turned away. */
  #reader: ProxyHeaderReader | null = new ProxyHeaderReader();
  #served: ConnectionHandler | null = null;
  #hasSent = false;

  constructor(transport: Transport, wheel: DeadlineWheel, keeper: GateKeeper) {
    super();
    this.#transport = transport;
    this.#wheel = wheel;
    this.#keeper = keeper;
    wheel.watch(this, wheel.after(HEADER_DEADLINE_MILLISECONDS));
  }

  received(octets: Uint8Array): void {
    if (this.#reader === null) {
      this.#served?.received(octets);
      return;
    }
    this.#hasSent = true;
    const result = this.#reader.feed(octets);
    if (result.kind === "incomplete") return;
    if (result.kind === "invalid") {
      this.#refuse();
      return;
    }
    this.#passed();
    const { source, consumed } = result;
    const transport = source === null ? this.#transport : new ProxiedTransport(this.#transport, source);
    this.#served = this.#keeper.admit(transport);
    if (consumed < octets.length) this.#served?.received(octets.subarray(consumed));
  }

  drained(): void {
    this.#served?.drained?.();
  }

  peerFinished(): void {
    if (this.#reader === null) this.#served?.peerFinished();
    else if (this.#hasSent) this.#refuse();
    // Somebody has looked whether the port is open.
    else this.#transport.end();
  }

  closed(cause: CloseCause): void {
    if (this.#reader === null) {
      this.#served?.closed(cause);
      return;
    }
    this.#passed();
    this.#keeper.leave();
  }

  failed(error: unknown): void {
    this.#served?.failed(error);
  }

  checkDeadlines(): number {
    this.#refuse();
    return Number.POSITIVE_INFINITY;
  }

  fail(error: unknown): void {
    this.failed(error);
    this.#transport.abort();
  }

  #refuse(): void {
    this.#passed();
    this.#keeper.refuseHeader(this.#transport);
  }

  #passed(): void {
    this.#reader = null;
    this.#wheel.unwatch(this);
  }
}

/** The balancer's connection with the client's address. */
class ProxiedTransport implements Transport {
  readonly #transport: Transport;
  readonly remoteAddress: string;
  readonly remotePort: number;

  constructor(transport: Transport, { address, port }: ProxySource) {
    this.#transport = transport;
    this.remoteAddress = address;
    this.remotePort = port;
  }

  get encryption(): Encryption {
    return this.#transport.encryption;
  }

  get unsentOctets(): number {
    return this.#transport.unsentOctets;
  }

  write(octets: Uint8Array): void {
    this.#transport.write(octets);
  }

  hold(): void {
    this.#transport.hold();
  }

  release(): void {
    this.#transport.release();
  }

  dismiss(octets: Uint8Array): void {
    this.#transport.dismiss(octets);
  }

  end(): void {
    this.#transport.end();
  }

  abort(): void {
    this.#transport.abort();
  }
}
