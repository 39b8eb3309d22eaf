import {
  type CheckOptions,
  findLocalProcess,
  type LaunchFailure,
  launchServer,
  type ObservedProcess,
  observeProcess,
  USUAL_PORT,
} from "../../check/index.ts";
import { JamError } from "../../errors/index.ts";
import { type ServerAddress, serverAddress } from "../address.ts";
import { shellWord } from "../cert/shell-word.ts";
import type { CheckFlags, CheckTarget } from "../check-command.ts";
import type { CommandContext } from "../context.ts";
import { escapeControls } from "../visible-text.ts";
import type { CheckProgressLine } from "./check-progress.ts";
import { checkUsage } from "./check-usage.ts";
import type { CheckMessages } from "./messages-en.ts";

/** A server that is there to be checked. */
export interface Served extends AsyncDisposable {
  /** What a check needs to know of it. */
  readonly options: Pick<CheckOptions, "host" | "port" | "target" | "process" | "restart" | "output">;
}

/** A server that runs already. @throws {JamError} JAM_PROCESS_NOT_FOUND when the process that was named is not there. */
export function runningServer({ address }: CheckTarget, { pid }: CheckFlags): Served {
  const { host, port } = serverAddress(address, "none");
  const target = addressText({ host, port });
  const process = processOf(host, port, pid);
  return { options: { host, port, target, process }, [Symbol.asyncDispose]: () => Promise.resolve() };
}

function processOf(host: string, port: number, pid: number | "auto" | undefined): ObservedProcess | null {
  const process = typeof pid === "number" ? observeProcess(pid) : findLocalProcess(host, port);
  if (process === null && pid !== undefined) throw new JamError("JAM_PROCESS_NOT_FOUND", { pid });
  return process;
}

/**
 * Starts the command of a target.
 *
 * @throws {JamError} JAM_USAGE; JAM_SERVER_NOT_STARTED, after what the program printed was shown.
 */
export async function startedServer(
  context: CommandContext,
  command: readonly string[],
  { address }: CheckTarget,
  flags: CheckFlags,
  texts: CheckMessages,
  progress: CheckProgressLine,
  signal: AbortSignal,
): Promise<Served> {
  if (flags.pid !== undefined) throw checkUsage(texts.pidOfCommand);
  const target = command.map(shellWord).join(" ");
  const port = address?.port ?? USUAL_PORT;
  progress.say(texts.starting(target));
  const launch = await launchServer({
    command,
    port,
    runsIn: flags.folder,
    signal,
    onPortLingering: (milliseconds) => {
      progress.erase();
      context.stderr.write(`${texts.lingering(Math.ceil(milliseconds / 1000))}\n`);
    },
  });
  progress.erase();
  signal.throwIfAborted();
  if (launch.result !== "listening") {
    showOutput(context, launch.output, texts);
    throw new JamError("JAM_SERVER_NOT_STARTED", { command: target, reason: reasonOf(launch, port, texts) });
  }
  const { server } = launch;
  return {
    options: {
      host: server.host,
      port: server.port,
      target,
      process: server.process,
      restart: () => server.restart(),
      output: () => server.output,
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function reasonOf(failure: LaunchFailure, port: number, { notStarted }: CheckMessages): string {
  if (failure.port === "taken") return notStarted.taken(port);
  switch (failure.result) {
    case "not-listening":
      return notStarted["not-listening"]((failure.milliseconds / 1000).toFixed(0));
    case "aborted":
      return notStarted.aborted();
    default:
      return notStarted[failure.result](failure.reason);
  }
}

function showOutput({ stderr }: CommandContext, output: string, texts: CheckMessages): void {
  const lines = output
    .trimEnd()
    .split("\n")
    .filter((line) => line.trim() !== "");
  if (lines.length === 0) return;
  stderr.write(`${texts.lastOutput}\n${lines.map((line) => `  ${escapeControls(line)}\n`).join("")}`);
}

function addressText({ host, port }: ServerAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
