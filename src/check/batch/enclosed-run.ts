import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { KeptOutput } from "../kept-output.ts";
import { residentOctetsOf } from "../process-table.ts";
import { StartedProcesses } from "../started-processes.ts";

const WATCH_PAUSE = 250;
/** A report is a few hundred KiB; a check that prints more is none of ours. */
const MOST_STANDARD_OUTPUT = 16 * 1024 * 1024;
/** Processes of one server and its check: a server that forks for each client has at most as many as it has clients. */
const MOST_PROCESSES = 2000;
/** After the end its last output may still be on its way, in milliseconds. */
const LAST_WORDS = 500;

/** Bounds of one program with all that it starts. */
export interface RunLimits {
  readonly milliseconds: number;
  /** Resident memory, all processes added up. Only where there is a /proc. */
  readonly residentOctets: number;
}

/** How a program ended. */
export interface EnclosedEnd {
  readonly result:
    | "ended"
    | "too-slow"
    | "too-much-memory"
    | "too-many-processes"
    | "aborted"
    | "not-started";
  /** Of `not-started`: why; else empty. */
  readonly reason: string;
  /** Exit code; null when it was stopped or a signal ended it. */
  readonly code: number | null;
  readonly standardOutput: string;
  /** The end of what it told as errors. */
  readonly errors: string;
}

/** What is to be run. */
export interface EnclosedRun {
  readonly command: readonly string[];
  readonly folder: string;
  /** Its folder for temporary files. */
  readonly temporary: string;
  readonly limits: RunLimits;
  /** Stops it. */
  readonly signal: AbortSignal;
}

/** Runs a program to its end, or to the end of its bounds; nothing that it started is left then. Never rejects. */
export async function runEnclosed({
  command,
  folder,
  temporary,
  limits,
  signal,
}: EnclosedRun): Promise<EnclosedEnd> {
  const [program = "", ...args] = command;
  const mark = randomUUID();
  const errors = new KeptOutput();
  const chunks: Buffer[] = [];
  let octets = 0;
  let reason = "";
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      cwd: folder,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TMPDIR: temporary, JAM_CHECK_BATCH: mark },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { result: "not-started", reason, code: null, standardOutput: "", errors: "" };
  }
  child.stdout?.on("data", (chunk: Buffer) => {
    octets += chunk.length;
    if (octets <= MOST_STANDARD_OUTPUT) chunks.push(chunk);
  });
  child.stderr?.on("data", (chunk: Buffer) => errors.add(chunk));
  const ended = new Promise<EnclosedEnd["result"]>((resolve) => {
    child.once("exit", () => resolve("ended"));
    child.once("error", (error) => {
      reason = error.message;
      resolve("not-started");
    });
  });
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  const processes =
    child.pid === undefined ? null : new StartedProcesses(child.pid, `JAM_CHECK_BATCH=${mark}`);
  const killAtExit = () => processes?.kill();
  process.once("exit", killAtExit);
  const watch = new Watch(processes, limits, signal);
  const result = await Promise.race([ended, watch.broken]);
  watch.stop();
  // Also after an end of its own: what it started may still be there.
  await processes?.stop(() => child.exitCode !== null || child.signalCode !== null);
  process.off("exit", killAtExit);
  await Promise.race([closed, pause(LAST_WORDS)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return {
    result,
    reason,
    code: result === "ended" ? child.exitCode : null,
    standardOutput: Buffer.concat(chunks).toString("utf8"),
    errors: errors.text,
  };
}

/** Looks again and again whether a program keeps within its bounds. */
class Watch {
  readonly #processes: StartedProcesses | null;
  readonly #limits: RunLimits;
  readonly #signal: AbortSignal;
  readonly #begun = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.#tell("aborted");
  #tell: (broken: EnclosedEnd["result"]) => void = () => undefined;
  /** Which bound it has broken; for ever open when none. */
  readonly broken: Promise<EnclosedEnd["result"]>;

  constructor(processes: StartedProcesses | null, limits: RunLimits, signal: AbortSignal) {
    this.#processes = processes;
    this.#limits = limits;
    this.#signal = signal;
    this.broken = new Promise((resolve) => {
      this.#tell = resolve;
    });
    this.#timer = setInterval(() => this.#look(), WATCH_PAUSE);
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#signal.removeEventListener("abort", this.#onAbort);
  }

  #look(): void {
    if (performance.now() - this.#begun > this.#limits.milliseconds) this.#tell("too-slow");
    const members = this.#processes?.members() ?? [];
    if (members.length > MOST_PROCESSES) this.#tell("too-many-processes");
    const resident = members.reduce((sum, { pid }) => sum + (residentOctetsOf(pid) ?? 0), 0);
    if (resident > this.#limits.residentOctets) this.#tell("too-much-memory");
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
