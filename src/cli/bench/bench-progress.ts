import type { BenchProgress } from "../../bench/index.ts";
import type { OutputStream } from "../context.ts";
import type { Environment } from "../language.ts";
import { drawingColumns, showsUnicode } from "../terminal.ts";
import type { Figures } from "./figures.ts";
import type { BenchMessages } from "./messages-en.ts";

const BAR_WIDTH = 24;
const DRAW_MILLISECONDS = 200;
const ERASE_LINE = "\r\u001b[2K";

/** A progress bar on one line of a terminal; draws nothing anywhere else. */
export class BenchProgressBar {
  readonly #terminal: OutputStream;
  readonly #env: Environment;
  readonly #texts: BenchMessages;
  readonly #figures: Figures;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(terminal: OutputStream, env: Environment, texts: BenchMessages, figures: Figures) {
    this.#terminal = terminal;
    this.#env = env;
    this.#texts = texts;
    this.#figures = figures;
  }

  draw(progress: BenchProgress): void {
    const now = performance.now();
    if (this.#terminal.isTTY !== true || now - this.#drawnAt < DRAW_MILLISECONDS) return;
    this.#drawnAt = now;
    const marks = showsUnicode(this.#env) ? { full: "█", empty: "░" } : { full: "#", empty: "." };
    const line = progressLine(progress, marks, this.#texts, this.#figures);
    // One column is left free: a full line would wrap.
    const columns = drawingColumns(this.#terminal, this.#env) - 1;
    this.#terminal.write(ERASE_LINE + [...line].slice(0, columns).join(""));
  }

  erase(): void {
    if (this.#terminal.isTTY === true && this.#drawnAt > 0) this.#terminal.write(ERASE_LINE);
  }
}

/** The bar and what is told beside it. */
export function progressLine(
  progress: BenchProgress,
  marks: { readonly full: string; readonly empty: string },
  { progress: texts }: BenchMessages,
  figures: Figures,
): string {
  const { elapsed, total, runs, runsDone, target, asked, rate, tally } = progress;
  const ofRun = Math.min(1, elapsed / total);
  // A ramp does not know how many steps it will need: its bar is that of one step.
  const share = runs === null ? ofRun : (runsDone + ofRun) / runs;
  const full = Math.round(share * BAR_WIDTH);
  const left = (runs === null ? 1 - ofRun : runs - runsDone - ofRun) * total;
  const what =
    runs === null
      ? texts.step(runsDone + 1, target, figures.number(asked ?? 0, 1))
      : texts.run(runsDone + 1, runs, target);
  return [
    marks.full.repeat(full) + marks.empty.repeat(BAR_WIDTH - full),
    `${Math.floor(share * 100)} %`,
    what,
    texts.rate(figures.number(rate)),
    ...(tally.errors > 0 ? [texts.errors(figures.number(tally.errors))] : []),
    texts.left(figures.duration(Math.ceil(left / 1000) * 1000)),
  ].join("  ");
}
