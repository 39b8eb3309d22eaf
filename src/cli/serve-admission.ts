import { type Command, Option } from "commander";
import { JamError } from "../errors/index.ts";
import { ADMISSION_RANGES, type AdmissionOptions, checkRanges, DEFAULT_ADMISSION } from "../server/index.ts";
import { integerOption } from "./option-values.ts";
import type { ServeMessages } from "./serve-messages.ts";

/** Flags of `jam serve` that say who may connect, named as commander makes them of the options. */
export interface AdmissionFlags {
  readonly maxConnections: number | "auto";
  readonly maxPerAddress: number;
  readonly ratePerAddress: number;
  readonly burstPerAddress: number;
  readonly exempt: readonly string[];
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly proxyProtocolFrom: readonly string[];
}

/** Adds the options that say who may connect, as a group of their own. */
export function addAdmissionOptions(command: Command, texts: ServeMessages): void {
  const { perAddress, ratePerSecond, burst, exempt } = DEFAULT_ADMISSION;
  const ranges = (flags: string, text: string) =>
    new Option(flags, text).argParser(rangesReader(flags.split(" ")[0] ?? "", texts.none));
  command
    .optionsGroup(texts.admissionTitle)
    .addOption(
      new Option("--max-connections <auto|n>", texts.maxConnections)
        .argParser(autoOrCount)
        .default("auto", `auto, ${texts.maxConnectionsDefault}`),
    )
    .option("--max-per-address <n>", texts.perAddress, count("--max-per-address", "perAddress"), perAddress)
    .option(
      "--rate-per-address <n>",
      texts.ratePerSecond,
      count("--rate-per-address", "ratePerSecond"),
      ratePerSecond,
    )
    .option("--burst-per-address <n>", texts.burst, count("--burst-per-address", "burst"), burst)
    .addOption(ranges("--exempt <ranges>", texts.exempt).default(exempt, exempt.join(",")))
    .addOption(ranges("--allow <ranges>", texts.allow))
    .addOption(ranges("--deny <ranges>", texts.deny))
    .addOption(ranges("--proxy-protocol-from <ranges>", texts.proxyFrom));
}

/** Who may connect, from the flags of `jam serve`. */
export function admissionIn(flags: AdmissionFlags): Partial<AdmissionOptions> {
  const { maxConnections, exempt, allow = [], deny = [], proxyProtocolFrom: proxyFrom = [] } = flags;
  return {
    ...(maxConnections === "auto" ? {} : { maxConnections }),
    perAddress: flags.maxPerAddress,
    ratePerSecond: flags.ratePerAddress,
    burst: flags.burstPerAddress,
    exempt,
    allow,
    deny,
    proxyFrom,
  };
}

function count(option: string, name: keyof typeof ADMISSION_RANGES): (text: string) => number {
  const [low, high] = ADMISSION_RANGES[name];
  return integerOption(option, low, high);
}

function autoOrCount(text: string): number | "auto" {
  if (text === "auto") return text;
  const [low, high] = ADMISSION_RANGES.maxConnections;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= low && value <= high) return value;
  const expected = `auto|${low}..${high}`;
  throw new JamError("JAM_BAD_OPTION", { value: text, option: "--max-connections", expected });
}

/** Reads ranges with commas between them; the option may be given several times. The server checks each range. */
function rangesReader(
  option: string,
  none: string,
): (text: string, before: readonly string[]) => readonly string[] {
  let isFirst = true;
  return (text, before) => {
    // commander passes the default as what came before.
    const earlier = isFirst ? [] : before;
    isFirst = false;
    if (text === none) return earlier;
    const parts = text.split(",").map((part) => part.trim());
    checkRanges(parts, option);
    return [...earlier, ...parts];
  };
}
