import type { CaseContext, CheckCase, Finding, Probe } from "../model.ts";
import { visible } from "../octets.ts";
import { type Answer, ask, whyNothing } from "../reply.ts";

const DAY = 86_400;
/** Zones of the world differ from UTC by multiples of this, in seconds. */
const ZONE_STEP = 900;
/** So far a time may be from that of its zone, in seconds; the second that is cut off comes on top. */
const TOLERANCE = 2;
/** Milliseconds between two requests that must get different times, however the second is cut. */
const LATER = 1200;
const REQUESTS = 3;

/** R4: the time itself, and that it can be asked for again. */
export const CLOCK_CASES: readonly CheckCase[] = [
  {
    id: "R4/right-time",
    level: { sheet: "must", jamd: "must" },
    points: 6,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: rightTime,
  },
  {
    id: "R4/advances",
    level: { sheet: "must", jamd: "must" },
    points: 5,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: advances,
  },
  {
    id: "R4/second-request",
    level: { sheet: "must", jamd: "must" },
    points: 8,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: secondRequest,
  },
];

/** How far a time is from the nearest zone's, and which that is. */
export interface ZoneFit {
  /** Seconds that it is ahead (or behind, below 0); 0 where it is right to the second. */
  readonly seconds: number;
  /** Such as `UTC` or `UTC+07:00`. */
  readonly zone: string;
}

/**
 * The zone whose time of day a time is nearest to.
 *
 * @param seconds since midnight, as the server wrote it. @param between when it was asked and answered, in milliseconds
 *   since the epoch: it is right when it was right at any moment of these.
 */
export function nearestZone(seconds: number, between: readonly [asked: number, answered: number]): ZoneFit {
  const [from, to] = between.map((moment) => Math.floor(moment / 1000)) as [number, number];
  const ahead = around(seconds - (from % DAY), DAY);
  // Behind UTC more than 12 hours is no zone; ahead there is up to 14, which a time of day cannot tell from -10.
  const offset = Math.round(ahead / ZONE_STEP) * ZONE_STEP;
  const difference = ahead - offset;
  const late = to - from;
  const rest = difference > 0 ? Math.max(0, difference - late) : difference;
  return { seconds: rest, zone: zoneName(offset) };
}

function zoneName(offset: number): string {
  if (offset === 0) return "UTC";
  const minutes = Math.abs(offset) / 60;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `UTC${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** The same moment on a circle, nearest to 0. */
function around(value: number, circle: number): number {
  const rest = ((value % circle) + circle) % circle;
  return rest > circle / 2 ? rest - circle : rest;
}

async function rightTime(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  const answer = await ask(probe);
  const [time] = answer.times;
  if (time === undefined) return unreadable(context, probe, answer);
  const shown = clockText(time.seconds);
  if (time.seconds > DAY) return context.found("fail", "impossible", { time: shown });
  const fit = nearestZone(time.seconds, answer.between);
  const isRight = time.precision === "minutes" ? fit.seconds > -62 : fit.seconds >= -TOLERANCE - 1;
  const facts = { time: shown, zone: fit.zone, seconds: Math.abs(fit.seconds) };
  return isRight && fit.seconds <= TOLERANCE
    ? context.found("pass", "right", facts)
    : context.found("fail", "wrong", facts);
}

async function advances(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  const first = await ask(probe);
  if (first.times[0] === undefined) return unreadable(context, probe, first);
  await context.pause(LATER);
  const second = await ask(probe);
  probe.close();
  const other = await context.open();
  const third = await ask(other);
  if (third.times[0] === undefined) return unreadable(context, other, third);
  const from = first.times[0].seconds;
  const facts = (later: number, answer: Answer) => ({
    first: clockText(from),
    later: clockText(later),
    milliseconds: answer.between[0] - first.between[0],
  });
  // A connection that was not answered again is judged elsewhere (R4/second-request).
  const same = second.times[0]?.seconds ?? third.times[0].seconds;
  const anew = third.times[0].seconds;
  if (first.times[0].precision === "minutes") {
    return context.found("unknown", "no-seconds", { reply: visible(first.octets) });
  }
  if (around(same - from, DAY) < 0 || around(anew - from, DAY) < 0) {
    return context.found("fail", "backwards", facts(around(same - from, DAY) < 0 ? same : anew, second));
  }
  if (anew === from) return context.found("fail", "frozen", facts(anew, third));
  if (same === from) return context.found("fail", "frozen-on-connection", facts(same, second));
  return context.found("pass", "advances", facts(anew, third));
}

async function secondRequest(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  let replies = 0;
  while (replies < REQUESTS) {
    const answer = await ask(probe);
    if (answer.times.length === 0) break;
    replies += 1;
  }
  if (replies === REQUESTS) return context.found("pass", "answered", { replies });
  if (replies === 0) return context.found("fail", whyNothing(probe));
  if (replies > 1) return context.found("fail", "fewer", { replies, requests: REQUESTS });
  const isOver = probe.state === "ended" || probe.state === "reset";
  return context.found("fail", isOver ? "closed-after-first" : "only-first");
}

function unreadable(context: CaseContext, probe: Probe, { octets }: Answer): Finding {
  return octets.length === 0
    ? context.found("fail", whyNothing(probe))
    : context.found("fail", "unreadable", { reply: visible(octets) });
}

/** As `hh:mm:ss`. */
function clockText(seconds: number): string {
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, "0"))
    .join(":");
}
