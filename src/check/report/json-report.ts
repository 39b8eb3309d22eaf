import type { CheckResult } from "../model.ts";
import { describe, type ReportStyle } from "./described.ts";

/**
 * Version of the JSON report. Within a version fields are only added, and no field changes its meaning; the words of
 * `seen.word` may grow.
 */
export const JSON_FORMAT = 1;

/**
 * The result as one JSON object. docs/check.md describes its fields.
 *
 * @returns text that ends with a line end.
 */
export function jsonReport(result: CheckResult, style: ReportStyle): string {
  return `${JSON.stringify(jsonValue(result, style), null, 2)}\n`;
}

/** The value that {@link jsonReport} writes, for reports on many servers. */
export function jsonValue(result: CheckResult, style: ReportStyle): Readonly<Record<string, unknown>> {
  const { cases, causes } = describe(result, style);
  const { target, profile, startedAt, milliseconds, framing, concurrency, grade, output } = result;
  return {
    format: JSON_FORMAT,
    target,
    profile,
    language: style.language,
    startedAt: startedAt.toISOString(),
    milliseconds,
    verdict: grade.verdict,
    grade: { points: grade.points, of: grade.of, percent: grade.percent, rubric: style.rubric },
    framing,
    concurrency,
    causes: causes.map(({ cause, text }) => ({
      id: cause.id,
      text: text.text,
      hint: text.hint,
      facts: cause.facts,
      explains: cause.explains,
    })),
    cases: cases.map(({ id, requirement, result: one, text, seen, weight }) => ({
      id,
      requirement,
      level: one.level,
      outcome: one.outcome,
      title: text.title,
      sheet: text.sheet,
      expected: text.expected,
      seen: { word: one.finding.seen, text: seen, facts: one.finding.facts },
      why: text.why,
      hint: text.hint,
      weight,
      margin: { agreeing: one.margin[0], runs: one.margin[1] },
      cause: one.cause,
      trace: one.finding.trace,
    })),
    output,
  };
}
