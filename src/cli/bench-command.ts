import { type Command, Option } from "commander";
import {
  autoOrInteger,
  collectPids,
  collectTargets,
  type NamedAddress,
  numberOption,
} from "./bench/option-readers.ts";
import { benchMessages } from "./bench-messages.ts";
import { addTlsOptions, type TlsFlags } from "./client-tls.ts";
import type { CommandContext } from "./context.ts";
import { durationOption, integerOption } from "./option-values.ts";
import { explainExitCodes } from "./program.ts";

/** Options of `jam bench` as they were given. Durations in milliseconds. */
export interface BenchFlags extends TlsFlags {
  readonly connections: number;
  readonly pipeline: number;
  readonly duration?: number;
  readonly warmup?: number;
  readonly rate?: number;
  readonly session?: true;
  readonly ramp?: true;
  readonly rampLimit: number;
  readonly timeout: number;
  readonly skew: number;
  readonly threads: number | "auto";
  readonly rounds?: number;
  readonly pid?: readonly (number | "auto")[];
  readonly json?: string;
  readonly html?: string;
}

// The load generator's own limits, repeated here so that `jam --help` does not load it; a test compares them.
/** Bounds of the options. */
export const BENCH_BOUNDS = {
  connections: 60_000,
  pipeline: 1000,
  rate: 10_000_000,
  duration: 86_400_000,
  timeout: 3_600_000,
  skew: 3_600_000,
  threads: 64,
  rounds: 1000,
} as const;
/** Below it there is nothing to see. */
const SHORTEST_DURATION = 10;

/** Adds `jam bench [TARGET...]`. */
export function registerBench(program: Command, context: CommandContext): void {
  const texts = benchMessages(context.language);
  const { connections, pipeline, rate, duration, timeout, skew, threads, rounds } = BENCH_BOUNDS;
  const command = program
    .command("bench")
    .description(texts.about)
    .argument("[TARGET...]", texts.target, collectTargets)
    .option("--connections <N>", texts.connections, integerOption("--connections", 1, connections), 50)
    .option("--pipeline <N>", texts.pipeline, integerOption("--pipeline", 1, pipeline), 1)
    .option("--duration <TIME>", texts.duration, durationOption("--duration", SHORTEST_DURATION, duration))
    .option("--warmup <TIME>", texts.warmup, durationOption("--warmup", 0, duration))
    .option("--rate <N>", texts.rate, numberOption("--rate", 0.1, rate))
    .addOption(new Option("--session", texts.session).conflicts("pipeline"))
    .addOption(new Option("--ramp", texts.ramp).conflicts("rounds"))
    .addOption(
      new Option("--ramp-limit <MS>", texts.rampLimit)
        .argParser(numberOption("--ramp-limit", 0.01, timeout))
        .default(10)
        .implies({ ramp: true }),
    )
    .option("--timeout <MS>", texts.timeout, integerOption("--timeout", 1, timeout), 2000)
    .option("--skew <MS>", texts.skew, integerOption("--skew", 0, skew), 0)
    .option("--threads <auto|N>", texts.threads, autoOrInteger("--threads", threads), "auto")
    .option("--rounds <N>", texts.rounds, integerOption("--rounds", 1, rounds))
    .option("--pid <PID>", texts.pid, collectPids)
    .option("--json <FILE>", texts.json)
    .option("--html <FILE>", texts.html)
    .addHelpText("after", `\n${texts.notes}`);
  addTlsOptions(command, context).action(
    async (targets: readonly NamedAddress[] | undefined, flags: BenchFlags) => {
      const { runBench } = await import("./bench/bench-run.ts");
      await runBench(context, targets ?? [], flags);
    },
  );
  explainExitCodes(command, texts.exitCodes);
}
