import type { Command } from "commander";
import { type AskedAddress, parseAddress } from "./address.ts";
import { addTlsOptions, type TlsFlags } from "./client-tls.ts";
import type { CommandContext } from "./context.ts";
import { messagesIn } from "./language.ts";
import { integerOption, LONGEST_WAIT } from "./option-values.ts";

/** As many clients as a person could ever answer for. */
const MAX_CLIENTS = 1000;

interface ClientFlags extends TlsFlags {
  readonly clients?: number;
  readonly timeout?: number;
}

/** Adds `jam client [HOST[:PORT]]`. */
export function registerClient(program: Command, context: CommandContext): void {
  const { help, client } = messagesIn(context.language);
  const command = program
    .command("client")
    .description(client.about)
    .argument("[HOST[:PORT]]", help.server, parseAddress)
    .option("--clients <N>", client.clients, integerOption("--clients", 1, MAX_CLIENTS))
    .option("--timeout <MS>", client.timeout, integerOption("--timeout", 1, LONGEST_WAIT))
    .addHelpText("after", `\n${client.notes}`);
  addTlsOptions(command, context).action(
    async (address: AskedAddress | undefined, { clients, ...flags }: ClientFlags) => {
      if (clients === undefined) {
        const { runSession } = await import("./client-session.ts");
        await runSession(context, { address, ...flags });
      } else {
        const { runDialogue } = await import("./client-dialogue.ts");
        await runDialogue(context, { address, ...flags, clients });
      }
    },
  );
}
