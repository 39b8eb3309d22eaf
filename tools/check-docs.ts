/**
 * Writes the list of cases into docs/check.md and docs/check.id.md, between their marks, from the texts of the checker.
 * With --check it writes nothing and fails when a page differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  ALL_CASES,
  type CheckCase,
  type CheckLanguage,
  caseText,
  PROFILES,
  type Requirement,
  reportWords,
} from "../src/check/index.ts";

const PAGES: readonly (readonly [language: CheckLanguage, path: string])[] = [
  ["en", fileURLToPath(new URL("../docs/check.md", import.meta.url))],
  ["id", fileURLToPath(new URL("../docs/check.id.md", import.meta.url))],
];

const BEGIN = "<!-- cases: generated from src/check/texts by `npm run docs`; do not edit -->";
const END = "<!-- end of cases -->";

/** The list of cases in Markdown: a part for each requirement, an entry for each case. */
export function caseDocs(language: CheckLanguage): string {
  const words = reportWords(language);
  const requirements = [...new Set(ALL_CASES.map(requirementOf))].toSorted(byNumber);
  return requirements
    .flatMap((requirement) => {
      const cases = ALL_CASES.filter((one) => requirementOf(one) === requirement);
      return [
        `### ${requirement} ${words.requirement[requirement]}`,
        ...cases.map((one) => entry(one, language)),
      ];
    })
    .join("\n\n");
}

function entry(one: CheckCase, language: CheckLanguage): string {
  const { title, sheet, expected, why, hint } = caseText(one.id, language);
  const words = reportWords(language);
  const levels = PROFILES.map((profile) => {
    const level = one.level[profile];
    return `${profile} ${level === null ? "-" : words.level[level]}`;
  });
  return [
    `#### ${one.id}`,
    "",
    `**${title}** (${levels.join(", ")}; ${words.points.toLowerCase()}: ${one.points})`,
    "",
    `- ${words.sheet}: ${sheet}`,
    `- ${words.expected}: ${expected}`,
    `- ${words.why}: ${why}`,
    `- ${words.hint}: ${hint}`,
  ].join("\n");
}

/** A page with the list in its place. @throws Error when the page has no place for it. */
export function withCases(page: string, language: CheckLanguage): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The page has no "${BEGIN}" before "${END}".`);
  return `${page.slice(0, from + BEGIN.length)}\n\n${caseDocs(language)}\n\n${page.slice(to)}`;
}

function requirementOf({ id }: CheckCase): Requirement {
  return id.slice(0, id.indexOf("/")) as Requirement;
}

/** R2 before R10, OPS last. */
function byNumber(one: Requirement, other: Requirement): number {
  const rank = (name: string) => (name === "OPS" ? Number.MAX_SAFE_INTEGER : Number(name.slice(1)));
  return rank(one) - rank(other);
}

if (import.meta.main) {
  for (const [language, path] of PAGES) {
    const page = readFileSync(path, "utf8");
    const wanted = withCases(page, language);
    if (!process.argv.includes("--check")) {
      writeFileSync(path, wanted);
    } else if (page !== wanted) {
      console.error(`${path} is not what src/check/texts says. Run "npm run docs".`);
      process.exitCode = 1;
    }
  }
}
