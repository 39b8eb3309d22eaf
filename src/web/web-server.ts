import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIPv6, type Socket } from "node:net";
import { JamError, type Language, reasonOf, systemCodeOf } from "../errors/index.ts";
import type { EventSink, ServerView } from "../observability/index.ts";
import { Access, isLoopback } from "./access.ts";
import { errorAnswer, send } from "./answer.ts";
import { DEFAULT_WEB_LIMITS, type WebLimits } from "./limits.ts";
import { createRoutes, type Route } from "./routes.ts";
import { SnapshotStream } from "./stream.ts";

/** This machine alone. */
const DEFAULT_HOST = "127.0.0.1";

/** How long clients have to take what is on its way when the server stops, in milliseconds. */
const CLOSE_MILLISECONDS = 500;
/** A fault may come with each request: so often it is logged, in milliseconds. */
const FAULT_LOG_INTERVAL = 1000;

/** What {@link startWeb} is given. */
export interface WebOptions {
  /** The server that is shown. */
  readonly view: ServerView;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Who does not show it sees health alone. Must be given where others than this machine can connect. Default none. */
  readonly token?: string | null;
  /** Told where it listens, and of faults of ours. */
  readonly log?: EventSink;
  readonly limits?: Partial<WebLimits>;
}

/** Dashboard, API, metrics and health that are being served. */
export interface WebServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Address for a browser, with `/` at its end. */
  readonly url: string;
  /** Frees the port and ends all connections. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves dashboard, API, metrics and health over HTTP, in the caller's thread.
 *
 * @throws {JamError} JAM_HTTP_TOKEN_NEEDED, JAM_HTTP_PORT_TAKEN, JAM_HTTP_LISTEN_FAILED.
 */
export async function startWeb(options: WebOptions): Promise<WebServer> {
  const { host = DEFAULT_HOST, port, token = null } = options;
  if (token === null && !isLoopback(host)) throw new JamError("JAM_HTTP_TOKEN_NEEDED", { host });
  const service = new HttpService({ ...options, host, token });
  await service.listen(port);
  options.log?.([{ type: "http-listening", time: Date.now(), url: service.url }]);
  return service;
}

class HttpService implements WebServer {
  readonly host: string;
  #port = 0;
  readonly #access: Access;
  readonly #limits: WebLimits;
  readonly #stream: SnapshotStream;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #log: EventSink | undefined;
  readonly #server: Server;
  #toldFaultAt = Number.NEGATIVE_INFINITY;
  #closing: Promise<void> | null = null;

  constructor({ view, host, token, log, limits }: WebOptions & { host: string; token: string | null }) {
    this.host = host;
    this.#limits = { ...DEFAULT_WEB_LIMITS, ...limits };
    this.#access = new Access(host, token);
    this.#stream = new SnapshotStream(view, this.#limits);
    this.#routes = createRoutes({ view, access: this.#access, stream: this.#stream });
    this.#log = log;
    const { connections, headerOctets, headerDeadline, requestDeadline, idleDeadline } = this.#limits;
    this.#server = createServer(
      {
        maxHeaderSize: headerOctets,
        headersTimeout: headerDeadline,
        requestTimeout: requestDeadline,
        keepAliveTimeout: idleDeadline,
        connectionsCheckingInterval: Math.min(1000, headerDeadline),
      },
      (request, response) => void this.#take(request, response),
    );
    this.#server.maxConnections = connections;
    this.#server.on("clientError", refuse);
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://${isIPv6(this.host) ? `[${this.host}]` : this.host}:${this.#port}/`;
  }

  listen(port: number): Promise<void> {
    const { host } = this;
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error) => {
        const code = systemCodeOf(error);
        if (code === "EADDRINUSE")
          return reject(new JamError("JAM_HTTP_PORT_TAKEN", { host, port }, { cause: error }));
        const reason = code ?? reasonOf(error);
        reject(new JamError("JAM_HTTP_LISTEN_FAILED", { host, port, reason }, { cause: error }));
      });
      this.#server.listen({ host, port }, () => {
        const address = this.#server.address();
        this.#port = typeof address === "object" && address !== null ? address.port : port;
        resolve();
      });
    });
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      const deadline = setTimeout(() => this.#server.closeAllConnections(), CLOSE_MILLISECONDS);
      this.#server.close(() => {
        clearTimeout(deadline);
        resolve();
      });
      this.#stream.close();
      this.#server.closeIdleConnections();
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that leaves is no fault of anybody.
    incoming.on("error", () => undefined);
    response.on("error", () => undefined);
    const [path = "", search = ""] = splitAt(incoming.url ?? "", "?");
    try {
      const route = this.#routeOf(incoming, path);
      const { headers } = incoming;
      const query = new URLSearchParams(search);
      const answer = await route.answer({ incoming, response, path, query, headers, port: this.#port });
      if (answer !== null) send(response, answer, this.#limits.answerDeadline);
    } catch (thrown) {
      if (incoming.destroyed && !incoming.complete) return;
      if (response.headersSent) return void response.destroy(this.#errorOf(thrown, path));
      send(
        response,
        errorAnswer(this.#errorOf(thrown, path), languageOf(incoming)),
        this.#limits.answerDeadline,
      );
    }
  }

  /** Who asks is looked at before what is asked for. */
  #routeOf({ method = "", headers }: IncomingMessage, path: string): Route {
    this.#access.requireOwnHost(headers);
    const route = this.#routes.get(path);
    if (route?.audience !== "everybody") this.#access.requireToken(headers, this.#port);
    if (route === undefined) throw new JamError("JAM_HTTP_NOT_FOUND", { path: path.slice(0, 100) });
    const allowed = route.method === "GET" ? ["GET", "HEAD"] : [route.method];
    if (!allowed.includes(method)) {
      throw new JamError("JAM_HTTP_METHOD_NOT_ALLOWED", { method, path, allowed: allowed.join(", ") });
    }
    return route;
  }

  #errorOf(thrown: unknown, path: string): JamError {
    if (thrown instanceof JamError) return thrown;
    const cause = reasonOf(thrown);
    const now = performance.now();
    if (now - this.#toldFaultAt >= FAULT_LOG_INTERVAL) {
      this.#toldFaultAt = now;
      this.#log?.([{ type: "http-request-failed", time: Date.now(), path, cause }]);
    }
    return new JamError("JAM_UNEXPECTED", { reason: cause }, { cause: thrown });
  }
}

/** Answers what is not HTTP, too long or too slow, and does not wait for such a client. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request";
  if (!socket.writable) return void socket.destroy();
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  const timer = setTimeout(() => socket.destroy(), CLOSE_MILLISECONDS);
  socket.once("close", () => clearTimeout(timer));
}

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** The language that the reader likes best, of the two there are. */
function languageOf({ headers }: IncomingMessage): Language {
  return /^\s*id\b/i.test(headers["accept-language"] ?? "") ? "id" : "en";
}
