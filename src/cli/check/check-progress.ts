import type { CheckProgress } from "../../check/index.ts";
import type { OutputStream } from "../context.ts";
import type { Environment } from "../language.ts";
import { drawingColumns } from "../terminal.ts";
import type { CheckMessages } from "./messages-en.ts";

const ERASE_LINE = "\r\u001b[2K";

/** How far a check has come, on one line of a terminal; nothing anywhere else. */
export class CheckProgressLine {
  readonly #terminal: OutputStream;
  readonly #env: Environment;
  readonly #texts: CheckMessages;
  #isDrawn = false;
  #done = 0;
  #of = 0;

  constructor(terminal: OutputStream, env: Environment, texts: CheckMessages) {
    this.#terminal = terminal;
    this.#env = env;
    this.#texts = texts;
  }

  /** Tells what happens before there is anything to count. */
  say(text: string): void {
    if (this.#terminal.isTTY !== true) return;
    const columns = drawingColumns(this.#terminal, this.#env) - 1;
    this.#terminal.write(ERASE_LINE + [...text].slice(0, columns).join(""));
    this.#isDrawn = true;
  }

  draw(progress: CheckProgress): void {
    if (progress.kind === "started") this.#of = progress.cases.length;
    if (progress.kind === "finished") this.#done = progress.done;
    if (progress.kind !== "started") this.say(this.#lineOf(progress));
  }

  erase(): void {
    if (this.#isDrawn) this.#terminal.write(ERASE_LINE);
    this.#isDrawn = false;
  }

  #lineOf(progress: Exclude<CheckProgress, { readonly kind: "started" }>): string {
    if (progress.kind === "restarted") return this.#texts.restarted(progress.after);
    const { id } = progress.kind === "running" ? progress.case : progress.result.case;
    return this.#texts.progress(this.#done, this.#of, id);
  }
}
