import { readFileSync } from "node:fs";
import { Command, type Help } from "commander";
import type { CommandContext } from "./context.ts";
import { messagesIn, parseLanguage } from "./language.ts";
import type { Messages } from "./messages-en.ts";
import { wordOption } from "./option-values.ts";

/** Adds one command to the program. Must stay cheap: what the command needs is imported when it runs. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;

/** Commands whose exit codes say more than those of every command. */
const ownExitCodes = new WeakMap<Command, string>();

/** Puts a command's own line about its exit codes in the place of the common one, at the end of its help. */
export function explainExitCodes(command: Command, line: string): void {
  ownExitCodes.set(command, line);
}

/** The program `jam` with its global options, without commands. Its texts are in the context's language. */
export function createProgram(context: CommandContext): Command {
  const { help } = messagesIn(context.language);
  const program = new Command("jam")
    .description(help.about)
    .version(packageVersion(), "-V, --version", help.version)
    .helpOption("-h, --help", help.helpOption)
    .helpCommand("help [command]", help.helpCommand)
    // --lang is read before the arguments are parsed, --engine by the launcher; here they are checked.
    .option("--lang <en|id>", help.lang, parseLanguage)
    .option("--engine <auto|bun|node>", help.engine, wordOption("--engine", ["auto", "bun", "node"]))
    .addHelpText("afterAll", ({ command }) => `\n${ownExitCodes.get(command) ?? help.exitCodes}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      // Only the help of a bare `jam` comes here: errors are reported in one place, as one line.
      writeErr: (text) => context.stdout.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => context.stdout.columns ?? 100,
      getErrHelpWidth: () => context.stdout.columns ?? 100,
    })
    .configureHelp(helpIn(help));
  return program;
}

function helpIn({ titles, usageWords, defaultValue }: Messages["help"]): Partial<Help> {
  return {
    showGlobalOptions: true,
    optionDescription: ({ description, defaultValue: value, defaultValueDescription: shown }) =>
      value === undefined ? description : `${description} (${defaultValue}: ${shown ?? value})`,
    styleTitle: (title) => titles[title] ?? title,
    styleOptionText: (text) => usageWords[text] ?? text,
    styleSubcommandText: (text) => usageWords[text] ?? text,
    styleArgumentText: (text) => usageWords[text] ?? text,
  };
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
