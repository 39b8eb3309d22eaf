import { type Command, Option } from "commander";
import type { ListenAddress } from "../engine/index.ts";
import type { JamError, Language } from "../errors/index.ts";
import type { TimeServer } from "../server/index.ts";
import { EXIT } from "./exit-codes.ts";
import { durationOption } from "./option-values.ts";
import { serveLifeMessages } from "./serve-life-messages.ts";
import { listenForStop } from "./stop-signals.ts";

/** An hour: nobody waits longer for a server to stop. */
const LONGEST_STOP_MILLISECONDS = 3_600_000;
const DEFAULT_DRAIN_MILLISECONDS = 5000;

/** Options about the start and the end of `jam serve`; durations in milliseconds. */
export interface LifeFlags {
  readonly drainTimeout: number;
  readonly lameDuck: number;
  readonly takeover?: boolean;
}

/** Adds the options about the server's start and end, as a group of their own. */
export function addLifeOptions(command: Command, language: Language): void {
  const texts = serveLifeMessages(language);
  const time = (option: string) => durationOption(option, 0, LONGEST_STOP_MILLISECONDS);
  command
    .optionsGroup(texts.title)
    .addOption(
      new Option("--drain-timeout <time>", texts.drainTimeout)
        .argParser(time("--drain-timeout"))
        .default(DEFAULT_DRAIN_MILLISECONDS, `${DEFAULT_DRAIN_MILLISECONDS / 1000}s`),
    )
    .addOption(
      new Option("--lame-duck <time>", texts.lameDuck).argParser(time("--lame-duck")).default(0, "0s"),
    )
    .option("--takeover", texts.takeover);
}

/**
 * Serves until a signal stops the server, or until it has failed. A second signal ends the process at once.
 *
 * @param onListening called when clients can connect.
 * @returns what it failed with, or null when it was stopped; it is closed in both cases.
 * @throws {JamError} as {@link TimeServer.listen}.
 */
export async function serveToTheEnd(
  server: TimeServer,
  onListening: (address: ListenAddress) => void,
): Promise<JamError | null> {
  const stopped = new Promise<null>((resolve) => {
    listenForStop({
      onFirst: () => resolve(null),
      onSecond: () => process.exit(EXIT.failed),
      onTakenOver: () => {
        void server.close("drain");
        resolve(null);
      },
    });
  });
  onListening(await server.listen());
  const failure = await Promise.race([stopped, server.failed]);
  await server.close();
  return failure;
}
