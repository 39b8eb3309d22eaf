import type { ReadStream, WriteStream } from "node:tty";
import type { CommandContext } from "../context.ts";

const OTHER_SCREEN = "\x1b[?1049h\x1b[?25l";
const USUAL_SCREEN = "\x1b[?25h\x1b[?1049l";
const HOME = "\x1b[H";
const REST_OF_LINE = "\x1b[K";
const REST_OF_SCREEN = "\x1b[J";
const BOLD = "\x1b[1m";
const PLAIN = "\x1b[0m";
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;
/** A key as terminals send it: an escape sequence, or one character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC begins the sequences of keys.
const KEY = /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[\s\S]/g;

/** What a terminal tells. */
export interface TerminalListener {
  readonly onKey: (key: string) => void;
  readonly onResize: () => void;
}

/** A terminal that is drawn on as a whole, on a screen of its own: the one before comes back at the end. */
export class TopTerminal {
  readonly #output: WriteStream;
  /** Null: keys come from nowhere. */
  readonly #input: ReadStream | null;
  readonly #listener: TerminalListener;
  readonly #onData = (data: Buffer): void => {
    for (const [key] of data.toString("latin1").matchAll(KEY)) this.#listener.onKey(key);
  };

  constructor({ stdin, stdout }: CommandContext, listener: TerminalListener) {
    this.#output = stdout as WriteStream;
    this.#input = stdin.isTTY === true ? (stdin as ReadStream) : null;
    this.#listener = listener;
  }

  get columns(): number {
    return this.#output.columns > 0 ? this.#output.columns : USUAL_COLUMNS;
  }

  get rows(): number {
    return this.#output.rows > 0 ? this.#output.rows : USUAL_ROWS;
  }

  open(): void {
    this.#output.write(OTHER_SCREEN);
    this.#output.on("resize", this.#listener.onResize);
    this.#input?.setRawMode(true);
    this.#input?.on("data", this.#onData);
    this.#input?.resume();
  }

  /** Draws the lines that fit, the foot always. */
  draw(lines: readonly string[], foot: string): void {
    const shown = lines.slice(0, this.rows - 1).map((line, index) => (index === 0 ? bold(line) : line));
    const all = [...shown, bold(foot.slice(0, this.columns))];
    this.#output.write(HOME + all.map((line) => line + REST_OF_LINE).join("\r\n") + REST_OF_SCREEN);
  }

  /** Gives the terminal back as it was. */
  close(): void {
    this.#output.off("resize", this.#listener.onResize);
    this.#input?.off("data", this.#onData);
    this.#input?.setRawMode(false);
    this.#input?.pause();
    this.#output.write(USUAL_SCREEN);
  }
}

function bold(text: string): string {
  return BOLD + text + PLAIN;
}
