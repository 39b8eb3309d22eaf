import { type Command, Option } from "commander";
import type { ListenAddress } from "../engine/index.ts";
import type { JamError, Language } from "../errors/index.ts";
import type { EventSink } from "../observability/index.ts";
import type { TimeServer } from "../server/index.ts";
import type { CommandContext } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { durationOption } from "./option-values.ts";
import { serveLifeMessages } from "./serve-life-messages.ts";
import { ServiceManager } from "./service-manager.ts";
import { listenForStop } from "./stop-signals.ts";

/** An hour: nobody waits longer for a server to stop. */
const LONGEST_STOP_MILLISECONDS = 3_600_000;
const DEFAULT_DRAIN_MILLISECONDS = 5000;
/** What a stop takes at most besides lame-duck and drain time: connections that linger, the last log lines. */
const STOP_REST_MILLISECONDS = 5000;

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

/** What {@link serveToTheEnd} is given. */
export interface ServeLife {
  readonly server: TimeServer;
  readonly flags: LifeFlags;
  readonly context: CommandContext;
  /** Events that are not the server's own. */
  readonly tell: EventSink;
  /** Reads files again that may have changed. Left out: there are none. */
  readonly reload?: (() => Promise<void>) | undefined;
  /** Called when clients can connect. */
  readonly onListening: (address: ListenAddress) => void;
}

/**
 * Serves until a signal stops the server, or until it has failed. A second signal ends the process at once. The
 * service manager is told how the server is, if one asked for it.
 *
 * @returns what it failed with, or null when it was stopped; it is closed in both cases.
 * @throws {JamError} as {@link TimeServer.listen}.
 */
export async function serveToTheEnd(life: ServeLife): Promise<JamError | null> {
  const { server, flags, context, reload: renew } = life;
  const texts = serveLifeMessages(context.language);
  const manager = ServiceManager.of({
    env: context.env,
    pids: [process.pid, process.ppid],
    onFailure: (cause) => life.tell([{ type: "notify-failed", time: Date.now(), cause }]),
  });
  function status(): string {
    const { open } = server.counters;
    return server.state === "ready" ? texts.serving(server.address?.port ?? 0, open) : texts.stopping(open);
  }
  async function reload(renewal: () => Promise<void>): Promise<void> {
    // Before it is ready, and while it stops, the manager has been told, or will be, what matters more.
    if (server.state !== "ready") return renewal();
    void manager?.reloading();
    await renewal();
    // STOPPING=1 is the last word.
    if (server.state === "ready") void manager?.ready(status());
  }
  const stopped = new Promise<null>((resolve) => {
    listenForStop({
      onFirst: () => resolve(null),
      onSecond: () => process.exit(EXIT.failed),
      onTakenOver: () => {
        void server.close("drain");
        resolve(null);
      },
      onReload: renew === undefined ? undefined : () => void reload(renew),
    });
  });
  const address = await server.listen();
  life.onListening(address);
  void manager?.ready(status());
  manager?.watch((milliseconds) => server.answers(milliseconds), status);
  const failure = await Promise.race([stopped, server.failed]);
  const closing = server.close();
  void manager?.stopping(status(), flags.lameDuck + flags.drainTimeout + STOP_REST_MILLISECONDS);
  await closing;
  await manager?.close();
  return failure;
}
