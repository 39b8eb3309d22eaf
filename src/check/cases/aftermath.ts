import type { CaseContext, CheckCase, Finding, ObservedProcess } from "../model.ts";
import { visible } from "../octets.ts";

const REQUEST = "TIME\r\n";

/** The server may use so much of a core while nobody asks anything, in percent: a timer or a log line costs less. */
const MOST_IDLE_PERCENT = 20;
/** After clients have left a server has so long to clear up before it is watched, in milliseconds. */
const SETTLING = 250;
/** So long the process is watched: 50 ticks of the kernel's clock, in milliseconds. */
const WATCHED = 500;
/** Whoever spins does so for good: it is watched once more before it is said. */
const WATCHED_AGAIN = 1000;

const CLIENTS_THAT_COME_AND_GO = 50;
/** What a runtime opens for itself meanwhile. */
const MORE_BY_CHANCE = 5;
/** So long descriptors and threads have to come back, in milliseconds. */
const MOST_RETURNING = 2000;
const LOOK_PAUSE = 50;

/** So many lines without a request are a loop: one may be the answer to an end that was taken for a request. */
const LINES_OF_A_LOOP = 3;
/** A loop shows itself at once; so long it is listened to, in milliseconds. */
const LOOP_LISTENING = 700;

/** Ways in which a client leaves. */
type Departure = "fin" | "reset" | "half-close";
const DEPARTURES: readonly Departure[] = ["fin", "reset", "half-close"];

/** OPS: what a server does after its clients have left. */
export const AFTERMATH_CASES: readonly CheckCase[] = [
  {
    id: "OPS/no-spin",
    level: { sheet: "should", jamd: "should" },
    points: 5,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 1,
    run: noSpin,
  },
  {
    id: "OPS/no-leak",
    level: { sheet: "should", jamd: "should" },
    points: 4,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 1,
    run: noLeak,
  },
  {
    id: "OPS/no-error-loop",
    level: { sheet: "info", jamd: "info" },
    points: 2,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: noErrorLoop,
  },
];

async function noSpin(context: CaseContext): Promise<Finding> {
  const { process } = context;
  if (process === null) return context.found("unknown", "no-process");
  // Clients of other cases have left too: who spins already does so because of them.
  let percent = await load(context, process, WATCHED);
  let cause: Departure | "earlier" = "earlier";
  for (const departure of DEPARTURES) {
    if (percent === null || percent > MOST_IDLE_PERCENT) break;
    cause = departure;
    await leave(context, departure);
    await context.pause(SETTLING);
    percent = await load(context, process, WATCHED);
  }
  if (percent !== null && percent > MOST_IDLE_PERCENT) percent = await load(context, process, WATCHED_AGAIN);
  if (percent === null) return context.found("unknown", "no-process");
  if (percent > MOST_IDLE_PERCENT) return context.found("fail", "spins", { percent, after: cause });
  return context.found("pass", "idle", { percent });
}

/** One client that has been served leaves; of the half-closed one the connection stays as long as the server keeps it. */
async function leave(context: CaseContext, departure: Departure): Promise<void> {
  const probe = await context.open();
  await probe.send(REQUEST);
  await probe.octets(1);
  if (departure === "fin") probe.close();
  else if (departure === "reset") probe.reset();
  else await probe.end();
}

/** Processor time that the process uses now, in percent of a core; null: it cannot be seen, or is gone. */
async function load(
  context: CaseContext,
  process: ObservedProcess,
  milliseconds: number,
): Promise<number | null> {
  const [before, begun] = [process.cpuMilliseconds(), performance.now()];
  await context.pause(milliseconds);
  const [after, ended] = [process.cpuMilliseconds(), performance.now()];
  if (before === null || after === null) return null;
  return Math.round((100 * Math.max(0, after - before)) / (ended - begun));
}

/** What a server holds of the machine. */
interface Holding {
  readonly descriptors: number;
  readonly threads: number;
}

async function noLeak(context: CaseContext): Promise<Finding> {
  const { process } = context;
  if (process === null) return context.found("unknown", "no-process");
  // What a server makes once, such as its pool of threads, is made now.
  await comeAndGo(context, CLIENTS_THAT_COME_AND_GO);
  const before = await settled(context, process, null);
  await comeAndGo(context, CLIENTS_THAT_COME_AND_GO);
  const after = await settled(context, process, before);
  if (before === null || after === null) return context.found("unknown", "no-process");
  const clients = CLIENTS_THAT_COME_AND_GO;
  const descriptors = after.descriptors - before.descriptors;
  const threads = after.threads - before.threads;
  const isMore = { descriptors: descriptors > MORE_BY_CHANCE, threads: threads > MORE_BY_CHANCE };
  if (isMore.descriptors && isMore.threads) {
    return context.found("fail", "both", { descriptors, threads, clients });
  }
  if (isMore.descriptors) return context.found("fail", "descriptors", { more: descriptors, clients });
  if (isMore.threads) return context.found("fail", "threads", { more: threads, clients });
  return context.found("pass", "returned", { clients });
}

/** Clients one after another, half of which say good-bye. */
async function comeAndGo(context: CaseContext, clients: number): Promise<void> {
  for (let client = 1; client <= clients && !context.signal.aborted; client += 1) {
    const probe = await context.open();
    if (probe.state !== "open") return;
    await probe.send(REQUEST);
    if ((await probe.octets(1)).octets.length === 0) return;
    if (client % 2 === 0) await probe.send("QUIT\r\n");
    probe.close();
  }
}

/**
 * What the process holds when it is not on its way down any more.
 *
 * @param before when this is reached again, nobody waits longer; null: the server has all the time there is.
 */
async function settled(
  context: CaseContext,
  process: ObservedProcess,
  before: Holding | null,
): Promise<Holding | null> {
  const deadline = performance.now() + MOST_RETURNING;
  let least: Holding | null = null;
  let changedAt = performance.now();
  while (performance.now() < deadline && !context.signal.aborted) {
    const [descriptors, threads] = [process.descriptors(), process.threads()];
    if (descriptors === null || threads === null) return null;
    if (least === null || descriptors < least.descriptors || threads < least.threads) {
      least = { descriptors, threads };
      changedAt = performance.now();
    }
    const isBack = before !== null && descriptors <= before.descriptors && threads <= before.threads;
    const isStill = before === null && performance.now() - changedAt > SETTLING;
    if (isBack || isStill) break;
    await context.pause(LOOK_PAUSE);
  }
  return least;
}

async function noErrorLoop(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  await probe.send(REQUEST);
  await probe.untilQuiet();
  await probe.end();
  const { octets } = await probe.untilEnd(LOOP_LISTENING);
  if (octets.length === 0) return context.found("pass", "quiet");
  // A text without a line end is one line too.
  const replies = Math.max(1, octets.filter((octet) => octet === 0x0a).length);
  const reply = visible(octets, 48);
  if (replies < LINES_OF_A_LOOP && octets.length < 4096) {
    return context.found("pass", "once", { replies, reply });
  }
  return context.found("fail", "loop", { replies, reply });
}
