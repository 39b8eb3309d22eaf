import { execFile, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { RunningServer } from "./running-server.ts";

const run = promisify(execFile);

/** What a load came to. */
interface LoadResult {
  readonly done: number;
  readonly errors: number;
  readonly seconds: number;
  /** CPU time of the server's threads meanwhile, in nanoseconds. */
  readonly cpu: number;
}

/** What one load cost its server. */
export interface Cost {
  /** CPU time of the server per request or session, in microseconds. */
  readonly cpuMicroseconds: number;
  /** Requests or sessions a second that it served. */
  readonly perSecond: number;
  readonly errors: number;
}

/** A load to put on a server. */
export type Load =
  | { readonly kind: "loop"; readonly connections: number; readonly depth: number }
  | { readonly kind: "session"; readonly parallel: number };

/** The load generator: benchmarks/load.c. */
export class LoadGenerator {
  readonly #program: string;
  readonly #prefix: readonly string[];

  /** Builds it in a folder. @param prefix keeps it on a core of its own. */
  constructor(folder: string, prefix: readonly string[]) {
    this.#program = join(folder, "load");
    this.#prefix = prefix;
    execFileSync("cc", ["-O2", "-o", this.#program, fileURLToPath(new URL("./load.c", import.meta.url))]);
  }

  /** Puts a load on a server for a time and asks the kernel what it cost. */
  async measure(server: RunningServer, load: Load, milliseconds: number): Promise<Cost> {
    const before = server.accounts();
    const result = await this.#run(server, load, milliseconds);
    const cpu = result.cpu + server.accounts().childNanoseconds - before.childNanoseconds;
    return {
      cpuMicroseconds: result.done === 0 ? Number.NaN : cpu / 1000 / result.done,
      perSecond: result.done / result.seconds,
      errors: result.errors,
    };
  }

  /** Resident memory per idle connection, in octets: each has asked once. */
  async idleOctets(server: RunningServer, connections: number): Promise<number> {
    const before = server.accounts().residentOctets;
    const child = spawn(this.#program, ["idle", String(server.port), String(connections)]);
    await new Promise((resolve, reject) => {
      child.stdout.once("data", resolve);
      child.once("error", reject);
      child.once("exit", () => reject(new Error(`${server.contestant.name}: could not open ${connections}`)));
    });
    const after = server.accounts().residentOctets;
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.removeAllListeners("exit");
    child.stdin.end();
    await ended;
    return (after - before) / connections;
  }

  async #run(server: RunningServer, load: Load, milliseconds: number): Promise<LoadResult> {
    const { request, replyLines } = server.contestant.dialogue;
    const port = String(server.port);
    const pid = String(server.pid);
    const args =
      load.kind === "session"
        ? ["session", port, pid, String(load.parallel), String(milliseconds)]
        : [
            ...["loop", port, pid, String(load.connections), String(load.depth)],
            ...[String(milliseconds), request, String(replyLines)],
          ];
    const [program = "", ...rest] = [...this.#prefix, this.#program, ...args];
    try {
      return JSON.parse((await run(program, rest)).stdout) as LoadResult;
    } catch (error) {
      // It ends with 1 when it counted errors; its result is there all the same.
      const { stdout } = error as { stdout?: string };
      if (stdout?.startsWith("{")) return JSON.parse(stdout) as LoadResult;
      throw error;
    }
  }
}
