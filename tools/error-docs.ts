/**
 * Writes docs/errors.md from the table of errors. With --check it writes nothing and fails when the file differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ERRORS, type ErrorEntry } from "../src/errors/index.ts";

const path = fileURLToPath(new URL("../docs/errors.md", import.meta.url));

const INTRODUCTION = `# Errors

<!-- Generated from src/errors/catalogue.ts by \`npm run docs\`. Do not edit. -->

Each error has a stable code: \`error.code\` of a \`JamError\` in the library, the word in brackets at the end of the line
a \`jam\` command prints. Wording may change, a code never gets another meaning. A command ends with exit code 2 when it was
used wrongly and with 1 when something failed while it ran. Words in braces stand for values.
`;

const EXIT_MEANING = { 1: "failed at run time", 2: "wrong usage" } as const;

/** The text of docs/errors.md. */
export function errorDocs(errors: Readonly<Record<string, ErrorEntry>>): string {
  const entries = Object.entries(errors);
  const index = entries.map(([code, { exit }]) => `| [\`${code}\`](#${code.toLowerCase()}) | ${exit} |`);
  const sections = entries.map(([code, entry]) =>
    [
      `## ${code}\n`,
      `Exit code ${entry.exit} (${EXIT_MEANING[entry.exit]}).\n`,
      `- en: ${literal(entry.en)} ${literal(entry.enFix)}`,
      `- id: ${literal(entry.id)} ${literal(entry.idFix)}\n`,
    ].join("\n"),
  );
  return [INTRODUCTION, "| code | exit code |\n| --- | --- |", ...index, "", sections.join("\n")].join("\n");
}

/** Keeps Markdown from reading markup into a message. */
function literal(text: string): string {
  return text.replace(/[<*`]/g, (mark) => `\\${mark}`);
}

if (import.meta.main) {
  const wanted = errorDocs(ERRORS);
  if (!process.argv.includes("--check")) {
    writeFileSync(path, wanted);
  } else if (read(path) !== wanted) {
    console.error('docs/errors.md is not what src/errors/catalogue.ts says. Run "npm run docs".');
    process.exitCode = 1;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
