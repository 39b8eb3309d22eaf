import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { JamError } from "../errors/index.ts";
import { DEFAULT_PORT, DEFAULT_TLS_PORT, MAX_LINE_OCTETS } from "../protocol/index.ts";
import { checkHost, checkPort, checkTimeout, DEFAULT_CONNECT_TIMEOUT } from "./client-options.ts";
import { abortedError, lostError } from "./connect-error.ts";
import { connectSocket } from "./connect-socket.ts";
import { LineReader, type WireLine } from "./line-reader.ts";
import { alertError } from "./tls-error.ts";
import { type CheckedTls, checkTls, type TlsOptions } from "./tls-options.ts";
import { beginning } from "./visible-octets.ts";

/** Where and how to connect. */
export interface ConnectionOptions {
  /** Name or IP address. Default `localhost`. */
  readonly host?: string | undefined;
  /** 1 to 65535. Default 45000 (R1), with `tls` 45443. */
  readonly port?: number | undefined;
  /** Encrypts the connection (TLS 1.2 or later) and verifies the server. `true` is `{}`. Default: not encrypted. */
  readonly tls?: TlsOptions | boolean | undefined;
  /** Ends the connection when aborted, also while it is being made. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Longest wait for the connection in milliseconds, name look-up and TLS handshake included, 1 to 2^31-1.
   * Default 5000.
   */
  readonly connectTimeout?: number | undefined;
}

/** Octets of the server that arrived in one piece. */
export interface Arrival {
  /** Lines that are complete now; none when only a part of one came. */
  readonly lines: readonly WireLine[];
  /** Wall clock, milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Monotonic clock (`performance.now()`), milliseconds. */
  readonly receivedTick: number;
}

/** How a connection came to its end. */
export type ConnectionEnd =
  /** The server closed it in order. */
  | { readonly kind: "closed-by-server" }
  /** `close()` was called. */
  | { readonly kind: "closed-by-us" }
  /** JAM_CONNECTION_LOST, JAM_REPLY_TOO_LONG, JAM_ABORTED, JAM_TLS_CLIENT_CERT_WANTED, JAM_TLS_CLIENT_CERT_REFUSED. */
  | { readonly kind: "failed"; readonly error: JamError };

/** Is told what happens on a connection. Nothing comes after `ended`. */
export interface ConnectionWatcher {
  received(arrival: Arrival): void;
  ended(end: ConnectionEnd): void;
}

/** A server that does not read holds up the farewell of TLS for no longer than this, in milliseconds. */
const FAREWELL_MILLISECONDS = 250;

/**
 * One connection to a server, TCP or TLS on TCP, seen as lines, in any relation to what was asked: for tools that watch
 * a server. To ask for the time, use TimeClient.
 */
export class LineConnection {
  /** `host:port` as asked for, for messages. */
  readonly server: string;
  readonly #socket: Socket;
  readonly #reader = new LineReader();
  readonly #watcher: ConnectionWatcher;
  readonly #gone: Promise<void>;
  readonly #encryption: "none" | "tls";
  #end: ConnectionEnd | null = null;
  #hasReceived = false;

  private constructor(
    socket: Socket,
    server: string,
    watcher: ConnectionWatcher,
    encryption: "none" | "tls",
  ) {
    this.#socket = socket;
    this.#encryption = encryption;
    this.server = server;
    this.#watcher = watcher;
    this.#gone = new Promise((resolve) => {
      socket.once("close", () => {
        // A close without an end before it: the socket was destroyed beneath us.
        this.#finish({ kind: "closed-by-server" });
        resolve();
      });
    });
  }

  /**
   * Connects. The watcher is told of what the server sends from the first octet on.
   *
   * @throws {JamError} JAM_BAD_OPTION, JAM_HOST_NOT_RESOLVED, JAM_CONNECT_REFUSED, JAM_CONNECT_TIMEOUT,
   * JAM_CONNECT_FAILED, JAM_ABORTED; with `tls` also those whose codes begin with JAM_TLS_.
   */
  static async open(options: ConnectionOptions, watcher: ConnectionWatcher): Promise<LineConnection> {
    const host = checkHost(options.host ?? "localhost");
    const tls = tlsOf(options, host);
    const port = checkPort(options.port ?? (tls === null ? DEFAULT_PORT : DEFAULT_TLS_PORT));
    const timeout = checkTimeout("connectTimeout", options.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT);
    const server = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    const { signal } = options;
    return connectSocket({ host, port, server, timeout, tls, signal }, (socket) => {
      const connection = new LineConnection(socket, server, watcher, tls === null ? "none" : "tls");
      connection.#watch(signal);
      return connection;
    });
  }

  /** IP address of the server. */
  get remoteAddress(): string {
    return this.#socket.remoteAddress ?? "";
  }

  /** Our own port, which a server's log names. */
  get localPort(): number {
    return this.#socket.localPort ?? 0;
  }

  /** Whether neither side has ended the connection yet. */
  get isOpen(): boolean {
    return this.#end === null;
  }

  /** Octets of a line that has no line end yet. */
  get fragment(): Uint8Array {
    return this.#reader.fragment;
  }

  /** As {@link fragment}, and forgets it: what comes next begins a new line. */
  takeFragment(): Uint8Array {
    return this.#reader.takeFragment();
  }

  /**
   * The error of a request that was not answered before the server closed. A server that wants another client
   * certificate may close without a word after a handshake that has succeeded for us (TLS 1.3).
   */
  closedError(request: string): JamError {
    const isTurnedAway = this.#encryption === "tls" && !this.#hasReceived;
    const code = isTurnedAway ? "JAM_TLS_TURNED_AWAY" : "JAM_CONNECTION_CLOSED";
    return new JamError(code, { server: this.server, request });
  }

  /** Sends octets as they are, in one piece. Without effect when the connection has ended. */
  send(octets: Uint8Array): void {
    if (this.#end === null) this.#socket.write(octets);
  }

  /** Closes the connection; what the server still sends is dropped. Idempotent. @returns when it is gone. */
  async close(): Promise<void> {
    this.#finish({ kind: "closed-by-us" });
    await this.#gone;
  }

  #watch(signal: AbortSignal | undefined): void {
    const socket = this.#socket;
    const onAbort = () => this.#finish({ kind: "failed", error: abortedError(this.server, signal) });
    socket.on("data", (octets: Uint8Array) => this.#received(octets));
    socket.on("end", () => this.#finish({ kind: "closed-by-server" }));
    socket.on("error", (error) => this.#finish({ kind: "failed", error: this.#broken(error) }));
    socket.once("close", () => signal?.removeEventListener("abort", onAbort));
    signal?.addEventListener("abort", onAbort, { once: true });
  }

  #received(octets: Uint8Array): void {
    if (this.#end !== null) return;
    this.#hasReceived = true;
    const receivedAt = Date.now();
    const receivedTick = performance.now();
    const lines = this.#reader.feed(octets);
    this.#watcher.received({ lines, receivedAt, receivedTick });
    if (!this.#reader.isOverlong) return;
    const reply = beginning(this.#reader.fragment);
    const details = { server: this.server, limit: MAX_LINE_OCTETS, reply };
    this.#finish({ kind: "failed", error: new JamError("JAM_REPLY_TOO_LONG", details) });
  }

  #finish(end: ConnectionEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    if (this.#encryption === "tls" && end.kind !== "failed") this.#sayFarewell();
    else this.#socket.destroy();
    this.#watcher.ended(end);
  }

  /** TLS has an end of its own (close_notify); a connection closed without it looks cut off by somebody else. */
  #sayFarewell(): void {
    const socket = this.#socket;
    const timer = setTimeout(() => socket.destroy(), FAREWELL_MILLISECONDS);
    socket.once("close", () => clearTimeout(timer));
    socket.end(() => socket.destroy());
  }

  #broken(error: unknown): JamError {
    const alert = this.#encryption === "tls" ? alertError(error, this.server) : null;
    return alert ?? lostError(error, this.server);
  }
}

function tlsOf({ tls }: ConnectionOptions, host: string): CheckedTls | null {
  if (tls === undefined || tls === false) return null;
  return checkTls(tls === true ? {} : tls, host);
}
