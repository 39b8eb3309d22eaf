import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { RunningServer } from "./running-server.ts";

const run = promisify(execFile);
const bun = fileURLToPath(new URL("../node_modules/bun/bin/bun.exe", import.meta.url));
const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

/** Latency of one server under a fixed rate, in milliseconds, counted from when each request was due. */
export interface Tail {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly errors: number;
}

/** What of the result of `jam bench` is read here (docs/bench.md). */
interface BenchResult {
  readonly targets: ReadonlyArray<{
    readonly name: string;
    readonly latency: { readonly p50: number; readonly p99: number; readonly p999: number };
    readonly errors: ReadonlyArray<{ readonly count: number }>;
  }>;
}

/**
 * Puts the same open-loop load on several servers, interleaved, with `jam bench --rate`.
 *
 * @param rate requests a second.
 * @param prefix keeps the load generator on a core of its own.
 */
export async function measureTails(
  servers: readonly RunningServer[],
  rate: number,
  seconds: number,
  rounds: number,
  prefix: readonly string[],
): Promise<Tail[]> {
  const targets = servers.map(({ contestant, port }) => `${contestant.name}=127.0.0.1:${port}`);
  const options = ["--rate", String(rate), "--duration", `${seconds}s`, "--rounds", String(rounds)];
  const [program = "", ...args] = [...prefix, bun, main, "bench", ...targets, ...options, "--threads", "1"];
  const { targets: results } = JSON.parse(await outputOf(program, [...args, "--json", "-"])) as BenchResult;
  return results.map(({ name, latency: { p50, p99, p999 }, errors }) => {
    return { name, p50, p99, p999, errors: errors.reduce((sum, { count }) => sum + count, 0) };
  });
}

/** It ends with 1 when it counted errors; its result is there all the same. */
async function outputOf(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(program, args, { maxBuffer: 2 ** 28 })).stdout;
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout?.startsWith("{")) return stdout;
    throw error;
  }
}
