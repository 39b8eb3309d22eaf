import { readFileSync } from "node:fs";
import { JamError, reasonOf, systemCodeOf } from "../../errors/index.ts";
import type { ConnectionPage, ConnectionQuery, HistoryPoint, Snapshot } from "../../observability/index.ts";
import type { TopMessages } from "./messages-en.ts";

/** A server that is alive answers within a millisecond or so; over a bad network this is long enough too. */
const PATIENCE_MILLISECONDS = 5000;
const TOKEN = /^[!-~]+$/;

/** What is asked for at each look. */
export interface ServerState {
  readonly snapshot: Snapshot;
  readonly page: ConnectionPage;
}

/** The token in a file: its one line. @throws {JamError} JAM_TOP_TOKEN_FILE. */
export function readToken(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_TOP_TOKEN_FILE", { file, reason }, { cause: error });
  }
  if (TOKEN.test(text)) return text;
  throw new JamError("JAM_TOP_TOKEN_FILE", { file, reason: text === "" ? "0 x [!-~]" : "[^!-~]" });
}

/** Reads the state of a server over HTTP. */
export class StateReader {
  readonly #url: URL;
  readonly #token: string | null;
  readonly #texts: TopMessages;
  readonly #signal: AbortSignal;

  /** @param signal aborted when nobody wants to know any more. */
  constructor(url: URL, token: string | null, texts: TopMessages, signal: AbortSignal) {
    this.#url = url;
    this.#token = token;
    this.#texts = texts;
    this.#signal = signal;
  }

  /** @throws {JamError} JAM_TOP_NO_ANSWER, JAM_TOP_NOT_JAMD, JAM_TOP_UNAUTHORIZED. */
  async look(query: ConnectionQuery): Promise<ServerState> {
    const { sort, order, filter, offset, limit } = query;
    const asked = new URLSearchParams({ sort, order, filter, offset: `${offset}`, limit: `${limit}` });
    const [snapshot, page] = await Promise.all([
      this.#get("api/snapshot"),
      this.#get(`api/connections?${asked}`),
    ]);
    if (!isSnapshot(snapshot) || !isPage(page)) throw this.#notJamd("JSON");
    return { snapshot, page };
  }

  /** The last point of the server's history, for rates at the first look; null: there is none. */
  async lastPoint(): Promise<HistoryPoint | null> {
    const points = await this.#get("api/history");
    if (!Array.isArray(points)) throw this.#notJamd("JSON");
    const last: unknown = points.at(-1);
    return isPoint(last) ? last : null;
  }

  async #get(path: string): Promise<unknown> {
    const base = this.#url.href.replace(/\/*$/, "/");
    const headers: Record<string, string> = { accept: "application/json" };
    if (this.#token !== null) headers.authorization = `Bearer ${this.#token}`;
    const late = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    try {
      const signal = AbortSignal.any([this.#signal, late]);
      const response = await fetch(new URL(path, base), { headers, signal, redirect: "error" });
      if (response.status === 401) throw new JamError("JAM_TOP_UNAUTHORIZED", { url: this.#url.origin });
      if (!response.ok) throw this.#notJamd(`HTTP ${response.status}`);
      return await this.#json(await response.text());
    } catch (error) {
      if (error instanceof JamError || this.#signal.aborted) throw error;
      const reason = late.aborted ? this.#texts.reasons.late : this.#reason(error);
      throw new JamError("JAM_TOP_NO_ANSWER", { url: this.#url.origin, reason }, { cause: error });
    }
  }

  #json(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#notJamd("JSON");
    }
  }

  #notJamd(reason: string): JamError {
    return new JamError("JAM_TOP_NOT_JAMD", { url: this.#url.origin, reason });
  }

  /** Node.js hides the system's code in the cause, Bun has words of its own for some. */
  #reason(error: unknown): string {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const code = systemCodeOf(cause) ?? systemCodeOf(error);
    if (code === "ECONNREFUSED" || code === "ConnectionRefused") return this.#texts.reasons.nobody;
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") return this.#texts.reasons.noName;
    return code ?? reasonOf(cause);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function hasNumbers(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => typeof value[name] === "number");
}

/** Looks at what is drawn only: a newer server may tell more. */
function isSnapshot(value: unknown): value is Snapshot {
  return (
    hasNumbers(value, ["time", "startedAt", "port", "logLinesDropped"]) &&
    isObject(value) &&
    ["label", "zone", "condition", "version", "engine", "engineVersion", "model", "host"].every(
      (name) => typeof value[name] === "string",
    ) &&
    hasNumbers(value.connections, ["open", "most", "opened"]) &&
    isObject(value.connections) &&
    isObject(value.connections.closed) &&
    isObject(value.connections.refused) &&
    hasNumbers(value.requests, ["time", "invalid", "quit"]) &&
    isObject(value.latency) &&
    hasNumbers(value.process, ["pid", "residentOctets", "cpuSeconds"]) &&
    Array.isArray(value.threads) &&
    value.threads.every((thread) => hasNumbers(thread, ["thread", "open"]))
  );
}

function isPage(value: unknown): value is ConnectionPage {
  if (!hasNumbers(value, ["total"]) || !isObject(value) || !Array.isArray(value.rows)) return false;
  const numbers = ["connection", "thread", "port", "openedAt", "requests", "octetsReceived", "octetsSent"];
  return value.rows.every(
    (row: unknown) => hasNumbers(row, numbers) && isObject(row) && typeof row.address === "string",
  );
}

function isPoint(value: unknown): value is HistoryPoint {
  return hasNumbers(value, ["time", "requests", "invalid", "refused"]);
}
