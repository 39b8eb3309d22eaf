import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { KeptOutput } from "./kept-output.ts";
import { isPortLingering } from "./kernel-sockets.ts";
import { type ListeningPlace, PortWatch } from "./listening-place.ts";
import { LocalProcess } from "./local-process.ts";
import type { ObservedProcess, RestartOutcome } from "./model.ts";
import { hasProcessTable } from "./process-table.ts";
import { StartedProcesses } from "./started-processes.ts";
import { WorkingFolder, type WorkingFolderKind } from "./working-folder.ts";

/** The port of the assignment, which most servers have written into them. */
export const USUAL_PORT = 45_000;
/** A compiler or a virtual machine may start first, in milliseconds. */
const PATIENCE = 15_000;
/** So long the kernel holds a port after its connections were closed (TIME-WAIT of Linux is 60 s), and a little. */
const MOST_LINGERING = 65_000;
const LOOK_PAUSE = 20;
/** Output that is read without a pause, and the pause: a server that prints for ever must not take our processor. */
const OCTETS_AT_ONCE = 1024 * 1024;
const READING_PAUSE = 20;
/** After the program's end its last words may still be on their way, in milliseconds. */
const LAST_WORDS = 200;
const OUTPUT_LINES = 12;
/** How servers of all languages complain that their port is taken: by name, by text, by number, in words of their own. */
const PORT_IN_USE = /in use|EADDRINUSE|\b(?:errno|error) ?98\b|10048|\bbind/i;

/** How to start a server. */
export interface LaunchOptions {
  /** The program and its arguments. No shell reads them. */
  readonly command: readonly string[];
  /**
   * Port it is expected to listen on (default 45000). On Linux the kernel is asked which one it really is; this one is
   * preferred when there are several. Elsewhere it must be this one.
   */
  readonly port?: number;
  /** Folder that the command is meant for (default: the current one). */
  readonly folder?: string;
  /** Default `copy`. */
  readonly runsIn?: WorkingFolderKind;
  /** So long it may take until it listens, in milliseconds (default 15,000). */
  readonly patience?: number;
  /** Variables besides our own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Stops the wait, and the server. */
  readonly signal?: AbortSignal;
  /** Told when an earlier server's connections still hold the port, and the start is tried again when they are gone. */
  readonly onPortLingering?: (mostMilliseconds: number) => void;
}

/** Why there is no server. */
export interface LaunchFailure {
  readonly result: "not-found" | "exited" | "not-listening" | "aborted";
  /** Code or signal of its end, such as `1` or `SIGSEGV`; of `not-found` the system's code, such as `ENOENT`. */
  readonly reason: string;
  /** The last lines that it printed. */
  readonly output: string;
  readonly milliseconds: number;
  /** Whether another program has listened on the port all the while. */
  readonly port: "free" | "taken";
}

/** A server that listens, or why not. */
export type Launch = { readonly result: "listening"; readonly server: LaunchedServer } | LaunchFailure;

/** Starts a server and waits until it listens. Whatever it started is stopped when it does not. Never throws. */
export async function launchServer(options: LaunchOptions): Promise<Launch> {
  let folder: WorkingFolder;
  try {
    folder = new WorkingFolder(options.folder ?? process.cwd(), options.runsIn ?? "copy");
  } catch (error) {
    return failed("not-found", codeOf(error));
  }
  const server = new LaunchedServer(options, folder);
  const failure = await server.start();
  if (failure === null) return { result: "listening", server };
  await server.stop();
  return failure;
}

/** A server that we started: in a session and a folder of its own. */
export class LaunchedServer {
  readonly #options: LaunchOptions;
  readonly #folder: WorkingFolder;
  readonly #output = new KeptOutput();
  readonly #mark = `JAM_CHECK_SERVER=${randomUUID()}`;
  readonly #killAtExit = () => this.#running?.processes.kill();
  /** The server with all that it started, also after a restart; null where there is no /proc. */
  readonly process: ObservedProcess | null;
  #running: Running | null = null;
  #place: ListeningPlace | null = null;

  /** Nothing runs before {@link start}. */
  constructor(options: LaunchOptions, folder: WorkingFolder) {
    this.#options = options;
    this.#folder = folder;
    this.process = hasProcessTable()
      ? new LocalProcess(
          () => this.#running?.child.pid ?? 0,
          () => this.#running?.processes.members() ?? [],
        )
      : null;
  }

  /** Address to connect to, of this machine. */
  get host(): string {
    return this.#place?.host ?? "127.0.0.1";
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#place?.port ?? this.#expectedPort;
  }

  /** What it has printed to both of its outputs, from its first start on: beginning and end, at most 32 KiB. */
  get output(): string {
    return this.#output.text;
  }

  get #expectedPort(): number {
    return this.#options.port ?? USUAL_PORT;
  }

  /** Starts it for the first time. @returns null when it listens. */
  async start(): Promise<LaunchFailure | null> {
    process.once("exit", this.#killAtExit);
    const failure = await this.#launch();
    if (failure?.result !== "exited" || !PORT_IN_USE.test(failure.output)) return failure;
    if (failure.port === "taken" || !isPortLingering(this.#expectedPort)) return failure;
    // Connections of an earlier check hold the port against a server without SO_REUSEADDR: not this one's fault.
    this.#options.onPortLingering?.(MOST_LINGERING);
    const deadline = performance.now() + MOST_LINGERING;
    while (isPortLingering(this.#expectedPort) && performance.now() < deadline && !this.#isAborted()) {
      await delay(LOOK_PAUSE);
    }
    return this.#launch();
  }

  /** Stops it with all its children and starts it again in the same folder, on the same port. */
  async restart(): Promise<RestartOutcome> {
    const port = this.port;
    await this.#end();
    const begun = performance.now();
    const failure = await this.#launch(port);
    return {
      result:
        failure === null ? "listening" : failure.result === "not-listening" ? "not-listening" : "exited",
      milliseconds: Math.round(performance.now() - begun),
      output: failure?.output ?? this.#output.lastLines(OUTPUT_LINES),
    };
  }

  /** Stops it and everything it started, and takes its folder away. May be called again. */
  async stop(): Promise<void> {
    await this.#end();
    process.off("exit", this.#killAtExit);
    this.#folder.remove();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #launch(port = this.#expectedPort): Promise<LaunchFailure | null> {
    const begun = performance.now();
    const watch = await PortWatch.begin(port);
    let child: ChildProcess;
    try {
      child = this.#spawn();
    } catch (error) {
      return failed("not-found", codeOf(error));
    }
    const end = new ProgramEnd(child);
    if (child.pid === undefined) return failed("not-found", await end.reason);
    const processes = new StartedProcesses(child.pid, this.#mark);
    this.#running = { child, processes, end };

    const deadline = begun + (this.#options.patience ?? PATIENCE);
    let result: LaunchFailure["result"] | null = null;
    while (result === null) {
      const members = processes.members();
      const place = await watch.look(members);
      if (place !== null) {
        this.#place = place;
        return null;
      }
      if (this.#isAborted()) result = "aborted";
      else if (end.hasEnded && !members.some(({ life }) => life === "running")) result = "exited";
      else if (performance.now() > deadline) result = "not-listening";
      else await delay(LOOK_PAUSE);
    }
    const reason = result === "exited" ? await end.reason : "";
    await this.#end();
    return {
      result,
      reason,
      output: this.#output.lastLines(OUTPUT_LINES),
      milliseconds: Math.round(performance.now() - begun),
      port: watch.isTaken ? "taken" : "free",
    };
  }

  #spawn(): ChildProcess {
    const [program = "", ...args] = this.#folder.command(this.#options.command);
    const [name = "", value = ""] = this.#mark.split("=");
    const child = spawn(program, args, {
      cwd: this.#folder.path,
      // A session of its own: a signal to its group reaches nobody else, and Ctrl-C at our terminal not it.
      detached: true,
      // Standard input stays open and silent: a server may take its end for the wish to stop.
      stdio: ["pipe", "pipe", "pipe"],
      // What Python prints into a pipe would come when it ends, and a server that is killed never tells.
      env: { ...process.env, PYTHONUNBUFFERED: "1", ...this.#options.environment, [name]: value },
    });
    child.on("error", () => undefined);
    child.stdin?.on("error", () => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      let octets = 0;
      stream?.on("error", () => undefined);
      stream?.on("data", (chunk: Buffer) => {
        this.#output.add(chunk);
        octets += chunk.length;
        if (octets < OCTETS_AT_ONCE) return;
        octets = 0;
        stream.pause();
        setTimeout(() => stream.resume(), READING_PAUSE).unref();
      });
    }
    return child;
  }

  async #end(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    const { child, processes, end } = running;
    await processes.stop(() => end.hasEnded);
    this.#running = null;
    await Promise.race([end.outputRead, delay(LAST_WORDS)]);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
    child.unref();
  }

  #isAborted(): boolean {
    return this.#options.signal?.aborted === true;
  }
}

/** The program as it runs now. */
interface Running {
  readonly child: ChildProcess;
  readonly processes: StartedProcesses;
  readonly end: ProgramEnd;
}

/** How a program ended, when it has. */
class ProgramEnd {
  /** Its exit code, the signal that ended it, or the system's code when it could not be started. */
  readonly reason: Promise<string>;
  /** All that it printed has been read. */
  readonly outputRead: Promise<void>;
  #life: "running" | "ended" = "running";

  constructor(child: ChildProcess) {
    this.reason = new Promise((resolve) => {
      const ended = (reason: string) => {
        this.#life = "ended";
        resolve(reason);
      };
      child.once("error", (error) => ended(codeOf(error)));
      child.once("exit", (code, signal) => ended(signal ?? String(code)));
    });
    this.outputRead = new Promise((resolve) => {
      child.once("close", () => resolve());
    });
  }

  get hasEnded(): boolean {
    return this.#life === "ended";
  }
}

function failed(result: LaunchFailure["result"], reason: string): LaunchFailure {
  return { result, reason, output: "", milliseconds: 0, port: "free" };
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
