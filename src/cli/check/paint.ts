import type { OutputStream } from "../context.ts";
import type { Environment } from "../language.ts";

const CODES = { bold: "1", dim: "2", red: "31", green: "32", yellow: "33", cyan: "36" } as const;

/** A colour, or a weight of the letters. */
export type Tint = keyof typeof CODES;

/** Puts a colour on a text, where there are colours. */
export type Paint = (tint: Tint, text: string) => string;

/** Colours for a terminal, unless NO_COLOR is set (https://no-color.org) or it is a dumb one. */
export function paintFor(output: OutputStream, env: Environment): Paint {
  const isColoured = output.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  return isColoured ? (tint, text) => `\u001b[${CODES[tint]}m${text}\u001b[0m` : (_, text) => text;
}

/**
 * Breaks a text into lines of at most so many columns. What stands between backticks is not broken, and coloured instead
 * of quoted where there are colours.
 */
export function wrapped(text: string, columns: number, paint: Paint): string[] {
  const lines: string[][] = [];
  let width = 0;
  for (const word of text.match(/(?:[^\s`]|`[^`]*`?)+/g) ?? []) {
    const line = lines.at(-1);
    if (line === undefined || width + 1 + word.length > columns) {
      lines.push([word]);
      width = word.length;
    } else {
      line.push(word);
      width += 1 + word.length;
    }
  }
  return lines.map((words) => words.map((word) => tinted(word, paint)).join(" "));
}

function tinted(word: string, paint: Paint): string {
  return word.replace(/`([^`]+)`/g, (quoted, code: string) => {
    const painted = paint("cyan", code);
    return painted === code ? quoted : painted;
  });
}
