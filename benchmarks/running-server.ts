import { type ChildProcess, spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Contestant } from "./contestants.ts";
import { type Accounts, readAccounts } from "./process-accounts.ts";

const START_MILLISECONDS = 20_000;

/** Command prefix that keeps a program on one core; empty where there is only one, or no taskset. */
export function pinned(core: number, cores: number): readonly string[] {
  return process.platform === "linux" && cores > 1 ? ["taskset", "-c", String(core)] : [];
}

/** A contestant that serves. */
export class RunningServer {
  readonly contestant: Contestant;
  readonly port: number;
  /** From the start of the process to the first answer, in milliseconds. */
  readonly startMilliseconds: number;
  readonly #child: ChildProcess;

  private constructor(contestant: Contestant, port: number, child: ChildProcess, startMilliseconds: number) {
    this.contestant = contestant;
    this.port = port;
    this.#child = child;
    this.startMilliseconds = startMilliseconds;
  }

  /** Starts it on a free port and waits for its first answer. */
  static async start(
    contestant: Contestant,
    folder: string,
    prefix: readonly string[],
  ): Promise<RunningServer> {
    const port = await freePort();
    const [program = "", ...args] = [...prefix, ...contestant.command(port, folder)];
    const start = performance.now();
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"], detached: true });
    while (!(await answers(port, contestant))) {
      if (child.exitCode !== null || performance.now() - start > START_MILLISECONDS) {
        child.kill("SIGKILL");
        throw new Error(`${contestant.name} does not answer on port ${port}`);
      }
      await delay(2);
    }
    return new RunningServer(contestant, port, child, performance.now() - start);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  accounts(): Accounts {
    return readAccounts(this.pid);
  }

  /** Ends it and what it started. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    // Its own process group: nothing else is in it.
    process.kill(-this.pid, "SIGTERM");
    const killer = setTimeout(() => process.kill(-this.pid, "SIGKILL"), 3000);
    await ended;
    clearTimeout(killer);
  }
}

function answers(port: number, contestant: Contestant): Promise<boolean> {
  return new Promise((resolve) => {
    const request = contestant.dialogue.request.replaceAll("\\r\\n", "\r\n");
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.setTimeout(1000, () => socket.destroy());
    socket.once("data", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}

/** A port of loopback that nobody has now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
