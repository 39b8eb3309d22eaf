import { visibleText } from "../../client/index.ts";
import type { JamError } from "../../errors/index.ts";
import type { ServerAddress } from "../address.ts";
import type { Messages } from "../messages-en.ts";
import type { Observation } from "./observation.ts";
import { type Canvas, drawLegend, drawTimeline } from "./timeline.ts";
import type { Verdict } from "./verdict.ts";

/** A run and what it proves. */
export interface SwarmResult {
  readonly server: ServerAddress;
  readonly clients: number;
  /** Of each client. */
  readonly connections: number;
  readonly octets: Uint8Array;
  /** Milliseconds. */
  readonly hold: number;
  readonly observations: readonly Observation[];
  readonly verdict: Verdict;
}

type Texts = Messages["swarm"];

/** `12.3 ms`. */
export function asMilliseconds(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}

/** Timeline, legend, counts and verdict, as lines. @param describe the text of an error, in the right language. */
export function textReport(
  { observations, verdict }: SwarmResult,
  texts: Texts,
  canvas: Canvas,
  describe: (error: JamError) => string,
): string[] {
  const hidden = observations.length - canvas.rows;
  const lines = [""];
  if (observations.some(({ openedAt }) => openedAt !== null)) {
    lines.push(...drawTimeline(observations, canvas));
    if (hidden > 0) lines.push(texts.rowsHidden(hidden));
    lines.push("", ...drawLegend(texts.legend, canvas), "");
  }
  const answered = observations.filter(({ answeredAt }) => answeredAt !== null).length;
  lines.push(texts.answered(answered, observations.length));
  const failures = observations.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  if (failures[0] !== undefined) lines.push(texts.failures(failures.length, describe(failures[0])));
  lines.push(...problemLines(observations, texts));
  lines.push(...verdictLines(verdict, observations.length, texts));
  return lines;
}

function problemLines(observations: readonly Observation[], texts: Texts): string[] {
  const wrong = observations.filter(({ problem }) => problem !== null);
  const first = wrong[0];
  if (first === undefined) return [];
  const names = {
    "wrong-reply": texts.wrongReply,
    "no-line-end": texts.noLineEnd,
    "surplus-reply": texts.surplusReply,
    "missing-reply": texts.missingReply,
  };
  const problem = first.problem === null ? "" : names[first.problem];
  const replies = first.replies.map((reply) => `"${reply}"`).join(", ");
  return [texts.wrongReplies(wrong.length, `${replies} (${problem})`)];
}

function verdictLines(verdict: Verdict, all: number, texts: Texts): string[] {
  switch (verdict.kind) {
    case "concurrent": {
      const { earlier, later } = verdict.overlap;
      const seen = texts.seen.overlap(
        later.observation.name,
        asMilliseconds(later.answeredAt),
        earlier.observation.name,
        asMilliseconds(earlier.answeredAt),
        asMilliseconds(earlier.endedAt),
      );
      return [texts.verdict.concurrent(verdict.together, all), seen];
    }
    case "limited":
      return [texts.verdict.limited(verdict.together, all), waitLine(verdict.wait, texts)];
    case "one-at-a-time":
      return [texts.verdict.oneAtATime, waitLine(verdict.wait, texts)];
    case "too-few":
      return [texts.verdict.tooFew];
    case "closed-early":
      return [texts.verdict.closedEarly];
  }
}

function waitLine(wait: Extract<Verdict, { readonly kind: "limited" }>["wait"], { seen }: Texts): string {
  const { waited, first } = wait;
  const askedAt = asMilliseconds(waited.askedAt ?? 0);
  const earlier = first.observation.name;
  if (waited.answeredAt === null) {
    return seen.gaveUp(waited.name, askedAt, asMilliseconds(waited.endedAt ?? 0), earlier);
  }
  const answeredAt = asMilliseconds(waited.answeredAt);
  return seen.waited(waited.name, askedAt, answeredAt, earlier, asMilliseconds(first.endedAt));
}

/** The whole result as one line of JSON. Instants are milliseconds since the start. */
export function jsonReport(result: SwarmResult): string {
  const { server, clients, connections, octets, hold, observations, verdict } = result;
  return JSON.stringify({
    server: { host: server.host, port: server.port },
    clients,
    connections,
    sent: visibleText(octets),
    hold,
    verdict: verdict.kind,
    together: verdict.together,
    answered: observations.filter(({ answeredAt }) => answeredAt !== null).length,
    failed: observations.filter(({ failure }) => failure !== null).length,
    wrong: observations.filter(({ problem }) => problem !== null).length,
    seen: evidence(verdict),
    observations: observations.map((observation) => ({
      name: observation.name,
      openedAt: rounded(observation.openedAt),
      askedAt: rounded(observation.askedAt),
      answeredAt: rounded(observation.answeredAt),
      endedAt: rounded(observation.endedAt),
      endedBy: observation.endedBy,
      replies: observation.replies,
      problem: observation.problem,
      failure: observation.failure?.code ?? null,
    })),
  });
}

/** The two connections that carry the verdict. */
function evidence(verdict: Verdict): { readonly earlier: string; readonly later: string } | null {
  if (verdict.kind === "concurrent") {
    const { earlier, later } = verdict.overlap;
    return { earlier: earlier.observation.name, later: later.observation.name };
  }
  if (!("wait" in verdict)) return null;
  return { earlier: verdict.wait.first.observation.name, later: verdict.wait.waited.name };
}

/** Microseconds are as fine as such instants mean anything. */
function rounded(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds * 1000) / 1000;
}
