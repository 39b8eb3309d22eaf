import type { CaseContext, CheckCase, Finding } from "../model.ts";
import { textOf, visible } from "../octets.ts";
import { ask, judge, timesIn, whyNothing } from "../reply.ts";

/** A line that no server of this protocol knows. */
const UNKNOWN = "HALO";
const ERROR_TEXT = "Invalid command\r\n";

/** R2, R3 and R6: which line is a request, and what any other line gets. */
export const LINE_CASES: readonly CheckCase[] = [
  {
    id: "R2/bare-lf",
    level: { sheet: "info", jamd: "must" },
    points: 2,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: (context) => oneAnswer(context, "TIME\n"),
  },
  {
    id: "R3/arguments",
    level: { sheet: "info", jamd: "must" },
    points: 2,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: (context) => oneAnswer(context, "TIME please\r\n"),
  },
  {
    id: "R3/lower-case",
    level: { sheet: "info", jamd: "must" },
    points: 2,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: (context) => noAnswer(context, "time\r\n"),
  },
  {
    id: "R3/prefix",
    level: { sheet: "should", jamd: "must" },
    points: 2,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: (context) => noAnswer(context, "TIMEX\r\n"),
  },
  {
    id: "R6/unknown-line",
    level: { sheet: "should", jamd: "must" },
    points: 6,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: unknownLine,
  },
  {
    id: "R6/exact-text",
    level: { sheet: "info", jamd: "must" },
    points: 2,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: exactText,
  },
  {
    id: "R6/goes-on",
    level: { sheet: "should", jamd: "must" },
    points: 5,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: goesOn,
  },
];

async function oneAnswer(context: CaseContext, line: string): Promise<Finding> {
  const all = await answerTo(context, line);
  if (typeof all === "string") return context.found("fail", all);
  const reply = visible(all);
  const judgement = judge(all);
  if (judgement === "error") return context.found("fail", "error", { reply });
  if (judgement === "none") return context.found("fail", "other", { reply });
  return judgement === "answers" && timesIn(all).length === 1
    ? context.found("pass", "one", { reply })
    : context.found("fail", "extra", { reply });
}

/** Silence and an end are no answer either; whether an unknown line is to be answered is judged elsewhere (R6). */
async function noAnswer(context: CaseContext, line: string): Promise<Finding> {
  const probe = await context.open();
  await ask(probe);
  if (probe.state !== "open") return context.found("unknown", whyNothing(probe));
  await probe.send(line);
  const { octets } = await probe.untilQuiet();
  return timesIn(octets).length > 0
    ? context.found("fail", "jam", { reply: visible(octets) })
    : context.found("pass", "refused", { reply: visible(octets) });
}

async function unknownLine(context: CaseContext): Promise<Finding> {
  const all = await answerTo(context, `${UNKNOWN}\r\n`);
  if (typeof all === "string") return context.found("fail", all);
  const text = textOf(all);
  const facts = { reply: visible(all) };
  if (timesIn(all).length > 0) return context.found("fail", "jam", facts);
  if (text.trim() === UNKNOWN) return context.found("fail", "echo", facts);
  if (/[\r\n]+[^\r\n]/.test(text)) return context.found("fail", "two-lines", facts);
  if (/^[^\r\n]+\r\n$/.test(text)) return context.found("pass", "line", facts);
  if (/^[^\r\n]+\n$/.test(text)) return context.found("fail", "lf-only", facts);
  return context.found("fail", /[\r\n]/.test(text) ? "other" : "no-crlf", facts);
}

async function exactText(context: CaseContext): Promise<Finding> {
  const all = await answerTo(context, `${UNKNOWN}\r\n`);
  if (typeof all === "string") return context.found("fail", all);
  const reply = visible(all);
  if (textOf(all) === ERROR_TEXT) return context.found("pass", "exact", { reply });
  return context.found("fail", timesIn(all).length > 0 ? "other" : "other-text", { reply });
}

async function goesOn(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  await probe.send(`${UNKNOWN}\r\n`);
  await probe.untilQuiet();
  if (probe.state !== "open") return context.found("fail", whyNothing(probe));
  const { times, octets } = await ask(probe);
  if (times.length > 0) return context.found("pass", "goes-on");
  if (octets.length > 0) return context.found("fail", "other", { reply: visible(octets) });
  return context.found("fail", probe.state === "open" ? "no-reply" : whyNothing(probe));
}

/** All that comes for a line, on a connection that was served before; or a word for why nothing does. */
async function answerTo(context: CaseContext, line: string): Promise<Uint8Array | string> {
  const probe = await context.open();
  // A greeting, where there is one, comes before this answer: it is not taken for that of the line.
  await ask(probe);
  if (probe.state !== "open") return whyNothing(probe);
  await probe.send(line);
  const first = await probe.until((octets) => octets.length > 0, context.patience / 2);
  const rest = await probe.untilQuiet();
  const all = new Uint8Array([...first.octets, ...rest.octets]);
  return all.length > 0 ? all : whyNothing(probe);
}
