import type { Command } from "commander";
import { JamError } from "../errors/index.ts";
import { type AskedAddress, parseAddress } from "./address.ts";
import { addTlsOptions, type TlsFlags } from "./client-tls.ts";
import type { CommandContext } from "./context.ts";
import { messagesIn } from "./language.ts";
import { integerOption, LONGEST_WAIT } from "./option-values.ts";
import { parseSendText } from "./swarm/send-text.ts";

/** Connections of one run: what the ports and descriptors of one machine bear. */
const MAX_CONNECTIONS = 10_000;

interface SwarmFlags extends TlsFlags {
  readonly clients?: number;
  readonly connections?: number;
  readonly send?: Uint8Array;
  readonly hold?: number;
  readonly timeout?: number;
  readonly json?: true;
}

/** Adds `jam swarm [HOST[:PORT]]`. */
export function registerSwarm(program: Command, context: CommandContext): void {
  const { help, swarm } = messagesIn(context.language);
  const command = program
    .command("swarm")
    .description(swarm.about)
    .argument("[HOST[:PORT]]", help.server, parseAddress)
    .option("--clients <N>", swarm.clients, integerOption("--clients", 1, MAX_CONNECTIONS))
    .option("--connections <M>", swarm.connections, integerOption("--connections", 1, MAX_CONNECTIONS))
    .option("--send <TEXT>", swarm.send, parseSendText)
    .option("--hold <MS>", swarm.hold, integerOption("--hold", 0, LONGEST_WAIT))
    .option("--timeout <MS>", swarm.timeout, integerOption("--timeout", 1, LONGEST_WAIT))
    .option("--json", swarm.json)
    .addHelpText("after", `\n${swarm.notes}`);
  addTlsOptions(command, context).action(async (address: AskedAddress | undefined, flags: SwarmFlags) => {
    const { clients = 5, connections = 1 } = flags;
    if (clients * connections > MAX_CONNECTIONS) {
      const value = `${clients} * ${connections}`;
      const details = { value, option: "--clients * --connections", expected: `1..${MAX_CONNECTIONS}` };
      throw new JamError("JAM_BAD_OPTION", details);
    }
    const { runSwarm } = await import("./swarm/swarm-run.ts");
    await runSwarm(context, { ...flags, address, clients, connections });
  });
}
