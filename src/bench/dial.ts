import { type CheckedTls, checkTls, connectSocket, type TlsOptions } from "../client/index.ts";
import type { ConnectionHandler, Engine, Transport } from "../engine/index.ts";
import type { TargetAddress } from "./load-plan.ts";
import { attachTls } from "./tls-transport.ts";

/** What a load generator does with a connection. */
export type LoadTransport = Pick<Transport, "write" | "end" | "abort">;

/** Makes the handler of a connection, in the turn in which it was made. */
export type LoadAttach = (transport: LoadTransport) => ConnectionHandler;

/** Makes one connection to a target. @throws an Error with the system's `code`, or a JamError. */
export type Dial = (attach: LoadAttach) => Promise<void>;

/** Which connections to make. */
export interface DialOptions {
  readonly address: TargetAddress;
  /** Null: not encrypted. Its `servername` must be given: `address` is no name any more. */
  readonly tls: TlsOptions | null;
  /** Longest wait for an encrypted connection, in milliseconds; a plain one has no deadline of its own. */
  readonly timeout: number;
}

/**
 * Plain connections are the engine's, which costs least; encrypted ones are those of the client library, each with
 * a full handshake. The certificates are read once, here.
 *
 * @throws {JamError} as `checkTls`.
 */
export function dialWith(engine: Engine, { address, tls, timeout }: DialOptions): Dial {
  if (tls === null) return (attach) => engine.connect(address, attach);
  return dialTls(address, checkTls(tls, address.host), timeout);
}

function dialTls({ host, port }: TargetAddress, tls: CheckedTls, timeout: number): Dial {
  const server = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const target = { host, port, server, timeout, tls, signal: undefined };
  return (attach) => connectSocket(target, (socket) => attachTls(socket, attach));
}
