import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

/** What the program in the tree says about itself. */
export interface About {
  readonly runtime: "bun" | "node";
  readonly pid: number;
  readonly args: readonly string[];
  readonly file: string;
  readonly env?: string;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the program's first line, if it came to run. */
  readonly about: About | undefined;
}

/** Which Node.js the launcher thinks it runs on. */
export type NodeKind =
  /** The one that runs the tests, with `process.execve`. */
  | "recent"
  /** As recent, but it cannot replace itself. */
  | "without execve"
  /** Node.js 20: too old for the server, and it cannot replace itself. */
  | "old";

const WITHOUT_EXECVE = "delete process.execve;";
const OLD =
  'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });' +
  'Object.defineProperty(process, "version", { value: "v20.20.2" });';
const PRELOADS: Readonly<Record<NodeKind, readonly string[]>> = {
  recent: [],
  "without execve": [`--import=data:text/javascript,${WITHOUT_EXECVE}`],
  old: [`--import=data:text/javascript,${WITHOUT_EXECVE}${OLD}`],
};

export interface LaunchOptions {
  readonly node?: NodeKind;
  /** The program that runs the launcher, instead of a Node.js. */
  readonly runtime?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Starts a script in the way a shell would. */
export function start(
  script: string,
  args: readonly string[],
  options: LaunchOptions = {},
): ChildProcessWithoutNullStreams {
  const { node = "recent", runtime = process.execPath, env = {}, cwd } = options;
  const preloads = runtime === process.execPath ? PRELOADS[node] : [];
  return spawn(runtime, [...preloads, script, ...args], {
    // The locale and JAM_ENGINE of whoever runs the tests must not matter, nor that a test runner is above.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: "C", ...env },
    cwd,
    stdio: "pipe",
  });
}

/** Waits for the end of a process and gathers what it said. */
export async function ending(child: ChildProcessWithoutNullStreams): Promise<Ending> {
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>,
  ]);
  const [first = ""] = stdout.split("\n");
  return { code, signal, stdout, stderr, about: first.startsWith("{") ? JSON.parse(first) : undefined };
}

/** Starts a script with nothing on its standard input and waits for its end. */
export function run(script: string, args: readonly string[], options: LaunchOptions = {}): Promise<Ending> {
  const child = start(script, args, options);
  child.stdin.end();
  return ending(child);
}

/** Waits until a process has printed some words, and gives what matched. */
export function saying(
  child: ChildProcessWithoutNullStreams,
  words: string | RegExp,
): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (octets: Buffer) => {
      said += octets.toString();
      const match = said.match(words);
      if (match !== null) resolve(match);
    });
    child.on("close", () => reject(new Error(`It ended without saying "${words}", but: ${said}`)));
  });
}

/** Whether a process with that number is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The address by which a module in a file knows itself. */
export function addressOf(path: string): string {
  return pathToFileURL(path).href;
}
