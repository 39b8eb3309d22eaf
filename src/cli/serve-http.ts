import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { JamError, type Language, reasonOf, systemCodeOf } from "../errors/index.ts";
import type { EventSink, ServerEvent, ServerView } from "../observability/index.ts";
import type { WebServer } from "../web/index.ts";
import { integerOption } from "./option-values.ts";
import { serveHttpMessages } from "./serve-http-messages.ts";

const MAX_PORT = 65_535;
/** The port of time, 45000, and 80. */
const DEFAULT_HTTP_PORT = 45_080;
const DEFAULT_HTTP_HOST = "127.0.0.1";
/** How often a port is tried again that another has, in milliseconds: a server that is taken over frees it late. */
const RETRY_MILLISECONDS = 2000;

/** Options of `jam serve` about HTTP, as they were given. */
export interface ServeHttpFlags {
  /** False with `--no-http`. */
  readonly http: boolean;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly httpTokenFile?: string;
}

/** Where HTTP is to be served, and the secret that its readers must show. */
export interface HttpPlace {
  readonly host: string;
  readonly port: number;
  readonly token: string | null;
}

/** Adds the options about HTTP, as a group of their own. */
export function addServeHttpOptions(command: Command, language: Language): void {
  const texts = serveHttpMessages(language);
  command
    .optionsGroup(texts.title)
    .option("--http-host <host>", texts.host, DEFAULT_HTTP_HOST)
    .option("--http-port <port>", texts.port, integerOption("--http-port", 0, MAX_PORT), DEFAULT_HTTP_PORT)
    .option("--no-http", texts.none)
    .option("--http-token-file <file>", texts.tokenFile);
}

/**
 * Where HTTP is to be served; null: nowhere. The room for it is loaded by then, and not at all with `--no-http`.
 *
 * @throws {JamError} JAM_HTTP_TOKEN_NEEDED, JAM_HTTP_BAD_TOKEN, JAM_FILE_NOT_READABLE.
 */
export async function readServeHttp(flags: ServeHttpFlags): Promise<HttpPlace | null> {
  const { http, httpHost: host, httpPort: port, httpTokenFile: file } = flags;
  if (!http) return null;
  const {
    isLoopback,
    isToken,
    LEAST_TOKEN_LENGTH: least,
    MOST_TOKEN_LENGTH: most,
  } = await import("../web/index.ts");
  if (file === undefined) {
    if (!isLoopback(host)) throw new JamError("JAM_HTTP_TOKEN_NEEDED", { host });
    return { host, port, token: null };
  }
  const token = read(file).trim();
  if (!isToken(token)) throw new JamError("JAM_HTTP_BAD_TOKEN", { file, least, most });
  return { host, port, token };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_FILE_NOT_READABLE", { file, reason }, { cause: error });
  }
}

/**
 * HTTP beside the time: whatever is wrong with it is one line in the log, and the time is served all the same. A port
 * that another program has is taken as soon as it is free.
 */
export class HttpBeside implements AsyncDisposable {
  readonly #place: HttpPlace;
  readonly #view: ServerView;
  readonly #tell: EventSink;
  /** What is to be told once the time is served; null: it is. */
  #held: ServerEvent[] | null = [];
  #state: "first try" | "told" | "closed" = "first try";
  #trying: Promise<void>;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #web: WebServer | null = null;

  private constructor(place: HttpPlace, view: ServerView, tell: EventSink) {
    this.#place = place;
    this.#view = view;
    this.#tell = tell;
    this.#trying = this.#try();
  }

  /** Begins to serve; told in the log after {@link announce}. */
  static start(place: HttpPlace, view: ServerView, tell: EventSink): HttpBeside {
    return new HttpBeside(place, view, tell);
  }

  /** The time is served: that line comes first in the log. */
  announce(): void {
    // Told now: a log whose times go back would be hard to read.
    const held = (this.#held ?? []).map((event) => ({ ...event, time: Date.now() }));
    this.#held = null;
    if (held.length > 0) this.#tell(held);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#state = "closed";
    clearTimeout(this.#retry);
    await this.#trying;
    await this.#web?.close();
  }

  async #try(): Promise<void> {
    const { startWeb } = await import("../web/index.ts");
    try {
      this.#web = await startWeb({ ...this.#place, view: this.#view, log: (events) => this.#log(events) });
    } catch (thrown) {
      const error =
        thrown instanceof JamError ? thrown : new JamError("JAM_UNEXPECTED", { reason: reasonOf(thrown) });
      this.#failed(error);
    }
  }

  #failed({ code, details }: JamError): void {
    if (this.#state === "closed") return;
    if (this.#state === "first try")
      this.#log([{ type: "http-not-served", time: Date.now(), code, details }]);
    this.#state = "told";
    if (code !== "JAM_HTTP_PORT_TAKEN") return;
    this.#retry = setTimeout(() => {
      this.#trying = this.#try();
    }, RETRY_MILLISECONDS);
    this.#retry.unref();
  }

  #log(events: readonly ServerEvent[]): void {
    if (this.#held === null) this.#tell(events);
    else this.#held.push(...events);
  }
}
