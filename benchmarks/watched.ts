/**
 * What being watched costs the time service: CPU time per request with `--no-http`, with HTTP on and nobody there, and with a
 * dashboard open while Prometheus scrapes. Prints a table of ratios to `--no-http`.
 *
 *     npm run bench:watched
 *     npm run bench:watched -- --starts 9 --rounds 3 --milliseconds 500
 */
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { compare, DISCIPLINES } from "./comparison.ts";
import { CONTESTANTS, type Contestant } from "./contestants.ts";
import { LoadGenerator } from "./load.ts";
import { table } from "./report.ts";
import { freePort, pinned, RunningServer } from "./running-server.ts";
import { spreadOf } from "./statistics.ts";

/** A dashboard asks for a stream once; Prometheus scrapes every 15 s by default, and here more often. */
const SCRAPE_MILLISECONDS = 5000;
const WARM_UP_MILLISECONDS = 1000;
const NAMES = ["--no-http", "HTTP on", "a page open, scraped"] as const;

const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "5" },
    rounds: { type: "string", default: "5" },
    milliseconds: { type: "string", default: "700" },
  },
});
const [starts, rounds, milliseconds] = [values.starts, values.rounds, values.milliseconds].map(Number) as [
  number,
  number,
  number,
];
if ([starts, rounds, milliseconds].some((value) => !Number.isInteger(value) || value < 1)) {
  tell("Cannot use these values: --starts, --rounds and --milliseconds take whole numbers from 1.");
  process.exit(2);
}

/** CPU times in microseconds, by load, then server. */
const costs = new Map(DISCIPLINES.map(({ name }) => [name, new Map<string, number[]>()]));
const folder = mkdtempSync(join(tmpdir(), "jamd-bench-"));
const prefix = pinned(0, availableParallelism());
const running: RunningServer[] = [];
let snapshots = 0;
try {
  const generator = new LoadGenerator(folder, pinned(1, availableParallelism()));
  for (let start = 1; start <= starts; start++) await measureOnce(generator, start);
  const rows = DISCIPLINES.map(({ name }) => {
    const [alone = Number.NaN, ...watched] = NAMES.map(
      (server) => spreadOf(costs.get(name)?.get(server) ?? []).median,
    );
    return [name, `${alone.toFixed(3)} us`, ...watched.map((median) => (median / alone).toFixed(3))];
  });
  process.stdout.write(`${table(["CPU per request or session", ...NAMES], rows)}\n`);
  process.stdout.write(
    `${starts} starts, ${rounds} rounds of ${milliseconds} ms each; ${snapshots} snapshots were read.\n`,
  );
} finally {
  for (const server of running.splice(0)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Where a process lies in memory makes it a few percent faster or slower for good: so all are started several times. */
async function measureOnce(generator: LoadGenerator, start: number): Promise<void> {
  const isOver = new AbortController();
  const [alone, watched] = [await freePort(), await freePort()];
  const options = [["--no-http"], ["--http-port", String(alone)], ["--http-port", String(watched)]];
  for (const [index, name] of NAMES.entries()) {
    running.push(await RunningServer.start(withOptions(name, options[index] ?? []), folder, prefix));
  }
  const watching = Promise.all([readPage(watched, isOver.signal), scrape(watched, isOver.signal)]);
  const plan = { rounds, milliseconds, warmUpMilliseconds: WARM_UP_MILLISECONDS };
  const tellOf = (line: string): void => tell(`start ${start} of ${starts}, ${line}`);
  for (const [name, byServer] of await compare(running, DISCIPLINES, generator, plan, tellOf)) {
    for (const [server, list] of byServer) {
      const all = costs.get(name)?.get(server) ?? [];
      costs.get(name)?.set(server, [...all, ...list.map(({ cpuMicroseconds }) => cpuMicroseconds)]);
    }
  }
  isOver.abort();
  await watching;
  for (const server of running.splice(0)) await server.stop();
}

/** `jam serve --threads 1` on Bun with more options. */
function withOptions(name: string, options: readonly string[]): Contestant {
  const jam = CONTESTANTS.find((contestant) => contestant.name === "jam, Bun");
  if (jam === undefined) throw new Error("the comparison does not know jam on Bun any more");
  return {
    ...jam,
    name,
    about: options.join(" "),
    command: (port, at) => [...jam.command(port, at), ...options],
  };
}

/** Reads what the dashboard reads, until the end. */
function readPage(port: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = get({ port, host: "127.0.0.1", path: "/api/stream", signal: over }, (response) => {
      response.setEncoding("utf8").on("data", (text: string) => {
        snapshots += text.split("event: snapshot").length - 1;
      });
      response.on("error", () => resolve());
    });
    asked.on("error", (error) => (over.aborted ? resolve() : reject(error)));
  });
}

async function scrape(port: number, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    get({ port, host: "127.0.0.1", path: "/metrics" }, (response) => response.resume()).on("error", () => {});
    await delay(SCRAPE_MILLISECONDS, null, { signal: over }).catch(() => null);
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
