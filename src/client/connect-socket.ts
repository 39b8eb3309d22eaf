import { createConnection, type Socket } from "node:net";
import { JamError } from "../errors/index.ts";
import { abortedError, connectError } from "./connect-error.ts";

/** Where to connect, all values checked. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  /** For messages. */
  readonly server: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes a TCP connection.
 *
 * @param take is given the socket in the same turn as it connects, so that nothing the server sends and no
 * error falls between two owners.
 * @throws {JamError} JAM_HOST_NOT_RESOLVED, JAM_CONNECT_REFUSED, JAM_CONNECT_TIMEOUT, JAM_CONNECT_FAILED, JAM_ABORTED.
 */
export function connectSocket<Owner>(target: ConnectTarget, take: (socket: Socket) => Owner): Promise<Owner> {
  const { host, port, server, timeout, signal } = target;
  if (signal?.aborted === true) return Promise.reject(abortedError(server, signal));
  return new Promise((resolve, reject) => {
    // Small requests leave at once (noDelay): a reply's round trip is measured.
    const socket = createConnection({ host, port, noDelay: true });
    const timer = setTimeout(onTimeout, timeout);
    socket.on("connect", onConnect);
    socket.on("error", onError);
    signal?.addEventListener("abort", onAbort, { once: true });

    function onConnect(): void {
      release();
      resolve(take(socket));
    }
    function onError(error: unknown): void {
      fail(connectError(error, host, server));
    }
    function onTimeout(): void {
      fail(new JamError("JAM_CONNECT_TIMEOUT", { server, milliseconds: timeout }));
    }
    function onAbort(): void {
      fail(abortedError(server, signal));
    }
    function release(): void {
      clearTimeout(timer);
      socket.off("connect", onConnect);
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
