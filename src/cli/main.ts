/**
 * The command line `jam`. Runs when it is the program: started by the launcher, or `bun src/cli/main.ts ...`.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Command, CommanderError } from "commander";
import { type CommandContext, createContext } from "./context.ts";
import type { ExitCode } from "./exit-codes.ts";
import { reportFailure } from "./failure-report.ts";
import { messagesIn } from "./language.ts";
import { createProgram, type RegisterCommand } from "./program.ts";
import { usageError } from "./usage-error.ts";

/** All commands, each loaded when it is needed, so that `jam time` does not load the server. */
const COMMANDS: Readonly<Record<string, () => Promise<RegisterCommand>>> = {
  serve: async () => (await import("./serve-command.ts")).registerServe,
  time: async () => (await import("./time-command.ts")).registerTime,
  client: async () => (await import("./client-command.ts")).registerClient,
  swarm: async () => (await import("./swarm-command.ts")).registerSwarm,
  bench: async () => (await import("./bench-command.ts")).registerBench,
  check: async () => (await import("./check-command.ts")).registerCheck,
  top: async () => (await import("./top-command.ts")).registerTop,
  cert: async () => (await import("./cert-command.ts")).registerCert,
};

/** Ends of commander that are no failure: help or the version was asked for, or nothing at all. */
const SHOWN: ReadonlySet<string> = new Set([
  "commander.help",
  "commander.helpDisplayed",
  "commander.version",
]);

/**
 * Runs one command to its end.
 *
 * @param argv arguments after `jam`.
 * @returns the exit code; the caller decides when to exit with it. Never rejects.
 */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  return run(processContext(argv));
}

function processContext(argv: readonly string[]): CommandContext {
  const { stdin, stdout, stderr, env } = process;
  return createContext(argv, { stdin, stdout, stderr, env });
}

async function run(context: CommandContext): Promise<ExitCode> {
  try {
    const program = createProgram(context);
    const asked = commandAsked(context.argv);
    for (const register of await commandsNeeded(asked)) register(program, context);
    // An unknown name is parsed alone, or a --help beside it would hide the mistake.
    const isUnknown = asked !== undefined && !program.commands.some((command) => command.name() === asked);
    try {
      await program.parseAsync(isUnknown ? [asked] : [...context.argv], { from: "user" });
    } catch (thrown) {
      if (!(thrown instanceof CommanderError)) throw thrown;
      if (!SHOWN.has(thrown.code)) throw usageError(thrown, messagesIn(context.language), helpCall(program));
    }
    if (context.outputGone.aborted) throw context.outputGone.reason;
    return context.exitCode;
  } catch (thrown) {
    return reportFailure(context, thrown);
  }
}

/** The command asked for alone; all of them when there is none such, for help and for suggestions. */
async function commandsNeeded(asked: string | undefined): Promise<RegisterCommand[]> {
  const load = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  if (load !== undefined) return [await load()];
  return Promise.all(Object.values(COMMANDS).map((loadEach) => loadEach()));
}

/** The name of the command in `argv`, also of the one that `help` is asked about. */
function commandAsked(argv: readonly string[]): string | undefined {
  const isValue = (index: number) => argv[index - 1] === "--lang" || argv[index - 1] === "--engine";
  const words = argv.filter((argument, index) => !argument.startsWith("-") && !isValue(index));
  return words[0] === "help" ? words[1] : words[0];
}

/** The help to point to: the command's, if one was reached. */
function helpCall(program: Command): string {
  const reached = program.commands.find((command) => command.name() === program.args[0]);
  return reached === undefined ? "jam --help" : `jam ${reached.name()} --help`;
}

/** Whether this module is the program that runs, by itself or through the launcher. */
function isProgram(): boolean {
  const started = process.argv[1];
  if (started === undefined) return false;
  const launcher = fileURLToPath(new URL("../../bin/jam.js", import.meta.url));
  try {
    return [fileURLToPath(import.meta.url), launcher].includes(realpathSync(started));
  } catch {
    // No such file: this is not the program.
    return false;
  }
}

if (isProgram()) {
  const context = processContext(process.argv.slice(2));
  const fail = (thrown: unknown) => process.exit(reportFailure(context, thrown));
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  process.exitCode = await run(context);
}
