import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** What came of one run of `jam`. */
export interface JamRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** How to run `jam`. */
export interface JamOptions {
  /** All of standard input. Default: none. */
  readonly input?: string;
  /** Variables besides the usual ones. The locale is C unless it is given here. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `jam` on the runtime that runs the test. */
export function startJam(
  args: readonly string[],
  env: JamOptions["env"] = {},
): ChildProcessWithoutNullStreams {
  const { LC_ALL: _, LC_MESSAGES: __, LANG: ___, JAM_DEBUG: ____, ...rest } = process.env;
  return spawn(process.execPath, [MAIN, ...args], { env: { ...rest, ...env } });
}

/** Runs `jam` to its end. */
export async function runJam(
  args: readonly string[],
  { input = "", env = {} }: JamOptions = {},
): Promise<JamRun> {
  const child = startJam(args, env);
  // A command that ends early does not read its input to the end.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, code };
}
