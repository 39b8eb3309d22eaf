import type { BatchProgress } from "../../check/index.ts";
import type { OutputStream } from "../context.ts";
import type { Environment } from "../language.ts";
import { drawingColumns, showsUnicode } from "../terminal.ts";
import type { BatchMessages } from "./batch-messages-en.ts";

const BAR_WIDTH = 24;
const ERASE_LINE = "\r\u001b[2K";

/** The progress of a batch, on one line of a terminal; draws nothing anywhere else. */
export class BatchProgressBar {
  readonly #terminal: OutputStream;
  readonly #env: Environment;
  readonly #texts: BatchMessages;
  readonly #begun = performance.now();
  #life: "new" | "drawn" = "new";

  constructor(terminal: OutputStream, env: Environment, texts: BatchMessages) {
    this.#terminal = terminal;
    this.#env = env;
    this.#texts = texts;
  }

  draw(progress: BatchProgress): void {
    if (this.#terminal.isTTY !== true) return;
    this.#life = "drawn";
    const marks = showsUnicode(this.#env) ? { full: "█", empty: "░" } : { full: "#", empty: "." };
    const line = batchProgressLine(progress, performance.now() - this.#begun, marks, this.#texts);
    // One column is left free: a full line would wrap.
    const columns = drawingColumns(this.#terminal, this.#env) - 1;
    this.#terminal.write(ERASE_LINE + [...line].slice(0, columns).join(""));
  }

  erase(): void {
    if (this.#life === "drawn") this.#terminal.write(ERASE_LINE);
  }
}

/** The bar and what is told beside it. @param elapsed milliseconds since the batch began. */
export function batchProgressLine(
  { done, of, kept, running }: BatchProgress,
  elapsed: number,
  marks: { readonly full: string; readonly empty: string },
  texts: BatchMessages,
): string {
  const full = of === 0 ? BAR_WIDTH : Math.floor((done / of) * BAR_WIDTH);
  const checked = done - kept;
  // What was known from before took no time.
  const left = checked === 0 ? null : (elapsed / checked) * (of - done);
  return [
    marks.full.repeat(full) + marks.empty.repeat(BAR_WIDTH - full),
    texts.progress(done, of),
    ...(left === null || done === of ? [] : [texts.left(minutesAndSeconds(left))]),
    // Names are other people's, and an escape sequence would be drawn.
    running.map((name) => name.replaceAll(/\p{C}/gu, "?")).join(", "),
  ].join("  ");
}

function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
