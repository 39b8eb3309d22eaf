import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { integerOption, octetsOption } from "../option-values.ts";
import { batchMessages } from "./batch-messages.ts";

/** Options of `jam check` that belong to `--batch`, as they were given. */
export interface BatchFlags {
  readonly batch?: string;
  readonly command?: string;
  readonly find?: string;
  readonly jobs: number | "auto";
  readonly out: string;
  /** Octets. */
  readonly memory: number;
  readonly fresh?: true;
}

/** Where results go unless it is said. */
const DEFAULT_FOLDER = "jam-check-results";
const MOST_JOBS = 64;
const LEAST_MEMORY = 64 * 1024 ** 2;
const MOST_MEMORY = 1024 ** 4;
const DEFAULT_MEMORY = 1024 ** 3;

/** Adds the options of `--batch` to `jam check`. */
export function addBatchOptions(command: Command, context: CommandContext): void {
  const { options, notes } = batchMessages(context.language);
  command
    .option("--batch <FOLDER|LIST>", options.batch)
    .option("--command <TEMPLATE>", options.command)
    .option("--find <PATTERN>", options.find)
    .option("--jobs <auto|N>", options.jobs, readJobs, "auto")
    .option("--out <FOLDER>", options.out, DEFAULT_FOLDER)
    .addOption(
      command
        .createOption("--memory <SIZE>", options.memory)
        .argParser(octetsOption("--memory", LEAST_MEMORY, MOST_MEMORY))
        .default(DEFAULT_MEMORY, "1GiB"),
    )
    .option("--fresh", options.fresh)
    .addHelpText("after", `\n${notes}`);
}

function readJobs(text: string): number | "auto" {
  return text === "auto" ? text : integerOption("--jobs", 1, MOST_JOBS)(text);
}
