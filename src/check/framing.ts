import { type Surroundings, WireContext } from "./context.ts";
import type { CaseContext, FramingClass, Probe } from "./model.ts";
import { ask, REQUEST, readTimes, timesIn } from "./reply.ts";

/** Between the parts of a request, in milliseconds. */
const PART_PAUSE = 150;
/** Behind a QUIT in its segment: as little as there can be, so that a read of any size above a few octets takes it too. */
const BEHIND_QUIT = "T";

/** How a server took octets that were cut, glued or written in unusual ways. */
export interface Habits {
  /** `TI`, a pause, `ME` CR LF: whether it was one request. */
  readonly split: "one" | "otherwise";
  /** Answers to two requests in one segment. */
  readonly merged: number;
  /** `TIME` LF. */
  readonly bareLineFeed: Reaction;
  /** `TIME` and no line end. */
  readonly noLineEnd: Reaction;
  /** `TIME` CR LF CR LF: whether there was a time. */
  readonly emptyLine: Reaction;
  /** `TIME x` CR LF. */
  readonly wordBehind: Reaction;
  /** `TIMEx` CR LF. */
  readonly letterBehind: Reaction;
  /** `x TIME` CR LF. */
  readonly wordBefore: Reaction;
  /** A space, then `TIME` CR LF. */
  readonly spaceBefore: Reaction;
  /**
   * How the connection ended after QUIT with more behind it in the same segment. A reset: what was behind had not been
   * read, as the server takes octet by octet out of the kernel.
   */
  readonly quitWithMore: "end" | "reset" | "open";
}

/** Whether a time came for it. */
export type Reaction = "answered" | "not-answered";

/** How the connections begin on which a server is observed. */
export type Opening =
  /** With a request of the usual kind: what comes then does not wait for a thread or process of the server to start. */
  | "asked-first"
  /** With the octets that are looked at: of a server that answers one request only. */
  | "fresh";

/** Observes a server on connections of its own, so many at once. Takes some 2 s where it answers at all. */
export async function observeHabits(
  surroundings: Surroundings,
  atOnce: number,
  opening: Opening,
  signal: AbortSignal,
): Promise<Habits> {
  const taken = async <T>(look: (context: CaseContext, probe: Probe) => Promise<T>): Promise<T> => {
    const context = new WireContext(surroundings, signal);
    try {
      const probe = await context.open();
      if (opening === "asked-first") await ask(probe);
      return await look(context, probe);
    } finally {
      context.close();
    }
  };
  const asked = (octets: string) => () => taken((context, probe) => reactionTo(context, probe, octets));
  const looks = {
    split: () => taken(takesSplit),
    merged: () => taken(countMerged),
    bareLineFeed: asked("TIME\n"),
    noLineEnd: asked("TIME"),
    emptyLine: asked("TIME\r\n\r\n"),
    wordBehind: asked("TIME x\r\n"),
    letterBehind: asked("TIMEx\r\n"),
    wordBefore: asked("x TIME\r\n"),
    spaceBefore: asked(" TIME\r\n"),
    quitWithMore: () => taken(quitsWithMore),
  } satisfies { [Name in keyof Habits]: () => Promise<Habits[Name]> };
  const found: Partial<Record<keyof Habits, Habits[keyof Habits]>> = {};
  const waiting = Object.entries(looks) as [keyof Habits, () => Promise<Habits[keyof Habits]>][];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      found[next[0]] = await next[1]();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return found as Habits;
}

/** The class that these habits belong to; `unclear` where they fit none. */
export function classOf(habits: Habits): FramingClass {
  return habits.split === "one" ? classOfCollector(habits) : classOfOneRecv(habits);
}

/** It collects octets until a request is there. */
function classOfCollector(habits: Habits): FramingClass {
  if (habits.merged === 2) {
    if (habits.bareLineFeed === "answered") return "lines";
    return habits.quitWithMore === "reset" ? "octet-by-octet" : "loop-on-crlf";
  }
  return habits.noLineEnd === "answered" ? "prefix-no-line-end" : "whole-buffer";
}

/** It takes what one read returns for a request. */
function classOfOneRecv(habits: Habits): FramingClass {
  const { merged, bareLineFeed, noLineEnd, emptyLine, wordBehind, letterBehind, wordBefore } = habits;
  if (merged === 2) return "unclear";
  const isPrefix = wordBehind === "answered" || letterBehind === "answered";
  const needsLineEnd = noLineEnd !== "answered";
  if (wordBefore === "answered" && !isPrefix) return "ends-with";
  if (!needsLineEnd || bareLineFeed === "answered") {
    if (!isPrefix) return merged === 0 ? "one-recv-stripped" : "unclear";
    // Who looks for the word anywhere, or strips, does not mind a space before it.
    const strips = habits.spaceBefore === "answered" || needsLineEnd;
    return strips ? "one-recv-prefix" : "prefix-no-line-end";
  }
  if (isPrefix) return merged === 1 ? "one-recv-raw" : "unclear";
  return merged === 0 && emptyLine !== "answered" ? "one-recv-exact" : "unclear";
}

async function reactionTo(context: CaseContext, probe: Probe, octets: string): Promise<Reaction> {
  await probe.send(octets);
  const reading = await probe.until((received) => received.length > 0, 2 * context.quiet);
  const rest = await probe.untilQuiet(context.quiet / 2);
  return timesIn(new Uint8Array([...reading.octets, ...rest.octets])).length > 0
    ? "answered"
    : "not-answered";
}

async function takesSplit(context: CaseContext, probe: Probe): Promise<Habits["split"]> {
  await probe.send("TI");
  const early = await probe.untilQuiet(PART_PAUSE);
  await probe.send("ME\r\n");
  const { octets } = await readTimes(probe, 1, 2 * context.quiet);
  return early.octets.length === 0 && timesIn(octets).length === 1 ? "one" : "otherwise";
}

async function countMerged(context: CaseContext, probe: Probe): Promise<number> {
  await probe.send(REQUEST + REQUEST);
  return timesIn((await readTimes(probe, 2, 2 * context.quiet)).octets).length;
}

async function quitsWithMore(context: CaseContext, probe: Probe): Promise<Habits["quitWithMore"]> {
  await probe.send(`QUIT\r\n${BEHIND_QUIT}`);
  const { ended } = await probe.untilEnd(2 * context.quiet);
  return ended === "end" || ended === "reset" ? ended : "open";
}
