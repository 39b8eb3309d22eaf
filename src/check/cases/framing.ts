import type { CaseContext, CheckCase, Finding, Probe } from "../model.ts";
import { textOf, visible } from "../octets.ts";
import { ask, judge, openGreeted, REQUEST, readTimes, timesIn, whyNothing } from "../reply.ts";

/** Between the parts of a request, in milliseconds: enough that the server has read the one before the next is sent. */
const PART_PAUSE = 150;
const OCTET_PAUSE = 60;
const MANY = 500;

/** R7 and R8: requests arrive in any cut. */
export const FRAMING_CASES: readonly CheckCase[] = [
  {
    id: "R8/split-in-two",
    level: { sheet: "should", jamd: "must" },
    points: 5,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: (context) => inParts(context, ["TI", "ME\r\n"], PART_PAUSE),
  },
  {
    id: "R8/octet-by-octet",
    level: { sheet: "should", jamd: "must" },
    points: 4,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: (context) => inParts(context, [...REQUEST], OCTET_PAUSE),
  },
  {
    id: "R8/split-line-end",
    level: { sheet: "should", jamd: "must" },
    points: 2,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: (context) => inParts(context, ["TIME\r", "\n"], PART_PAUSE),
  },
  {
    id: "R8/two-merged",
    level: { sheet: "should", jamd: "must" },
    points: 5,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: twoMerged,
  },
  {
    id: "R8/many-merged",
    level: { sheet: "info", jamd: "must" },
    points: 3,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: manyMerged,
  },
  {
    id: "R8/time-and-quit-merged",
    level: { sheet: "should", jamd: "must" },
    points: 4,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: timeAndQuitMerged,
  },
  {
    id: "R7/empty-line",
    level: { sheet: "should", jamd: "must" },
    points: 3,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: emptyLine,
  },
];

/** Sends one request in parts, and looks what comes between them. */
async function inParts(context: CaseContext, parts: readonly string[], pause: number): Promise<Finding> {
  const probe = await openGreeted(context);
  let early: Uint8Array = new Uint8Array();
  for (const part of parts.slice(0, -1)) {
    await probe.send(part);
    const { octets } = await probe.untilQuiet(pause);
    early = joined(early, octets);
  }
  await probe.send(parts.at(-1) ?? "");
  // Who has answered a part already is not waited for.
  const first = await probe.until(
    (octets) => octets.length > 0,
    early.length > 0 ? context.quiet : undefined,
  );
  const rest = await probe.untilQuiet();
  const all = joined(joined(early, first.octets), rest.octets);
  const reply = visible(all);
  const judgement = judge(all);
  switch (judgement) {
    case "none":
      return context.found("fail", whyNothing(probe));
    case "error":
      return context.found("fail", early.length > 0 ? "error-each" : "error", { reply });
    case "answers-and-more":
    case "answers":
      if (timesIn(early).length > 0) return context.found("fail", "early", { reply });
      return judgement === "answers" && timesIn(all).length === 1
        ? context.found("pass", "one", { reply })
        : context.found("fail", "extra", { reply });
  }
}

/** Waits for the first answer with patience, and for the others as long as they keep coming. */
async function answersTo(
  context: CaseContext,
  probe: Probe,
  sent: string,
  count: number,
): Promise<Uint8Array> {
  await probe.send(sent);
  const first = await probe.until((octets) => octets.length > 0);
  // What was merged is read at once: the answers come together, or not at all.
  const more = await probe.until(
    (octets) => timesIn(joined(first.octets, octets)).length >= count,
    2 * context.quiet,
  );
  const rest = await probe.untilQuiet();
  return joined(joined(first.octets, more.octets), rest.octets);
}

async function twoMerged(context: CaseContext): Promise<Finding> {
  const probe = await openGreeted(context);
  const all = await answersTo(context, probe, REQUEST + REQUEST, 2);
  const reply = visible(all);
  const replies = timesIn(all).length;
  const judgement = judge(all);
  if (judgement === "none") return context.found("fail", whyNothing(probe));
  if (judgement === "error") return context.found("fail", "error", { reply });
  if (judgement === "answers-and-more" || replies > 2) return context.found("fail", "extra", { reply });
  return replies === 2
    ? context.found("pass", "two", { reply })
    : context.found("fail", "one-only", { reply });
}

async function manyMerged(context: CaseContext): Promise<Finding> {
  const probe = await openGreeted(context);
  const all = await answersTo(context, probe, REQUEST.repeat(MANY), MANY);
  const replies = timesIn(all).length;
  const facts = { replies, requests: MANY };
  const judgement = judge(all);
  if (judgement === "none") return context.found("fail", whyNothing(probe));
  if (judgement === "error") return context.found("fail", "error", { reply: visible(all) });
  if (replies > MANY) return context.found("fail", "extra", facts);
  if (replies < MANY) return context.found("fail", "fewer", facts);
  return judgement === "answers"
    ? context.found("pass", "all", facts)
    : context.found("fail", "other", { reply: visible(all) });
}

async function timeAndQuitMerged(context: CaseContext): Promise<Finding> {
  const probe = await openGreeted(context);
  await probe.send(`${REQUEST}QUIT\r\n`);
  const first = await readTimes(probe, 1);
  const rest = await probe.untilEnd();
  const all = joined(first.octets, rest.octets);
  const reply = visible(all);
  const isOver = probe.state !== "open";
  switch (judge(all)) {
    case "none":
      return probe.state === "ended"
        ? context.found("fail", "end-only")
        : context.found("fail", whyNothing(probe));
    case "error":
      return context.found("fail", "error", { reply });
    case "answers-and-more":
      // A farewell is judged elsewhere (R5/quit-silent): what counts here is that it came behind the time, then the end.
      if (isOver && textOf(all).search(/\d:\d\d/) < 16)
        return context.found("pass", "time-then-end", { reply });
      return context.found("fail", "extra", { reply });
    case "answers":
      if (timesIn(all).length > 1) return context.found("fail", "extra", { reply });
      return isOver
        ? context.found("pass", "time-then-end", { reply })
        : context.found("fail", "time-only", { reply });
  }
}

async function emptyLine(context: CaseContext): Promise<Finding> {
  const probe = await openGreeted(context);
  await probe.send(`${REQUEST}\r\n`);
  const first = await probe.until((octets) => octets.length > 0);
  const rest = await probe.untilQuiet();
  const all = joined(first.octets, rest.octets);
  const reply = visible(all);
  const judgement = judge(all);
  if (judgement === "none") return context.found("fail", whyNothing(probe));
  if (judgement === "error") return context.found("fail", "error", { reply });
  if (timesIn(all).length > 1) return context.found("fail", "two-replies", { reply });
  if (judgement === "answers-and-more") return context.found("fail", "error-too", { reply });
  if (probe.state !== "open") return context.found("fail", "closes", { reply });
  const again = await ask(probe);
  if (again.times.length > 0) return context.found("pass", "one", { reply });
  return context.found("fail", probe.state === "open" ? "stuck" : "closes", { reply });
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return new Uint8Array([...one, ...other]);
}
