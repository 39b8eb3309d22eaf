import { type Command, Option } from "commander";
import {
  CONNECTION_LIMIT_RANGES,
  type ConnectionLimits,
  DEFAULT_CONNECTION_LIMITS,
} from "../server/index.ts";
import { durationOption, integerOption, octetsOption } from "./option-values.ts";
import type { ServeMessages } from "./serve-messages.ts";

type Reader = (option: string, min: number, max: number) => (text: string) => number;

/** The options: how each is written, its limit, how its value is read and its default shown. */
const OPTIONS = [
  ["--max-line <n>", "maxLine", integerOption, String],
  ["--line-deadline <time>", "lineDeadline", durationOption, inSeconds],
  ["--handshake-deadline <time>", "handshakeDeadline", durationOption, inSeconds],
  ["--idle-deadline <time>", "idleDeadline", durationOption, inSeconds],
  ["--max-unsent <octets>", "maxUnsent", octetsOption, inKibibytes],
  ["--stall-deadline <time>", "stallDeadline", durationOption, inSeconds],
  ["--requests-per-turn <n>", "requestsPerTurn", integerOption, String],
  ["--lifetime <time>", "lifetime", durationOption, inSeconds],
] as const satisfies readonly (readonly [
  string,
  keyof ConnectionLimits,
  Reader,
  (value: number) => string,
])[];

/** Adds the options that bound what one connection may cost, as a group of their own. */
export function addLimitOptions(command: Command, texts: ServeMessages): void {
  command.optionsGroup(texts.limitsTitle);
  for (const [flags, limit, reader, shown] of OPTIONS) {
    const [name = ""] = flags.split(" ");
    const value = DEFAULT_CONNECTION_LIMITS[limit];
    const read = reader(name, ...CONNECTION_LIMIT_RANGES[limit]);
    command.addOption(new Option(flags, texts[limit]).argParser(read).default(value, shown(value)));
  }
}

/** The limits among the flags of `jam serve`. */
export function limitsIn(flags: ConnectionLimits): ConnectionLimits {
  return Object.fromEntries(OPTIONS.map(([, limit]) => [limit, flags[limit]])) as unknown as ConnectionLimits;
}

function inSeconds(milliseconds: number): string {
  return `${milliseconds / 1000}s`;
}

function inKibibytes(octets: number): string {
  return `${octets / 1024}KiB`;
}
