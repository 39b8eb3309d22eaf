import type { CheckResult } from "../model.ts";
import { type DescribedCase, describe, type ReportStyle } from "./described.ts";
import { withoutControls } from "./visible.ts";

/**
 * The result in the Test Anything Protocol, version 14. A failed SHOULD or INFO is `not ok ... # TODO`, which consumers
 * count as no failure, and what could not be observed is `# SKIP`.
 *
 * @returns text that ends with a line end.
 */
export function tapReport(result: CheckResult, style: ReportStyle): string {
  const { cases, words, causes, grade } = describe(result, style);
  const lines = ["TAP version 14", `1..${cases.length}`, comment(`jam check ${result.target}`)];
  for (const [index, one] of cases.entries()) lines.push(...point(one, index + 1));
  for (const { text } of causes) lines.push(comment(text.text), comment(`${words.hint}: ${text.hint}`));
  lines.push(comment(`${words.grade}: ${grade}`));
  return `${lines.join("\n")}\n`;
}

function point({ id, result, text, seen }: DescribedCase, number: number): string[] {
  const { outcome, level, finding, margin } = result;
  const line = `${outcome === "fail" ? "not ok" : "ok"} ${number} - ${description(`${id}: ${text.title}`)}`;
  if (outcome === "pass") return [line];
  if (outcome === "unknown") return [`${line} # SKIP ${description(seen)}`];
  return [
    level === "must" ? line : `${line} # TODO ${level.toUpperCase()}`,
    "  ---",
    `  seen: ${scalar(seen)}`,
    `  word: ${scalar(finding.seen)}`,
    `  expected: ${scalar(text.expected)}`,
    `  hint: ${scalar(text.hint)}`,
    `  severity: ${level}`,
    `  agreeing: ${margin[0]}`,
    `  runs: ${margin[1]}`,
    "  ...",
  ];
}

/** A `#` would begin a directive. */
function description(text: string): string {
  return oneLine(text).replace(/[\\#]/g, "\\$&");
}

function comment(text: string): string {
  return `# ${oneLine(text)}`;
}

/** A YAML scalar between double quotes: JSON's form is one. */
function scalar(text: string): string {
  return JSON.stringify(oneLine(text));
}

function oneLine(text: string): string {
  return withoutControls(text).replaceAll("\n", " ");
}
