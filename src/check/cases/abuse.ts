import type { CaseContext, CheckCase, Finding, Outcome, Probe } from "../model.ts";
import { visible } from "../octets.ts";
import { ask, timesIn, whyNothing } from "../reply.ts";

const LONG_LINE = 64 * 1024;
const MEBIBYTE = 1024 * 1024;
const PIECE = 16 * 1024;
/** A server that keeps an endless line grows with it; a runtime's own growth does not go on with four times as much. */
const MUCH = 4;
/** What it must have grown by, of what was sent, to have kept all. */
const KEPT = (MUCH - 1) / MUCH;
/** A server that searches all it has at each read is slow: it is given time as long as it uses the processor. */
const LOOK_PAUSE = 200;
const BUSY = LOOK_PAUSE / 20;

/** R10 and R11: what should do no harm. */
export const ABUSE_CASES: readonly CheckCase[] = [
  {
    id: "R11/not-utf8",
    level: { sheet: "must", jamd: "must" },
    points: 5,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: (context) => strangeLine(context, octetsFromTo(0x80, 0xff)),
  },
  {
    id: "R11/nul-and-controls",
    level: { sheet: "should", jamd: "must" },
    points: 2,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: (context) => strangeLine(context, octetsFromTo(0x00, 0x1f).replace(/[\r\n]/g, "")),
  },
  {
    id: "R11/reset",
    level: { sheet: "must", jamd: "must" },
    points: 5,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: reset,
  },
  {
    id: "R10/long-line",
    level: { sheet: "should", jamd: "must" },
    points: 3,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: longLine,
  },
  {
    id: "R10/endless-line",
    level: { sheet: "should", jamd: "must" },
    points: 3,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 1,
    run: endlessLine,
  },
];

function octetsFromTo(first: number, last: number): string {
  return String.fromCharCode(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

/** One that was there before; null where the server serves one client at a time. */
async function bystander(context: CaseContext): Promise<Probe | null> {
  if (!context.concurrent) return null;
  const other = await context.open();
  await ask(other);
  return other;
}

/** What became of the others; null: they are served. The connection that did it is closed before a new one is tried. */
async function harmToOthers(
  context: CaseContext,
  probe: Probe,
  other: Probe | null,
): Promise<"not-served" | "other-hurt" | "dead" | null> {
  if (other !== null && (await ask(other)).times.length === 0) {
    probe.close();
    const late = await context.open();
    return late.state === "open" ? "other-hurt" : "dead";
  }
  if (!context.concurrent) probe.close();
  const late = await context.open();
  if (late.state !== "open") return "dead";
  return (await ask(late)).times.length > 0 ? null : "not-served";
}

async function strangeLine(context: CaseContext, line: string): Promise<Finding> {
  const other = await bystander(context);
  const probe = await context.open();
  await ask(probe);
  if (probe.state !== "open") return context.found("unknown", whyNothing(probe));
  await probe.send(`${line}\r\n`);
  const { octets } = await probe.untilQuiet();
  const facts = octets.length > 0 ? { reply: visible(octets) } : {};
  const goesOn = probe.state === "open" && (await ask(probe)).times.length > 0;
  const isOver = probe.state !== "open";
  const harm = await harmToOthers(context, probe, other);
  if (harm !== null) return context.found("fail", harm, facts);
  if (goesOn) return context.found("pass", "unhurt", facts);
  return isOver ? context.found("pass", "closed", facts) : context.found("fail", "stuck", facts);
}

async function reset(context: CaseContext): Promise<Finding> {
  const other = await bystander(context);
  const probe = await context.open();
  await ask(probe);
  // In the midst of a request, and with an answer under way: servers fail in reading, or in writing.
  await probe.send("TIME\r\nTI");
  probe.reset();
  await context.pause(context.quiet / 4);
  const harm = await harmToOthers(context, probe, other);
  return harm === null ? context.found("pass", "served") : context.found("fail", harm);
}

async function longLine(context: CaseContext): Promise<Finding> {
  const other = await bystander(context);
  const probe = await context.open();
  await ask(probe);
  if (probe.state !== "open") return context.found("unknown", whyNothing(probe));
  await probe.send(`${"A".repeat(LONG_LINE)}\r\n`);
  const { octets } = await probe.untilQuiet();
  const [outcome, seen] = await afterLongLine(probe, octets);
  const harm = await harmToOthers(context, probe, other);
  if (harm !== null) return context.found("fail", harm);
  return context.found(outcome, seen, { reply: visible(octets), replies: lineEnds(octets) });
}

async function afterLongLine(
  probe: Probe,
  octets: Uint8Array,
): Promise<readonly [outcome: Outcome, seen: string]> {
  if (timesIn(octets).length > 0) return ["fail", "jam"];
  if (lineEnds(octets) > 1 || octets.length > PIECE) return ["fail", "many"];
  if (probe.state !== "open") return ["pass", octets.length > 0 ? "error-then-closed" : "closed"];
  const { times } = await ask(probe);
  if (times.length > 0) return ["pass", octets.length > 0 ? "error" : "ignored"];
  return probe.state === "open" ? ["fail", "stuck"] : ["pass", "closed"];
}

function lineEnds(octets: Uint8Array): number {
  return octets.filter((octet) => octet === 0x0a).length;
}

async function endlessLine(context: CaseContext): Promise<Finding> {
  const other = await bystander(context);
  const probe = await context.open();
  await ask(probe);
  const before = context.process?.residentOctets() ?? null;
  let sent = await sendEndlessly(context, probe, MEBIBYTE);
  let grown = await settledGrowth(context, before, MEBIBYTE / 2);
  if (probe.state === "open" && grown !== null && grown > MEBIBYTE / 2) {
    sent += await sendEndlessly(context, probe, (MUCH - 1) * MEBIBYTE);
    grown = await settledGrowth(context, before, KEPT * sent);
  }
  const isOver = probe.state !== "open";
  const harm = await harmToOthers(context, probe, other);
  const facts = { octets: sent, grown: grown ?? 0 };
  if (harm !== null) return context.found("fail", harm, facts);
  if (isOver) return context.found("pass", "closed", facts);
  if (grown === null) return context.found("unknown", "open", facts);
  return grown > KEPT * sent && sent > MEBIBYTE
    ? context.found("fail", "unbounded", facts)
    : context.found("pass", "bounded", facts);
}

/** Sends until so many octets have left, the server ends it, or it does not take more. @returns octets sent. */
async function sendEndlessly(context: CaseContext, probe: Probe, octets: number): Promise<number> {
  const deadline = performance.now() + 2 * context.patience;
  const piece = "A".repeat(PIECE);
  let sent = 0;
  while (sent < octets && probe.state === "open" && performance.now() < deadline) {
    await probe.send(piece);
    sent += PIECE;
    // What is answered meanwhile is read, or a server that answers each piece could not go on.
    await probe.until((received) => received.length > 0, 1);
  }
  await probe.untilQuiet();
  return sent;
}

/** Its growth when it has taken all that was sent: when it rests, or has grown by more than is asked for. */
async function settledGrowth(
  context: CaseContext,
  before: number | null,
  enough: number,
): Promise<number | null> {
  const deadline = performance.now() + 4 * context.patience;
  for (;;) {
    const grown = growth(context, before);
    const used = context.process?.cpuMilliseconds() ?? null;
    if (grown === null || used === null || grown > enough || performance.now() > deadline) return grown;
    await context.pause(LOOK_PAUSE);
    if (context.signal.aborted || (context.process?.cpuMilliseconds() ?? used) - used < BUSY) {
      return growth(context, before);
    }
  }
}

function growth(context: CaseContext, before: number | null): number | null {
  const now = context.process?.residentOctets() ?? null;
  return now === null || before === null ? null : Math.max(0, now - before);
}
