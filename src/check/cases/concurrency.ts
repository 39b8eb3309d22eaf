import type { CaseContext, CheckCase, Finding, Probe } from "../model.ts";
import { textOf, visible } from "../octets.ts";
import { isAccepting } from "./lifecycle.ts";

const REQUEST = "TIME\r\n";

/** A reply that takes longer than this beside other clients has waited for them, in milliseconds. */
const MOST_DELAY = 1000;
/** A slow client sends an octet so often, in milliseconds. */
const SLOW_CLIENT_PAUSE = 1000;
const CLIENTS_AT_ONCE = 20;
/** Rounds of patience in which some of them are answered. */
const MOST_ROUNDS = 4;
const IDLE_CLIENTS = 50;
const ARRIVE_TOGETHER = 5;
const SESSIONS = 1000;
/** So long sessions are begun, in milliseconds. */
const SESSIONS_TIME = 10_000;

/** R12: no client waits for another; and many come one after another. */
export const CONCURRENCY_CASES: readonly CheckCase[] = [
  {
    id: "R12/two-at-once",
    level: { sheet: "must", jamd: "must" },
    points: 12,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 1,
    run: twoAtOnce,
  },
  {
    id: "R12/twenty-at-once",
    level: { sheet: "must", jamd: "must" },
    points: 8,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 3,
    run: twentyAtOnce,
  },
  {
    id: "R12/idle-crowd",
    level: { sheet: "should", jamd: "must" },
    points: 4,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 3,
    run: idleCrowd,
  },
  {
    id: "R12/slow-client",
    level: { sheet: "should", jamd: "must" },
    points: 4,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 3,
    run: slowClient,
  },
  {
    id: "R12/thousand-sessions",
    level: { sheet: "should", jamd: "must" },
    points: 5,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 1,
    run: thousandSessions,
  },
];

/** The first client is silent at first and has been served later: a server may wait for it in either state. */
async function twoAtOnce(context: CaseContext): Promise<Finding> {
  const first = await context.open();
  const second = await context.open();
  if (second.state !== "open") return context.found("fail", "second-refused");
  if (!(await isAnswered(second))) return context.found("fail", await waitsOrSilent(first, second));
  if (!(await isAnswered(first))) return context.found("fail", "second-silent");
  const third = await context.open();
  if (third.state !== "open") return context.found("fail", "second-refused");
  if (await isAnswered(third)) return context.found("pass", "both");
  second.close();
  return context.found("fail", await waitsOrSilent(first, third));
}

/** Whether the answer that did not come does come when the other client has left. */
async function waitsOrSilent(first: Probe, second: Probe): Promise<string> {
  first.close();
  return (await hasOctets(second)) ? "second-waits" : "second-silent";
}

async function twentyAtOnce(context: CaseContext): Promise<Finding> {
  const clients = await openMany(context, CLIENTS_AT_ONCE);
  let waiting = clients.filter(({ state }) => state === "open");
  let served = 0;
  for (const client of waiting) await client.send(REQUEST);
  for (let round = 1; round <= MOST_ROUNDS && waiting.length > 0; round += 1) {
    const answered = await Promise.all(waiting.map(hasOctets));
    const left = waiting.filter((_, index) => answered[index] === false);
    // A server that is slow to start its threads is not one that has too few: while it gets on it has more time.
    if (left.length === waiting.length) break;
    served += waiting.length - left.length;
    waiting = left;
  }
  const facts = { clients: CLIENTS_AT_ONCE, served };
  if (served === CLIENTS_AT_ONCE) return context.found("pass", "all", facts);
  return context.found("fail", served === 0 ? "none" : "up-to", facts);
}

async function idleCrowd(context: CaseContext): Promise<Finding> {
  const crowd: Probe[] = [];
  // In groups: how many connect at the very same moment is not the question here.
  let served = true;
  while (crowd.length < IDLE_CLIENTS) {
    const group = await openMany(context, ARRIVE_TOGETHER);
    crowd.push(...group);
    // Nor how long a server takes to start a thread for each: one of each group is served before the next comes.
    served = served && (await isAnswered(group[0]!));
  }
  const connected = crowd.filter(({ state }) => state === "open").length;
  const milliseconds = await answerTime(context);
  if (milliseconds !== null && connected === IDLE_CLIENTS) {
    return context.found(milliseconds > MOST_DELAY ? "fail" : "pass", inTimeOrLate(milliseconds), {
      milliseconds,
    });
  }
  if (connected < IDLE_CLIENTS) {
    return context.found("fail", "not-connected", { connected, clients: IDLE_CLIENTS });
  }
  return context.found("fail", "not-served");
}

async function slowClient(context: CaseContext): Promise<Finding> {
  const slow = await context.open();
  let worst = 0;
  for (const octet of ["T", "I"]) {
    await slow.send(octet);
    const milliseconds = await answerTime(context);
    if (milliseconds === null) return context.found("fail", "not-served");
    worst = Math.max(worst, milliseconds);
    if (octet === "T") await context.pause(SLOW_CLIENT_PAUSE - milliseconds);
  }
  return context.found(worst > MOST_DELAY ? "fail" : "pass", inTimeOrLate(worst), { milliseconds: worst });
}

/** As public clients do: TIME, one read, QUIT, and gone at once. Right is a reply that looks like the first one. */
async function thousandSessions(context: CaseContext): Promise<Finding> {
  const begun = performance.now();
  let expected: { readonly form: string; readonly length: number } | null = null;
  for (let session = 1; session <= SESSIONS; session += 1) {
    const milliseconds = Math.round(performance.now() - begun);
    if (milliseconds > SESSIONS_TIME || context.signal.aborted) {
      return context.found("pass", "slow", { sessions: session - 1, milliseconds });
    }
    const probe = await context.open();
    if (probe.state !== "open") return context.found("fail", "not-connected", { session });
    await probe.send(REQUEST);
    // How a reply ends is not asked here: the first one says how long the others are.
    const octets = await reply(probe, expected?.length ?? null);
    if (octets.length === 0) {
      return context.found("fail", (await isAccepting(context)) ? "failed" : "not-connected", { session });
    }
    const form = textOf(octets).replaceAll(/\d+/g, "9");
    expected ??= { form, length: octets.length };
    if (form !== expected.form) return context.found("fail", "wrong", { session, reply: visible(octets) });
    await probe.send("QUIT\r\n");
    probe.close();
  }
  const milliseconds = Math.round(performance.now() - begun);
  return context.found("pass", "all", { sessions: SESSIONS, milliseconds });
}

/** @param length null: all that comes. */
async function reply(probe: Probe, length: number | null): Promise<Uint8Array> {
  if (length !== null) return (await probe.octets(length)).octets;
  const { octets } = await probe.until((received) => received.length > 0);
  const rest = await probe.untilQuiet();
  return new Uint8Array([...octets, ...rest.octets]);
}

function openMany(context: CaseContext, count: number): Promise<Probe[]> {
  return Promise.all(Array.from({ length: count }, () => context.open()));
}

/** Whether TIME gets anything at all: what it should be is another case's matter. */
async function isAnswered(probe: Probe): Promise<boolean> {
  if (probe.state !== "open") return false;
  await probe.send(REQUEST);
  return hasOctets(probe);
}

async function hasOctets(probe: Probe): Promise<boolean> {
  return (await probe.octets(1)).octets.length > 0;
}

/** How long a new client waits for its connection and its answer, in milliseconds; null: it gets none. */
async function answerTime(context: CaseContext): Promise<number | null> {
  const begun = performance.now();
  const probe = await context.open();
  const answered = await isAnswered(probe);
  const milliseconds = Math.round(performance.now() - begun);
  probe.close();
  return answered ? milliseconds : null;
}

function inTimeOrLate(milliseconds: number): "in-time" | "late" {
  return milliseconds > MOST_DELAY ? "late" : "in-time";
}
