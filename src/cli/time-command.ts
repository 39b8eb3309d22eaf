import type { Command } from "commander";
import { type AskedAddress, parseAddress } from "./address.ts";
import { addTlsOptions, type TlsFlags } from "./client-tls.ts";
import type { CommandContext } from "./context.ts";
import { messagesIn } from "./language.ts";
import { integerOption, LONGEST_WAIT } from "./option-values.ts";

/** Options of `jam time` as they were given. */
interface TimeOptions extends TlsFlags {
  readonly json?: true;
  readonly timeout?: number;
  readonly count?: number;
  readonly interval?: number;
}

/** Adds `jam time [HOST[:PORT]]`. */
export function registerTime(program: Command, context: CommandContext): void {
  const { help, time } = messagesIn(context.language);
  const command = program
    .command("time")
    .description(time.about)
    .argument("[HOST[:PORT]]", help.server, parseAddress)
    .option("--json", time.json)
    .option("--timeout <MS>", time.timeout, integerOption("--timeout", 1, LONGEST_WAIT))
    .option("--count <N>", time.count, integerOption("--count", 1, 1_000_000_000))
    .option("--interval <MS>", time.interval, integerOption("--interval", 0, LONGEST_WAIT));
  addTlsOptions(command, context).action(async (address: AskedAddress | undefined, options: TimeOptions) => {
    const { runTime } = await import("./time-run.ts");
    await runTime(context, { address, ...options });
  });
}
