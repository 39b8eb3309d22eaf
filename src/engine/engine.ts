import type { SameOctets } from "../protocol/index.ts";
import type { Encryption, TlsFacts, TlsFailure, TlsIdentity } from "./tls.ts";

/** Name of an engine: the runtime whose sockets it drives. */
export type EngineName = "bun" | "node";

/** How a connection came to its end, as the engine saw it. */
export type CloseCause =
  /** Both directions ended in order. */
  | "finished"
  /** The peer reset the connection, or the network failed. */
  | "reset"
  /** We cut it off: `abort()`, or the linger deadline passed. */
  | "aborted"
  /** The TLS handshake failed; {@link ConnectionHandler.tlsFailed} has told why. */
  | "tls-failed";

/** What a connection's owner is told. Called by the engine, never at the same time. */
export interface ConnectionHandler {
  /** The TLS handshake is done, octets may come from now on. Called once, only on a listener with TLS. */
  secured?(facts: TlsFacts): void;
  /** The TLS handshake failed. `closed` follows. The peer's address can still be asked for, if it has not left. */
  tlsFailed?(failure: TlsFailure): void;
  /** Octets arrived. Valid during the call only. Not called while reply octets are unsent or reading is held. */
  received(octets: Uint8Array): void;
  /** All octets that were unsent have left. Called before reading goes on. */
  drained?(): void;
  /** The peer will send no more (half-close, R9). It may still read. */
  peerFinished(): void;
  /** The connection is gone. Last call. */
  closed(cause: CloseCause): void;
  /** The handler itself threw. The engine aborts the connection after this call. */
  failed(error: unknown): void;
}

/** Our side of one accepted connection. */
export interface Transport {
  /**
   * IP address of the peer; IPv4 in dotted form also when it came over a dual-stack socket. Asking costs a system
   * call, and is possible only before `closed`: keep the answer.
   */
  readonly remoteAddress: string;
  /** As {@link remoteAddress}. */
  readonly remotePort: number;
  /** On a listener with TLS `handshake` at first; no octets come before it is `done`. */
  readonly encryption: Encryption;
  /** Octets written that the kernel has not taken yet. While there are any, nothing is read from the peer. */
  readonly unsentOctets: number;
  /** Sends octets; what the kernel does not take is copied and sent later, in order. */
  write(octets: Uint8Array): void;
  /**
   * Reads nothing from the peer until {@link release}. What was read already may still come. A TLS handshake
   * that has not begun waits too. Idempotent.
   */
  hold(): void;
  /** Ends {@link hold}. Idempotent. */
  release(): void;
  /**
   * Sends what the kernel takes of `octets` at once and closes, without waiting for the peer: for one who is turned
   * away and must not hold a descriptor. Only before anything else was sent. During a TLS handshake nothing is
   * sent: the client could not read it.
   */
  dismiss(octets: Uint8Array): void;
  /**
   * Ends in order: sends what is unsent, then FIN, then reads and drops what still comes until the peer ends too
   * or the listener's linger time is over. A close with octets unread is a reset, and a reset can overtake
   * the last reply (R5, R10). Idempotent.
   */
  end(): void;
  /** Closes at once: with a reset when replies are unsent or unended, plainly when FIN was sent. Idempotent. */
  abort(): void;
}

/** Where to listen. */
export interface ListenAddress {
  /** Numeric IP address; `::` takes IPv4 too (dual-stack). */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** How to listen. */
export interface ListenOptions extends ListenAddress {
  /** `shared`: other threads listen on the same port too (SO_REUSEPORT). `exclusive`: nobody else may. */
  readonly sharing: "exclusive" | "shared";
  /**
   * A TCP socket of this process that listens already. It takes the place of host and port, which only name it, and is
   * closed with the listener, or with the thread. Default: a new socket.
   */
  readonly descriptor?: number | undefined;
  /** How long a connection that we ended waits for the peer's end, in milliseconds. */
  readonly lingerMilliseconds: number;
  /** Encrypts each connection, with TLS 1.2 (RFC 5246) or 1.3 (RFC 8446). Default: they are plain. */
  readonly tls?: TlsIdentity | undefined;
}

/** A listening socket. */
export interface Listener {
  readonly host: string;
  /** The port in use, also when 0 was asked for. */
  readonly port: number;
  /**
   * Gives what connections are encrypted with from now on; those that have begun their handshake keep what they
   * have. Only on a listener with TLS.
   *
   * @throws an Error of the TLS library when it cannot use it; then the one before stays.
   */
  renewTls(identity: TlsIdentity): void;
  /** Accepts no more, the port is free when this resolves; connections go on. Idempotent. */
  close(): Promise<void>;
}

/** Makes the handler of a new connection, or null to turn it away at once. */
export type Accept = (transport: Transport) => ConnectionHandler | null;

/** A fresh connection, nothing read from it, that can be posted to another thread (in the transfer list). */
export type PostableSocket = object & {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
};

/** What an engine needs so that another thread than the listening one can serve a connection. */
export interface Handover {
  /** As {@link Engine.listen}, but gives the connections away instead of serving them. */
  listen(options: ListenOptions, onSocket: (socket: PostableSocket) => void): Promise<Listener>;
  /** Serves a connection that was posted to this thread. @param tls null: it is plain. */
  adopt(socket: PostableSocket, lingerMilliseconds: number, accept: Accept, tls: TlsIdentity | null): void;
  /** As {@link Transport.dismiss}, for a connection that nobody has adopted. */
  dismiss(socket: PostableSocket, octets: Uint8Array): void;
  /** Closes a connection that nobody has adopted, at once. */
  discard(socket: PostableSocket): void;
}

/** Makes the handler of a connection that we opened. */
export type Attach = (transport: Transport) => ConnectionHandler;

/** Sockets of one runtime. */
export interface Engine {
  readonly name: EngineName;
  /** Whether several threads can share a port, so that the kernel spreads connections over them. */
  readonly canSharePort: boolean;
  /** The runtime's native comparison, for the protocol room. */
  readonly sameOctets: SameOctets;
  /**
   * Listens with a backlog of at least 511 and SO_REUSEADDR, TCP_NODELAY on each connection.
   *
   * @throws an Error with the system's `code` (EADDRINUSE, EACCES, EADDRNOTAVAIL, ...), or one of the TLS library.
   */
  listen(options: ListenOptions, accept: Accept): Promise<Listener>;
  /** Tries out whether connections can be encrypted with it. @throws an Error of the TLS library. */
  checkTls(identity: TlsIdentity): void;
  /** Null where the runtime cannot post a connection to another thread. */
  readonly handover: Handover | null;
  /**
   * Connects as a client, TCP_NODELAY set. The handler is made before the first octet can arrive.
   *
   * @throws an Error with the system's `code` (ECONNREFUSED, ...).
   */
  connect(address: ListenAddress, attach: Attach): Promise<void>;
}
