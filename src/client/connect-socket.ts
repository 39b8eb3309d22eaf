import { createConnection, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import { JamError } from "../errors/index.ts";
import { abortedError, connectError } from "./connect-error.ts";
import { handshakeError } from "./tls-error.ts";
import type { CheckedTls } from "./tls-options.ts";

/** Where to connect, all values checked. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  /** For messages. */
  readonly server: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Null: not encrypted. */
  readonly tls: CheckedTls | null;
  readonly signal: AbortSignal | undefined;
}

/** Names are looked up; then, with TLS, the handshake is made on the TCP connection. */
type Stage = "connecting" | "handshake";

/**
 * Makes a connection: TCP, and TLS on it where that is asked for. One deadline is for all of it.
 *
 * @param take is given the socket in the same turn as it connects, so that nothing the server sends and no
 * error falls between two owners.
 * @throws {JamError} JAM_HOST_NOT_RESOLVED, JAM_CONNECT_REFUSED, JAM_CONNECT_TIMEOUT, JAM_CONNECT_FAILED,
 * JAM_ABORTED; JAM_TLS_... as {@link handshakeError}, JAM_TLS_TIMEOUT.
 */
export function connectSocket<Owner>(target: ConnectTarget, take: (socket: Socket) => Owner): Promise<Owner> {
  const { host, server, timeout, tls, signal } = target;
  if (signal?.aborted === true) return Promise.reject(abortedError(server, signal));
  return new Promise((resolve, reject) => {
    let stage: Stage = "connecting";
    const socket = beginConnection(target);
    const timer = setTimeout(onTimeout, timeout);
    const ready = tls === null ? "connect" : "secureConnect";
    socket.on("connect", onConnect);
    socket.on(ready, onReady);
    socket.on("error", onError);
    signal?.addEventListener("abort", onAbort, { once: true });

    function onConnect(): void {
      stage = "handshake";
    }
    function onReady(): void {
      release();
      resolve(take(socket));
    }
    function onError(error: unknown): void {
      const isHandshake = tls !== null && stage === "handshake";
      fail(isHandshake ? handshakeError(error, server, tls.name) : connectError(error, host, server));
    }
    function onTimeout(): void {
      const code = stage === "handshake" ? "JAM_TLS_TIMEOUT" : "JAM_CONNECT_TIMEOUT";
      fail(new JamError(code, { server, milliseconds: timeout }));
    }
    function onAbort(): void {
      fail(abortedError(server, signal));
    }
    function release(): void {
      clearTimeout(timer);
      socket.off("connect", onConnect);
      socket.off(ready, onReady);
      socket.off("error", onError);
      signal?.removeEventListener("abort", onAbort);
    }
    function fail(error: JamError): void {
      release();
      // A socket given up may still report an error; it has nobody left to tell.
      socket.on("error", () => undefined);
      socket.destroy();
      reject(error);
    }
  });
}

/** Small requests leave at once (noDelay): a reply's round trip is measured. */
function beginConnection({ host, port, tls }: ConnectTarget): Socket {
  if (tls === null) return createConnection({ host, port, noDelay: true });
  const { context, name, announced } = tls;
  const socket: TLSSocket = connectTls({
    host,
    port,
    secureContext: context,
    servername: announced,
    // The name asked for, and not the address that it was resolved to or that SNI leaves out.
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    rejectUnauthorized: true,
  });
  return socket.setNoDelay(true);
}
