import type { Command } from "commander";
import { certMessages } from "./cert-messages.ts";
import type { CommandContext } from "./context.ts";
import { integerOption } from "./option-values.ts";

/** Options of `jam cert` as they were given. */
export interface CertFlags {
  readonly out: string;
  readonly name?: readonly string[];
  readonly client?: readonly string[];
  readonly days: number;
  readonly force?: true;
}

/** Ten years: what is made for a class or a lab is not to outlive it. */
const MOST_DAYS = 3650;

/** Adds `jam cert`. */
export function registerCert(program: Command, context: CommandContext): void {
  const texts = certMessages(context.language);
  program
    .command("cert")
    .description(texts.about)
    .option("--out <FOLDER>", texts.out, "certs")
    .option("--name <HOST...>", texts.name)
    .option("--client <NAME...>", texts.client)
    .option("--days <N>", texts.days, integerOption("--days", 1, MOST_DAYS), 365)
    .option("--force", texts.force)
    .addHelpText("after", `\n${texts.notes}`)
    .action(async (flags: CertFlags) => {
      // The library that writes certificates is loaded by no other command.
      const { runCert } = await import("./cert/cert-run.ts");
      await runCert(context, flags);
    });
}
