import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { PATIENCE_MILLISECONDS, within } from "./waiting.ts";

/** A system program that is fed and read by a test. */
export interface ProgramRun {
  /** Gives it text on standard input. */
  type(text: string): void;
  /** Ends its standard input. */
  endInput(): void;
  /** Standard output so far. */
  readonly output: string;
  /** Waits for its end. @returns exit code and all it printed. */
  ended(): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** Starts a program. It is ended when the patience of all tests is over. */
export function runProgram(command: string, args: readonly string[]): ProgramRun {
  const child = spawn(command, args, { stdio: "pipe", timeout: PATIENCE_MILLISECONDS });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    output += part;
  });
  const stderr = text(child.stderr);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", reject);
  });
  // A program that has ended takes no more input; what it printed shows whether that was right.
  child.stdin.on("error", () => {});
  return {
    type: (typed) => void child.stdin.write(typed),
    endInput: () => void child.stdin.end(),
    get output() {
      return output;
    },
    ended: async () => ({
      code: await within(ended, () => `the end of ${command}; it printed ${JSON.stringify(output)}`),
      stdout: output,
      stderr: await stderr,
    }),
  };
}
