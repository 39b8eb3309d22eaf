import { resolve } from "node:path";
import type { Command } from "commander";
import type { CheckFlags, CheckTarget } from "../check-command.ts";
import type { CommandContext } from "../context.ts";
import { batchMessages } from "./batch-messages.ts";
import { checkUsage } from "./check-usage.ts";

/** Options of `jam check` that speak of one server. */
const OF_ONE_SERVER = ["list", "json", "junit", "tap", "html", "pid", "verbose"];
/** Options that speak of a batch. */
const OF_A_BATCH = ["command", "find", "jobs", "out", "memory", "fresh"];

/**
 * Runs the batch that was asked for, if one was.
 *
 * @returns whether one was.
 * @throws {JamError} JAM_USAGE for options that do not go together, and as `runBatch`.
 */
export async function runBatchIfAsked(
  context: CommandContext,
  command: Command,
  target: CheckTarget,
  flags: CheckFlags,
): Promise<"batch" | "one-server"> {
  const texts = batchMessages(context.language);
  const isGiven = (name: string) => command.getOptionValueSource(name) === "cli";
  if (flags.batch === undefined) {
    const [name] = OF_A_BATCH.filter(isGiven);
    if (name !== undefined) throw checkUsage(texts.needsBatch(`--${name}`));
    return "one-server";
  }
  const [name] = OF_ONE_SERVER.filter(isGiven);
  if (name !== undefined) throw checkUsage(texts.notWithBatch(`--${name}`));
  if (target.address !== undefined || target.command !== null) throw checkUsage(texts.noServerWithBatch);
  const { runBatch } = await import("./batch-command.ts");
  await runBatch(context, flags.batch, flags, {
    options: optionsOfEach(flags),
    files: flags.rubric === undefined ? [] : [flags.rubric],
    timeout: flags.timeout,
  });
  return "batch";
}

/** Each check runs in a folder of its own, so paths are whole. */
function optionsOfEach(flags: CheckFlags): string[] {
  const { only, skip, strict, rubric, profile, patience, timeout, folder } = flags;
  return [
    ...["--profile", profile, "--folder", folder],
    ...["--patience", `${patience}ms`, "--timeout", `${timeout}ms`],
    ...(only === undefined ? [] : ["--only", only.join(",")]),
    ...(skip === undefined ? [] : ["--skip", skip.join(",")]),
    ...(strict === undefined ? [] : ["--strict"]),
    ...(rubric === undefined ? [] : ["--rubric", resolve(rubric)]),
  ];
}
