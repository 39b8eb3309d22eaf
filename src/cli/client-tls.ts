import { type Command, Option } from "commander";
import type { CommandContext } from "./context.ts";
import { messagesIn } from "./language.ts";

/** Options of a client command for TLS, as they were given. */
export interface TlsFlags {
  readonly tls?: true | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly servername?: string | undefined;
}

/**
 * Adds the options for TLS. Each of the others implies `--tls`: who names an authority must not be
 * connected without it.
 */
export function addTlsOptions(command: Command, context: CommandContext): Command {
  const { tls } = messagesIn(context.language);
  const implied = (flags: string, text: string): Option => new Option(flags, text).implies({ tls: true });
  return command
    .option("--tls", tls.tls)
    .addOption(implied("--ca <FILE>", tls.ca))
    .addOption(implied("--cert <FILE>", tls.cert))
    .addOption(implied("--key <FILE>", tls.key))
    .addOption(implied("--servername <NAME>", tls.servername));
}
