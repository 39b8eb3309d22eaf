import { JamError } from "../errors/index.ts";
import { latin1Text, parseReply, type Reply } from "../protocol/index.ts";
import { checkRequest, checkTimeout, DEFAULT_REPLY_TIMEOUT } from "./client-options.ts";
import { abortedError } from "./connect-error.ts";
import { type ConnectionOptions, LineConnection } from "./line-connection.ts";
import type { WireLine } from "./line-reader.ts";
import { PendingReply, type TimedLine } from "./pending-reply.ts";
import { ReplyQueue } from "./reply-queue.ts";
import { excerpt } from "./visible-octets.ts";

/** Where to connect and how long to wait. */
export interface ConnectOptions extends ConnectionOptions {
  /** Longest wait for each reply, in milliseconds, 1 to 2^31-1. Default 5000. */
  readonly replyTimeout?: number | undefined;
}

/** How long to wait for one reply. */
export interface RequestOptions {
  /** Gives up this one request. The connection goes on; a late reply is dropped. */
  readonly signal?: AbortSignal | undefined;
  /** Longest wait in milliseconds, 1 to 2^31-1. Default: `replyTimeout` of the client. */
  readonly timeout?: number | undefined;
}

/** The instants of one exchange. */
interface Instants {
  /** Wall clock of this machine just before the request was sent, milliseconds since the epoch. */
  readonly sentAt: number;
  /** Wall clock of this machine when the reply was read, milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Milliseconds between the two, with a fraction, on a clock that does not step. */
  readonly roundTrip: number;
}

/** The server's answer to TIME (R4, R13). */
export interface TimeReply extends Instants {
  /** The text after `JAM `: `hh:mm:ss`, or `dd mm yyyy hh:mm:ss` from a server in date mode. */
  readonly label: string;
  /** 0 to 23. */
  readonly hours: number;
  /** 0 to 59. */
  readonly minutes: number;
  /** 0 to 59. */
  readonly seconds: number;
  /** Present when the server runs in date mode (R13). `month` is 1 to 12. */
  readonly date?: { readonly year: number; readonly month: number; readonly day: number };
}

/** The server's answer to any line. */
export interface RawReply extends Instants {
  /** The line as text (UTF-8), its line end not included. What is not UTF-8 becomes U+FFFD; see `octets`. */
  readonly text: string;
  /** The line as it came, its line end not included. */
  readonly octets: Uint8Array;
  /** How the line ended. R4 and R6 ask for `crlf`. */
  readonly lineEnd: "crlf" | "lf";
}

/** What the server said to QUIT before it closed. */
export interface QuitOutcome {
  /** Nothing from a server that follows R5; some send a farewell. The texts are as they came: escape before printing. */
  readonly farewell: readonly string[];
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * A client of one JAM server over one connection.
 *
 * Calls may be made without waiting for earlier ones: each is sent at once and answered in order (R8).
 * A request that ran into its deadline or was given up keeps its place, so that a late reply is never
 * taken for the reply to another; a server that never replies to some line (against R6) therefore
 * leaves the client out of step, and a new one is needed.
 *
 * A server that says more than it was asked for ends the connection: from then on no reply could be trusted.
 *
 * @example
 * ```ts
 * await using client = await TimeClient.connect({ host: "localhost" });
 * const { label, roundTrip } = await client.time();
 * await client.quit();
 * ```
 *
 * @example Encrypted, to a server whose certificate a private authority has signed:
 * ```ts
 * const ca = await readFile("ca.pem");
 * await using client = await TimeClient.connect({ host: "time.lab.example", tls: { ca } });
 * ```
 */
export class TimeClient implements AsyncDisposable {
  readonly #connection: LineConnection;
  readonly #replies: ReplyQueue;
  readonly #replyTimeout: number;
  #quit: Promise<QuitOutcome> | null = null;

  private constructor(connection: LineConnection, replies: ReplyQueue, replyTimeout: number) {
    this.#connection = connection;
    this.#replies = replies;
    this.#replyTimeout = replyTimeout;
    replies.attach(connection);
  }

  /**
   * Connects to a server. Nothing is sent.
   *
   * @param options see {@link ConnectOptions}; its `signal` ends the connection whenever it is aborted.
   * @throws {JamError} JAM_BAD_OPTION, JAM_HOST_NOT_RESOLVED, JAM_CONNECT_REFUSED, JAM_CONNECT_TIMEOUT,
   * JAM_CONNECT_FAILED, JAM_ABORTED; with `tls` also those whose codes begin with JAM_TLS_.
   */
  static async connect(options: ConnectOptions = {}): Promise<TimeClient> {
    const replyTimeout = checkTimeout("replyTimeout", options.replyTimeout ?? DEFAULT_REPLY_TIMEOUT);
    const replies = new ReplyQueue();
    const connection = await LineConnection.open(options, replies);
    return new TimeClient(connection, replies, replyTimeout);
  }

  /** `host:port` as asked for; an IPv6 address in brackets. */
  get server(): string {
    return this.#connection.server;
  }

  /** IP address of the server that was reached. */
  get remoteAddress(): string {
    return this.#connection.remoteAddress;
  }

  /** Whether requests can be sent: the connection has not ended and QUIT was not sent. */
  get isOpen(): boolean {
    return this.#connection.isOpen && this.#quit === null;
  }

  /**
   * Asks for the time (R4).
   *
   * @throws {JamError} as {@link request}, and JAM_REPLY_MALFORMED when the reply is not `JAM hh:mm:ss`
   * or `JAM dd mm yyyy hh:mm:ss`.
   */
  async time(options: RequestOptions = {}): Promise<TimeReply> {
    const { line, ...instants } = await this.#ask("TIME", options);
    const reply: Reply = parseReply(latin1Text(line.octets));
    if (reply.kind !== "time") {
      const details = { server: this.server, request: "TIME", reply: excerpt(line.octets) };
      throw new JamError("JAM_REPLY_MALFORMED", details);
    }
    const { kind: _, ...time } = reply;
    return { ...time, ...instants };
  }

  /**
   * Sends any line and gives the one that comes back. To end the session use {@link quit}: QUIT has no reply.
   *
   * @param text one line without its line end, not empty (an empty line has no reply, R7); sent as UTF-8 with CR LF.
   * @throws {JamError} JAM_BAD_OPTION, JAM_REPLY_TIMEOUT, JAM_REPLY_UNFINISHED, JAM_REPLY_UNEXPECTED,
   * JAM_REPLY_TOO_LONG, JAM_CONNECTION_CLOSED, JAM_CONNECTION_LOST, JAM_CLIENT_CLOSED, JAM_ABORTED.
   */
  async request(text: string, options: RequestOptions = {}): Promise<RawReply> {
    const { line, ...instants } = await this.#ask(checkRequest(text), options);
    return { text: utf8.decode(line.octets), octets: line.octets, lineEnd: line.lineEnd, ...instants };
  }

  /**
   * Sends QUIT and waits until the server has answered what was asked before and closed (R5).
   * The connection is closed in any case when this settles. Calling it again gives the same promise.
   *
   * @throws {JamError} JAM_REPLY_TIMEOUT when the server keeps the connection open, JAM_CLIENT_CLOSED after
   * `close()`, JAM_REPLY_UNEXPECTED, JAM_REPLY_TOO_LONG, JAM_CONNECTION_LOST, JAM_ABORTED, JAM_BAD_OPTION.
   */
  quit(options: RequestOptions = {}): Promise<QuitOutcome> {
    this.#quit ??= this.#sayQuit(options);
    return this.#quit;
  }

  /** Closes the connection at once. Requests under way fail with JAM_CLIENT_CLOSED. Idempotent. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** As {@link close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #ask(request: string, options: RequestOptions): Promise<TimedLine> {
    const pending = this.#pending<TimedLine>(request, options);
    this.#replies.expect(pending);
    this.#connection.send(encoder.encode(`${request}\r\n`));
    return pending.answer;
  }

  #pending<Answer>(request: string, { timeout, signal }: RequestOptions): PendingReply<Answer> {
    const milliseconds = checkTimeout("timeout", timeout ?? this.#replyTimeout);
    const error = signal?.aborted === true ? abortedError(request, signal) : this.#refusal(request);
    if (error !== null) throw error;
    const seen = () => excerpt(this.#connection.fragment);
    return new PendingReply({ request, server: this.server, timeout: milliseconds, signal, seen });
  }

  #refusal(request: string): JamError | null {
    if (this.#quit !== null) return new JamError("JAM_CLIENT_CLOSED", { request, server: this.server });
    return this.#replies.refusal(request);
  }

  async #sayQuit(options: RequestOptions): Promise<QuitOutcome> {
    try {
      if (this.#replies.isClosedByServer) return { farewell: [] };
      const pending = this.#pending<readonly WireLine[]>("QUIT", options);
      this.#replies.expectClose(pending);
      this.#connection.send(encoder.encode("QUIT\r\n"));
      const farewell = await pending.answer;
      return { farewell: farewell.map((line) => utf8.decode(line.octets)) };
    } finally {
      await this.#connection.close();
    }
  }
}
