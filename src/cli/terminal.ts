import type { OutputStream } from "./context.ts";
import type { Environment } from "./language.ts";

/** Columns when the output is no terminal and COLUMNS says nothing. */
const DEFAULT_COLUMNS = 80;
/** Wider drawings are harder to read, not easier. */
const MOST_COLUMNS = 120;
const FEWEST_COLUMNS = 40;

/** Columns to draw in: the terminal's, else COLUMNS, else 80; 40 to 120. */
export function drawingColumns(stdout: OutputStream, env: Environment): number {
  const told = stdout.isTTY === true ? stdout.columns : Number(env.COLUMNS);
  const columns = told !== undefined && told > 0 ? Math.floor(told) : DEFAULT_COLUMNS;
  return Math.min(Math.max(columns, FEWEST_COLUMNS), MOST_COLUMNS);
}

/** Whether the locale says that the terminal shows UTF-8. */
export function showsUnicode(env: Environment): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || "");
}
