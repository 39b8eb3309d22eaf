import type { Command } from "commander";
import { parseAddress, type ServerAddress } from "./address.ts";
import type { CommandContext } from "./context.ts";
import { messagesIn } from "./language.ts";
import { integerOption, LONGEST_WAIT } from "./option-values.ts";

/** As many clients as a person could ever answer for. */
const MAX_CLIENTS = 1000;

interface ClientFlags {
  readonly clients?: number;
  readonly timeout?: number;
}

/** Adds `jam client [HOST[:PORT]]`. */
export function registerClient(program: Command, context: CommandContext): void {
  const { help, client } = messagesIn(context.language);
  program
    .command("client")
    .description(client.about)
    .argument("[HOST[:PORT]]", help.server, parseAddress)
    .option("--clients <N>", client.clients, integerOption("--clients", 1, MAX_CLIENTS))
    .option("--timeout <MS>", client.timeout, integerOption("--timeout", 1, LONGEST_WAIT))
    .addHelpText("after", `\n${client.notes}`)
    .action(async (address: ServerAddress | undefined, { clients, timeout }: ClientFlags) => {
      if (clients === undefined) {
        const { runSession } = await import("./client-session.ts");
        await runSession(context, { address, timeout });
      } else {
        const { runDialogue } = await import("./client-dialogue.ts");
        await runDialogue(context, { address, timeout, clients });
      }
    });
}
