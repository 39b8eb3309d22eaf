import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { JamError } from "../errors/index.ts";
import type { ServerView } from "../observability/index.ts";
import type { Access } from "./access.ts";
import { type Answer, jsonAnswer, textAnswer } from "./answer.ts";
import { readPageFiles, unlessKnown } from "./page-files.ts";
import { connectionQueryIn, sinceIn } from "./queries.ts";
import { textOf } from "./request-body.ts";
import { SNAPSHOT_SCHEMA } from "./snapshot-schema.ts";
import type { SnapshotStream } from "./stream.ts";
import { lineIn, MOST_LINE_OCTETS, TimeTrials } from "./time-trial.ts";

/** How long a thread may take to show that it lives, in milliseconds. */
const PROBE_MILLISECONDS = 1000;

/** A request whose host and method are right. */
export interface WebRequest {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Where we listen. */
  readonly port: number;
}

/** What answers a path. */
export interface Route {
  readonly method: "GET" | "POST";
  /** Whether it needs the token, where one is set. */
  readonly audience: "everybody" | "token";
  /** Null: it has answered by itself, and goes on doing so. */
  readonly answer: (request: WebRequest) => Answer | null | Promise<Answer>;
}

/** What routes are made of. */
export interface RouteParts {
  readonly view: ServerView;
  readonly access: Access;
  readonly stream: SnapshotStream;
}

/** All routes by path. Reads the files of the page. */
export function createRoutes({ view, access, stream }: RouteParts): ReadonlyMap<string, Route> {
  const readiness = new Readiness(view);
  const trials = new TimeTrials();
  const files = readPageFiles();
  function get(answer: Route["answer"], audience: Route["audience"] = "token"): Route {
    return { method: "GET", audience, answer };
  }
  function page(path: string): [string, Route][] {
    const file = files.get(path);
    return file === undefined
      ? []
      : [[path, get(({ headers }) => unlessKnown(file, headers["if-none-match"]))]];
  }
  const start: Route = get((request) => startPage(request, access, files.get("/")), "everybody");
  return new Map<string, Route>([
    ...[...files.keys()].flatMap(page),
    ["/", start],
    ["/api/snapshot", get(() => jsonAnswer(view.snapshot()))],
    ["/api/schema.json", get(() => jsonAnswer(SNAPSHOT_SCHEMA))],
    ["/api/history", get(() => jsonAnswer(view.history()))],
    ["/api/lives", get(({ query }) => jsonAnswer(view.lives(sinceIn(query))))],
    [
      "/api/connections",
      get(async ({ query }) => jsonAnswer(await view.connections(connectionQueryIn(query)))),
    ],
    ["/api/events", get(({ query }) => jsonAnswer(view.recentEvents(sinceIn(query))))],
    [
      "/api/stream",
      get(({ response }) => {
        stream.add(response);
        return null;
      }),
    ],
    [
      "/api/try",
      { method: "POST", audience: "token", answer: (request) => tryLine(request, view, access, trials) },
    ],
    [
      "/metrics",
      get(async () => {
        // A library of its own that nobody else needs.
        const { renderMetrics } = await import("./metrics.ts");
        const { contentType, text } = await renderMetrics(view.snapshot());
        return { status: 200, contentType, body: text };
      }),
    ],
    ["/healthz", get(() => health(view), "everybody")],
    ["/readyz", get(() => readiness.answer(), "everybody")],
  ]);
}

/** The page; with `?token=` first a cookie, so that the token leaves the address bar. */
function startPage({ query, headers, port }: WebRequest, access: Access, file: Answer | undefined): Answer {
  const token = query.get("token");
  const cookie = token === null ? null : access.cookieFor(token, port);
  if (cookie !== null) {
    return { ...textAnswer(303, "/"), headers: { Location: "/", "Set-Cookie": cookie } };
  }
  access.requireToken(headers, port);
  if (file === undefined) throw new JamError("JAM_HTTP_NOT_FOUND", { path: "/" });
  return unlessKnown(file, headers["if-none-match"]);
}

function health(view: ServerView): Answer {
  return view.snapshot().condition === "failed" ? textAnswer(503, "failed") : textAnswer(200, "ok");
}

/** JSON only: a page of a stranger can send that to us only after asking, and is refused then. */
async function tryLine(
  { incoming, headers }: WebRequest,
  view: ServerView,
  access: Access,
  trials: TimeTrials,
): Promise<Answer> {
  access.requireOwnOrigin(headers);
  const isJson = /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "");
  const body = isJson ? await textOf(incoming) : null;
  if (body === null) throw new JamError("JAM_HTTP_BAD_TRIAL", { most: MOST_LINE_OCTETS });
  const line = lineIn(body);
  const { host, port } = view.snapshot();
  return jsonAnswer(await trials.try(line, host, port));
}

/** Whether clients are to come here. However many ask, the threads are asked once at a time. */
class Readiness {
  readonly #view: ServerView;
  #asking: Promise<boolean> | null = null;

  constructor(view: ServerView) {
    this.#view = view;
  }

  async answer(): Promise<Answer> {
    const before = this.#view.snapshot().condition;
    if (before !== "ready") return textAnswer(503, before);
    this.#asking ??= this.#view.serves(PROBE_MILLISECONDS).finally(() => {
      this.#asking = null;
    });
    if (!(await this.#asking)) return textAnswer(503, "a thread does not answer");
    const after = this.#view.snapshot().condition;
    return after === "ready" ? textAnswer(200, "ready") : textAnswer(503, after);
  }
}
