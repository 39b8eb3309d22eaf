import type { CheckResult } from "../model.ts";
import { type DescribedCase, describe, type ReportStyle, secondsOf } from "./described.ts";
import { withoutControls } from "./visible.ts";

/**
 * The result as JUnit XML: a suite for each requirement. Only a case that the server MUST pass is a `failure`, so that a
 * build is red exactly where `jam check` ends with 1; a failed SHOULD or INFO, and what could not be observed, is
 * `skipped` with its reason.
 *
 * @returns well-formed XML 1.0 that ends with a line end.
 */
export function junitReport(result: CheckResult, style: ReportStyle): string {
  const { cases, words } = describe(result, style);
  const requirements = [...new Set(cases.map(({ requirement }) => requirement))];
  const time = (result.milliseconds / 1000).toFixed(3);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(`jam check ${result.target}`)}" ${countsOf(cases)} time="${time}">`,
  ];
  for (const requirement of requirements) {
    const own = cases.filter((one) => one.requirement === requirement);
    const name = `${requirement} ${words.requirement[requirement]}`;
    const stamp = result.startedAt.toISOString().slice(0, 19);
    const seconds = own.reduce((sum, one) => sum + secondsOf(one.result), 0).toFixed(3);
    lines.push(
      `  <testsuite name="${attribute(name)}" ${countsOf(own)} time="${seconds}" timestamp="${stamp}">`,
      ...own.flatMap((one) => testCase(one, result.target, words.expected, words.hint)),
      "  </testsuite>",
    );
  }
  return `${[...lines, "</testsuites>"].join("\n")}\n`;
}

function testCase(one: DescribedCase, target: string, expected: string, hint: string): string[] {
  const { id, result, text, seen } = one;
  const time = secondsOf(result).toFixed(3);
  const open = `    <testcase classname="${attribute(target)}" name="${attribute(`${id}: ${text.title}`)}" time="${time}"`;
  switch (kindOf(one)) {
    case "passed":
      return [`${open}/>`];
    case "failure": {
      const details = [seen, `${expected}: ${text.expected}`, `${hint}: ${text.hint}`]
        .map(content)
        .join("\n");
      const failure = `      <failure type="${attribute(result.finding.seen)}" message="${attribute(seen)}">${details}</failure>`;
      return [`${open}>`, failure, "    </testcase>"];
    }
    case "skipped": {
      const level = result.outcome === "fail" ? `${result.level}: ` : "";
      return [`${open}>`, `      <skipped message="${attribute(level + seen)}"/>`, "    </testcase>"];
    }
  }
}

function kindOf({ result: { outcome, level } }: DescribedCase): "passed" | "failure" | "skipped" {
  if (outcome === "pass") return "passed";
  return outcome === "fail" && level === "must" ? "failure" : "skipped";
}

function countsOf(cases: readonly DescribedCase[]): string {
  const count = (kind: string) => cases.filter((one) => kindOf(one) === kind).length;
  return `tests="${cases.length}" failures="${count("failure")}" errors="0" skipped="${count("skipped")}"`;
}

function content(text: string): string {
  return withoutControls(text).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function attribute(text: string): string {
  return withoutControls(text).replace(/[&<>"'\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}
