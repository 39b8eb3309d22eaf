import type { CommanderError } from "commander";
import { type ErrorDetails, JamError } from "../errors/index.ts";
import type { Messages } from "./messages-en.ts";

/** What is wrong with the arguments, from commander's own words (its version is pinned, tests hold it). */
export function usageError(error: CommanderError, messages: Messages, help: string): JamError {
  const details: ErrorDetails = { reason: reasonIn(error, messages), help };
  return new JamError("JAM_USAGE", details, { cause: error });
}

function reasonIn({ code, message }: CommanderError, { usage }: Messages): string {
  const quoted = [...message.matchAll(/'([^']*)'/g)].map((match) => match[1] as string);
  const [first = "", second = ""] = quoted;
  const suggestion = suggestionIn(message);
  const hint = suggestion === "" ? "" : ` (${usage.didYouMean(suggestion)})`;
  switch (code) {
    case "commander.unknownOption":
      return usage.unknownOption(nameIn(message, /unknown option '(.*)'/s, first)) + hint;
    case "commander.unknownCommand":
      return usage.unknownCommand(nameIn(message, /unknown command '(.*)'/s, first)) + hint;
    case "commander.optionMissingArgument":
      return usage.missingValue(first);
    case "commander.missingArgument":
      return usage.missingArgument(first);
    case "commander.conflictingOption":
      return usage.notBoth(first, second);
    case "commander.excessArguments":
      return usage.tooManyArguments(nameIn(message, /but got \d+: (.*)\.$/s, ""));
    default:
      return message.replace(/^error: /, "").replace(/\.$/, "");
  }
}

/** The name in commander's message, also when it holds quotes itself. */
function nameIn(message: string, pattern: RegExp, otherwise: string): string {
  return pattern.exec(message)?.[1] ?? otherwise;
}

/** `"time"` or `"time", "swarm"`, from `(Did you mean time?)` or `(Did you mean one of time, swarm?)`. */
function suggestionIn(message: string): string {
  const names = /\(Did you mean (?:one of )?(.*)\?\)$/.exec(message)?.[1];
  if (names === undefined) return "";
  return names
    .split(", ")
    .map((name) => `"${name}"`)
    .join(", ");
}
