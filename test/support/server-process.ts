import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { until, within } from "./waiting.ts";

/** The runtime that runs a server, and how many threads serve. */
export interface Configuration {
  readonly engine: "bun" | "node";
  readonly threads: number;
  /** Default event-loop. */
  readonly model?: "event-loop" | "thread-per-connection" | "iterative";
}

/** A line of a JSON log: the facts of an event as fields. */
export interface LoggedEvent {
  readonly event: string;
  readonly level: string;
  readonly time: string;
  readonly [fact: string]: unknown;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How to start a server. */
export interface StartOptions extends Configuration {
  /** Arguments after those for threads, port, zone and log. Commander takes the last of two. */
  readonly args?: readonly string[];
  /** Default json. */
  readonly log?: "json" | "pretty";
  /** File descriptor for standard output, instead of a pipe that is read here. Then nothing is known of the log. */
  readonly stdout?: number;
  /** Instead of `jam serve`: a program that prints the same events, with its arguments. */
  readonly program?: readonly string[];
  /** A command that runs the runtime and becomes it, as `prlimit --nofile=256`. Default: none. */
  readonly wrapper?: readonly string[];
  /** Variables besides the usual ones. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Folder of package.json. */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The program of a runtime, as npm installed it. */
export function runtimeProgram(engine: Configuration["engine"]): string {
  return fileURLToPath(new URL(`../../node_modules/.bin/${engine}`, import.meta.url));
}

/** Arguments of `jam serve`, without the runtime. */
function serveArguments({ threads, model = "event-loop", args = [], log = "json" }: StartOptions): string[] {
  const fixed = ["--port", "0", "--zone", "UTC", "--lang", "en", "--log-format", log];
  // Many servers run at once, and one port is the usual one.
  const http = args.some((arg) => arg.startsWith("--http-")) ? [] : ["--no-http"];
  return [
    "src/cli/main.ts",
    "serve",
    ...fixed,
    ...http,
    "--model",
    model,
    "--threads",
    String(threads),
    ...args,
  ];
}

/** A server in a process of its own, as a user starts it. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exit: Promise<Exit>;
  /** Lines on standard output so far. */
  readonly lines: string[] = [];
  /** The same as events, when the log is JSON. */
  readonly events: LoggedEvent[] = [];
  /** Standard error so far. */
  stderr = "";
  #port = 0;
  #rest = "";

  private constructor(options: StartOptions) {
    const args = options.program ?? serveArguments(options);
    const [command = "", ...words] = [...(options.wrapper ?? []), runtimeProgram(options.engine), ...args];
    this.#child = spawn(command, words, {
      cwd: ROOT,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", options.stdout ?? "pipe", "pipe"],
    });
    this.#exit = new Promise((resolve, reject) => {
      this.#child.on("close", (code, signal) => resolve({ code, signal }));
      this.#child.on("error", reject);
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#take(text, options.log));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
  }

  /** Starts a server and waits until it listens. Fails with what it said on stderr when it does not. */
  static async start(options: StartOptions): Promise<ServerProcess> {
    const server = ServerProcess.spawn(options);
    if (options.stdout !== undefined) return server;
    const listening = until(() => server.#port > 0, "the server to listen");
    const failed = server.exited().then(({ code, signal }) => {
      throw new Error(`the server ended (${code ?? signal}) before it listened: ${server.stderr}`);
    });
    failed.catch(() => {});
    try {
      await Promise.race([listening, failed]);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** Starts a server that may fail to listen. */
  static spawn(options: StartOptions): ServerProcess {
    return new ServerProcess(options);
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resident memory, in octets. Linux. */
  get residentOctets(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  }

  /** Processor time used so far by all its threads, in milliseconds. Linux, at 100 ticks a second. */
  get processorMilliseconds(): number {
    const stat = readFileSync(`/proc/${this.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  /**
   * Looks for an event of a type.
   *
   * @param since how many events to pass over: the kernel gives a client's port again, so what is told of one
   * client is looked for from the number of events before it on.
   */
  find(type: string, fits: (event: LoggedEvent) => boolean = () => true, since = 0): LoggedEvent | undefined {
    for (let index = since; index < this.events.length; index++) {
      const event = this.events[index] as LoggedEvent;
      if (event.event === type && fits(event)) return event;
    }
    return undefined;
  }

  /** Waits for an event of a type, as {@link find} finds it. */
  event(type: string, fits?: (event: LoggedEvent) => boolean, since?: number): Promise<LoggedEvent> {
    return until(() => this.find(type, fits, since), `event "${type}"`);
  }

  /** All events of a type so far. */
  eventsOf(type: string): LoggedEvent[] {
    return this.events.filter((event) => event.event === type);
  }

  /** Waits for a line of the log. */
  line(pattern: RegExp): Promise<string> {
    return until(() => this.lines.find((line) => pattern.test(line)), `a line like ${pattern}`);
  }

  /** Writes a line to its standard input. */
  order(text: string): void {
    this.#child.stdin?.write(`${text}\n`);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for its end. */
  exited(milliseconds?: number): Promise<Exit> {
    return within(this.#exit, () => `the server's end; stderr: ${this.stderr}`, milliseconds);
  }

  /** Asks it to stop and waits until it has. */
  stop(signal: NodeJS.Signals = "SIGTERM", milliseconds?: number): Promise<Exit> {
    this.signal(signal);
    return this.exited(milliseconds);
  }

  /** Ends it, whatever state it is in. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    this.#child.stdin?.destroy();
    await this.exited();
  }

  #take(text: string, log: StartOptions["log"]): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      this.lines.push(line);
      if (log !== "pretty") this.events.push(JSON.parse(line) as LoggedEvent);
      if (this.#port === 0) this.#port = portOf(line);
    }
  }
}

/** The port in the line that tells of listening, JSON or in words of either language; else 0. */
function portOf(line: string): number {
  const told = /"event":"listening".*"port":(\d+)|(?:listening on|mendengarkan di) port (\d+)/.exec(line);
  return Number(told?.[1] ?? told?.[2] ?? 0);
}
