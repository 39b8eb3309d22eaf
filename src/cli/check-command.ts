import { type Command, Option } from "commander";
import { type AskedAddress, parseAddress } from "./address.ts";
import { runBatchIfAsked } from "./check/batch-call.ts";
import { addBatchOptions, type BatchFlags } from "./check/batch-options.ts";
import { checkUsage } from "./check/check-usage.ts";
import { checkMessages } from "./check-messages.ts";
import type { CommandContext } from "./context.ts";
import { messagesIn } from "./language.ts";
import { durationOption, integerOption, wordOption } from "./option-values.ts";
import { explainExitCodes } from "./program.ts";

/** Options of `jam check` as they were given. Durations in milliseconds. */
export interface CheckFlags extends BatchFlags {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly list?: true;
  readonly strict?: true;
  readonly profile: "sheet" | "jamd";
  readonly json?: string;
  readonly junit?: string;
  readonly tap?: string;
  readonly html?: string;
  readonly rubric?: string;
  readonly patience: number;
  readonly timeout: number;
  readonly pid?: number | "auto";
  readonly folder: "copy" | "empty" | "here";
  readonly verbose?: true;
}

/** What to check. */
export interface CheckTarget {
  readonly address: AskedAddress | undefined;
  /** The words behind `--`; null: the server runs already. */
  readonly command: readonly string[] | null;
}

const MOST_PATIENCE = 60_000;
const MOST_TIME = 3_600_000;
const MOST_PID = 2 ** 31 - 1;

/** Adds `jam check [HOST[:PORT]] [-- COMMAND...]`. */
export function registerCheck(program: Command, context: CommandContext): void {
  const texts = checkMessages(context.language);
  const { help } = messagesIn(context.language);
  const command = program
    .command("check")
    .description(texts.about)
    .usage(`${help.usageWords["[options]"]} [HOST[:PORT]] [-- COMMAND...]`)
    .argument("[HOST[:PORT]]", help.server)
    .argument("[COMMAND...]", texts.command)
    .option("--only <CASES>", texts.only, collectNames)
    .option("--skip <CASES>", texts.skip, collectNames)
    .option("--list", texts.list)
    .option("--strict", texts.strict)
    .option("--profile <sheet|jamd>", texts.profile, wordOption("--profile", ["sheet", "jamd"]), "sheet")
    .option("--json <FILE>", texts.json)
    .option("--junit <FILE>", texts.junit)
    .option("--tap <FILE>", texts.tap)
    .option("--html <FILE>", texts.html)
    .option("--rubric <FILE>", texts.rubric)
    .addOption(
      new Option("--patience <TIME>", texts.patience)
        .argParser(durationOption("--patience", 100, MOST_PATIENCE))
        .default(2000, "2s"),
    )
    .addOption(
      new Option("--timeout <TIME>", texts.timeout)
        .argParser(durationOption("--timeout", 1000, MOST_TIME))
        .default(120_000, "2m"),
    )
    .option("--pid <PID|auto>", texts.pid, readPid)
    .option(
      "--folder <copy|empty|here>",
      texts.folder,
      wordOption("--folder", ["copy", "empty", "here"]),
      "copy",
    )
    .option("--verbose", texts.verbose)
    .addHelpText("after", `\n${texts.notes}`)
    .action(async (_address: unknown, _command: unknown, flags: CheckFlags, own: Command) => {
      const target = targetOf(context, own.args, flags);
      const { requireUsable, runCheck } = await import("./check/check-run.ts");
      // A mistake in the options is told once, not by each check of a batch.
      requireUsable(context, flags);
      if ((await runBatchIfAsked(context, own, target, flags)) === "batch") return;
      await runCheck(context, target, flags);
    });
  addBatchOptions(command, context);
  explainExitCodes(command, texts.exitCodes);
}

/** Tells the server's address from the command: commander hands on both as words, without the `--` between them. */
function targetOf(context: CommandContext, words: readonly string[], flags: CheckFlags): CheckTarget {
  const texts = checkMessages(context.language);
  if (Object.values(flags).includes("--")) throw checkUsage(texts.optionTakesDashes);
  const dashes = context.argv.indexOf("--");
  const command = dashes === -1 ? null : context.argv.slice(dashes + 1);
  if (command?.length === 0) throw checkUsage(texts.emptyCommand);
  const [address, ...more] = words.slice(0, words.length - (command?.length ?? 0));
  if (more.length > 0) throw checkUsage(texts.tooManyServers);
  return { address: address === undefined ? undefined : parseAddress(address), command };
}

function collectNames(text: string, before: readonly string[] = []): string[] {
  const names = text.split(",").map((name) => name.trim());
  return [...before, ...names.filter((name) => name !== "")];
}

function readPid(text: string): number | "auto" {
  return text === "auto" ? text : integerOption("--pid", 1, MOST_PID)(text);
}
