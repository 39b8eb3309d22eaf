import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import type { CommandContext } from "./context.ts";

/** What came from the input. */
export type InputEvent =
  | { readonly kind: "line"; readonly text: string }
  /** Ctrl-D, or the end of a pipe or a file. */
  | { readonly kind: "end" }
  /** Ctrl-C on a terminal. */
  | { readonly kind: "interrupt" }
  /** {@link LineInput.stop} was called: nobody wants a line any more. */
  | { readonly kind: "stopped" };

/** Lines read ahead of their use; beyond that a pipe is paused. */
const READ_AHEAD = 64;

/**
 * Lines that a person types, with editing and history on a terminal; or lines of a pipe, one at a time.
 * A terminal on one side alone is a pipe: nobody could see the prompt, or nobody types.
 */
export class LineInput {
  /** Whether a person types and sees what is printed. */
  readonly isInteractive: boolean;
  readonly #context: CommandContext;
  readonly #readline: Interface;
  readonly #ahead: InputEvent[] = [];
  #wake: ((event: InputEvent) => void) | null = null;

  /** @param onInterrupt is called at Ctrl-C, also while nobody waits for a line. */
  constructor(context: CommandContext, onInterrupt: () => void) {
    const { stdin, stdout } = context;
    this.#context = context;
    this.isInteractive = stdin.isTTY === true && stdout.isTTY === true;
    this.#readline = this.isInteractive
      ? createInterface({ input: stdin, output: stdout, terminal: true })
      : createInterface({ input: stdin, terminal: false });
    this.#readline.on("line", (text) => this.#came({ kind: "line", text }));
    this.#readline.on("close", () => this.#came({ kind: "end" }));
    this.#readline.on("SIGINT", () => {
      this.#came({ kind: "interrupt" });
      onInterrupt();
    });
  }

  /** The next line or end. On a terminal the prompt is shown; call it again only when it has settled. */
  next(prompt: string): Promise<InputEvent> {
    const event = this.#ahead.shift();
    if (event !== undefined) {
      // The end stays the end.
      if (event.kind !== "line") this.#ahead.unshift(event);
      return Promise.resolve(event);
    }
    if (this.isInteractive) {
      this.#readline.setPrompt(prompt);
      this.#readline.prompt();
    } else {
      this.#readline.resume();
    }
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Prints a line. A prompt that is shown, with what is typed so far, moves below it. */
  print(line: string): void {
    const { stdout } = this.#context;
    const isPrompting = this.isInteractive && this.#wake !== null;
    if (isPrompting) this.#clearPrompt();
    stdout.write(`${line}\n`);
    if (isPrompting) this.#readline.prompt(true);
  }

  /** Ends the wait for a line, now and from now on. A prompt that is shown is taken away. */
  stop(): void {
    if (this.isInteractive && this.#wake !== null) this.#clearPrompt();
    const wake = this.#wake;
    this.#wake = null;
    this.#ahead.unshift({ kind: "stopped" });
    wake?.({ kind: "stopped" });
  }

  /** Lets the terminal go. A prompt that is still shown is left behind with a line end. Idempotent. */
  close(): void {
    const isPrompting = this.isInteractive && this.#wake !== null;
    this.#wake = null;
    if (isPrompting) this.#context.stdout.write("\n");
    this.#readline.close();
    // A pipe that is never read to its end would keep the process alive.
    this.#context.stdin.destroy();
  }

  #clearPrompt(): void {
    const { stdout } = this.#context;
    moveCursor(stdout, 0, -this.#readline.getCursorPos().rows);
    cursorTo(stdout, 0);
    clearScreenDown(stdout);
  }

  #came(event: InputEvent): void {
    const wake = this.#wake;
    this.#wake = null;
    if (wake === null) {
      this.#ahead.push(event);
      // At its end the readline can be paused no more: that is an error.
      const isFull = event.kind === "line" && this.#ahead.length >= READ_AHEAD;
      if (isFull && !this.isInteractive) this.#readline.pause();
      return;
    }
    if (event.kind !== "line") {
      this.#ahead.push(event);
      if (this.isInteractive) this.#context.stdout.write("\n");
    }
    wake(event);
  }
}
