import type { CaseContext, CheckCase, Finding } from "../model.ts";
import { textOf, visible } from "../octets.ts";
import { ask, openGreeted, REQUEST, timesIn, whyNothing } from "../reply.ts";

const EXACT = /^JAM (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\r\n$/;

/**
 * What is wrong with a reply, as a word; `exact` when it is `JAM hh:mm:ss` CR LF to the octet (R4). The first fault that
 * is found is named: those of the text come before those of the line end.
 */
export function shapeOf(octets: Uint8Array): string {
  const text = textOf(octets);
  if (EXACT.test(text)) return "exact";
  if (timesIn(octets).length === 0) return "error-text";
  const line = text.replace(/[\r\n]+$/, "");
  if (timesIn(octets).length > 1 || /[\r\n]/.test(line)) return "more-text";
  return wordFault(line) ?? timeFault(line) ?? lineEndFault(text.slice(line.length));
}

function wordFault(line: string): string | null {
  if (/^JAM\s*:/i.test(line)) return "colon";
  if (/^jam/i.test(line) && !line.startsWith("JAM")) return "lower-case";
  if (!line.startsWith("JAM")) return /JAM/i.test(line) ? "more-text" : "no-jam-word";
  if (/^JAM\d/.test(line)) return "no-space";
  return /^JAM\s{2,}\d/.test(line) ? "two-spaces" : null;
}

function timeFault(line: string): string | null {
  if (/\d\s?[ap]\.?m\b/i.test(line)) return "twelve-hour";
  if (/^JAM\s+\S.*\s\d{1,2}:\d/.test(line)) return "date";
  if (/^JAM \d\d:\d\d:\d\d\s+$/.test(line)) return "trailing-space";
  if (/^JAM (?:\d:\d{1,2}:\d{1,2}|\d\d:\d:\d{1,2}|\d\d:\d\d:\d)$/.test(line)) return "short-digits";
  if (/^JAM \d\d:\d\d:\d\d[^\d]/.test(line)) return "more-text";
  return EXACT.test(`${line}\r\n`) ? null : "other";
}

function lineEndFault(end: string): string {
  if (end === "") return "no-crlf";
  return end === "\n" ? "lf-only" : "other";
}

async function connects(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  if (probe.state !== "open") return context.found("fail", whyNothing(probe), { code: probe.failure });
  const { octets, times } = await ask(probe);
  if (octets.length === 0) return context.found("fail", whyNothing(probe));
  return context.found("pass", "answered", { reply: visible(octets), times: times.length });
}

async function noBanner(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  const { octets } = await probe.untilQuiet();
  if (octets.length > 0) return context.found("fail", "banner", { octets: visible(octets) });
  return probe.state === "open"
    ? context.found("pass", "quiet", { milliseconds: context.quiet })
    : context.found("fail", whyNothing(probe));
}

async function format(context: CaseContext): Promise<Finding> {
  const probe = await openGreeted(context);
  await probe.send(REQUEST);
  const first = await probe.until((octets) => /\d[\s\S]*\n/.test(textOf(octets)), context.patience / 2);
  const rest = await probe.untilQuiet();
  const octets = new Uint8Array([...first.octets, ...rest.octets]);
  if (octets.length === 0) return context.found("fail", whyNothing(probe));
  const seen = shapeOf(octets);
  const facts = { reply: visible(octets), length: octets.length };
  return context.found(seen === "exact" ? "pass" : "fail", seen, facts);
}

/** What a server answers to a plain request, to the octet, and that it speaks only when it is asked. */
export const FORMAT_CASES: readonly CheckCase[] = [
  {
    id: "R1/connects",
    level: { sheet: "must", jamd: "must" },
    points: 5,
    runs: "beside",
    needs: [],
    repeats: 1,
    run: connects,
  },
  {
    id: "R1/no-banner",
    level: { sheet: "must", jamd: "must" },
    points: 3,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: noBanner,
  },
  {
    id: "R4/format",
    level: { sheet: "must", jamd: "must" },
    points: 10,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: format,
  },
];
