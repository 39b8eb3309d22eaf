import { extname } from "node:path";

/** What a command template may name. */
export interface TemplateValues {
  /** Path of the server's file, from the folder that it runs in. */
  readonly file: string;
  /** The submission's folder, whole path. */
  readonly folder: string;
  readonly name: string;
}

/** Names in a template that stand for the submission. */
const PLACEHOLDER = /\{(file|folder|name)\}/g;

/** Programs that run a file by its ending, for a batch of mixed languages. */
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  ".py": ["python3"],
  ".js": ["node"],
  ".mjs": ["node"],
  ".cjs": ["node"],
  ".ts": ["node"],
  ".rb": ["ruby"],
  ".pl": ["perl"],
  ".php": ["php"],
  ".go": ["go", "run"],
  ".java": ["java"],
  ".jar": ["java", "-jar"],
  ".sh": ["sh"],
};

/** Endings of files that are run without a template. */
export const KNOWN_ENDINGS: readonly string[] = Object.keys(RUNNERS);

/**
 * The words of a template: separated by spaces; `'...'` and `"..."` keep spaces, a backslash the next character. No shell
 * reads them: `sh -c '...'` is there for those who want one.
 *
 * @returns null when a quote is not closed or there is no word.
 */
export function wordsOf(template: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: "'" | '"' | null = null;
  for (let at = 0; at < template.length; at += 1) {
    const character = template[at] as string;
    if (quote !== null) {
      if (character === quote) quote = null;
      else if (character === "\\" && quote === '"' && at + 1 < template.length)
        word += template[++at] as string;
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === "\\" && at + 1 < template.length) {
      word = (word ?? "") + (template[++at] as string);
    } else {
      word = (word ?? "") + character;
    }
  }
  if (word !== null) words.push(word);
  return quote !== null || words.length === 0 ? null : words;
}

/** Whether a template names the submission at all: one that does not would start the same server for each. */
export function namesSubmission(words: readonly string[]): boolean {
  return words.some((word) => word.search(PLACEHOLDER) >= 0);
}

/** Whether a template needs the server's file to be known. */
export function namesFile(words: readonly string[]): boolean {
  return words.some((word) => word.includes("{file}"));
}

/** The command of one submission. Values are put in as they are: a space in a name does not make two words of it. */
export function fillTemplate(words: readonly string[], values: TemplateValues): string[] {
  return words.map((word) => word.replaceAll(PLACEHOLDER, (_, name: keyof TemplateValues) => values[name]));
}

/** The command that runs a file by its ending; a file without a known one is run as a program. */
export function usualCommand(file: string): string[] {
  return [...(RUNNERS[extname(file).toLowerCase()] ?? []), file.includes("/") ? file : `./${file}`];
}
