import type { CaseContext, Probe, Reading } from "./model.ts";
import { textOf } from "./octets.ts";

/** The request, as the protocol wants it. */
export const REQUEST = "TIME\r\n";

/** Milliseconds that are waited behind a reply for the rest of it: some servers write it in two parts. */
const AFTER_REPLY = 40;

const WITH_COLONS = /(?<![\d:])(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?![\d:])(?:\.\d+)?\s?([ap]\.?m\b)?/gi;
/** Also a way to write the time, but a date may look the same: only where nothing has colons. */
const WITH_DOTS = /(?<![\d.])(\d{1,2})\.(\d{2})\.(\d{2})(?![\d.])/g;

/** A time of day as a server wrote it. */
export interface WrittenTime {
  /** Seconds since midnight, 0 to 86,400; 12-hour forms are counted in. */
  readonly seconds: number;
  /** Whether it says seconds at all. */
  readonly precision: "seconds" | "minutes";
}

/** How a server answered a request for the time. */
export interface Answer {
  /** All times in what came; the first is the answer. Empty: it was not answered. */
  readonly times: readonly WrittenTime[];
  readonly octets: Uint8Array;
  readonly ended: Reading["ended"];
  /** When it was asked and when the answer was there, in milliseconds since the epoch. */
  readonly between: readonly [asked: number, answered: number];
}

/**
 * The times of day in octets, in whatever form they are written: servers that write the reply wrongly still are observed
 * for what else they do.
 */
export function timesIn(octets: Uint8Array): readonly WrittenTime[] {
  const text = textOf(octets);
  const colons = [...text.matchAll(WITH_COLONS)];
  return (colons.length > 0 ? colons : [...text.matchAll(WITH_DOTS)]).map((match) => {
    const [, hours, minutes, seconds, half] = match;
    const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/^p/i.test(half) ? 12 : 0);
    return {
      seconds: hour * 3600 + Number(minutes) * 60 + Number(seconds ?? 0),
      precision: seconds === undefined ? "minutes" : "seconds",
    };
  });
}

/** Reads until so many times have come, and what follows the last at once. @param patience default: the context's. */
export async function readTimes(probe: Probe, count: number, patience?: number): Promise<Reading> {
  const reading = await probe.until((octets) => timesIn(octets).length >= count, patience);
  if (reading.ended !== "enough") return reading;
  const rest = await probe.untilQuiet(AFTER_REPLY);
  const octets = new Uint8Array([...reading.octets, ...rest.octets]);
  return { octets, ended: rest.ended === "silence" ? "enough" : rest.ended };
}

/**
 * Opens a connection and takes what the server says before it is asked. A greeting is a fault of its own (R1): what comes for a
 * request is judged without it.
 */
export async function openGreeted(context: CaseContext): Promise<Probe> {
  const probe = await context.open();
  const { octets } = await probe.until((received) => received.length > 0, context.quiet / 4);
  if (octets.length > 0) await probe.untilQuiet(context.quiet / 4);
  return probe;
}

/**
 * Asks for the time and waits for one.
 *
 * @param request octets that are sent (default `TIME` CR LF). @param patience default: the context's.
 */
export async function ask(probe: Probe, request: string = REQUEST, patience?: number): Promise<Answer> {
  const asked = Date.now();
  await probe.send(request);
  const { octets, ended } = await readTimes(probe, 1, patience);
  return { times: timesIn(octets), octets, ended, between: [asked, Date.now()] };
}

/** What came, judged as the answer to requests: how many times, and whether there is anything that is no answer. */
export type Judgement = "none" | "error" | "answers" | "answers-and-more";

/** A line that holds a time is an answer, whatever else it says; any other line, and text glued to a time, is not. */
export function judge(octets: Uint8Array): Judgement {
  const text = textOf(octets);
  if (text.trim() === "") return "none";
  if (timesIn(octets).length === 0) return "error";
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const isMore = lines.some(
    (line) =>
      timesIn(Buffer.from(line, "latin1")).length === 0 ||
      /\d[:.]\d\d(?!\d|[ap]\.?m)(?!jam)[a-z]/i.test(line),
  );
  return isMore ? "answers-and-more" : "answers";
}

/** Why nothing came, as a word: how the connection stands. */
export function whyNothing(probe: Probe): "silence" | "closed" | "reset" | "not-connected" {
  switch (probe.state) {
    case "ended":
      return "closed";
    case "reset":
      return "reset";
    case "refused":
    case "timed-out":
      return "not-connected";
    default:
      return "silence";
  }
}
