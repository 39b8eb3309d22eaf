/**
 * Compares this server with its peers on this machine and writes RESULTS.md and RESULTS.svg.
 *
 *     npm run bench                      the whole comparison, some 15 minutes
 *     npm run bench -- --quick           one short round, to see that all works; writes nothing
 *     npm run bench -- --rounds 3 --milliseconds 500 --only "C epoll;jam, Bun"
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ratioChart } from "./chart.ts";
import { type Costs, compare, DISCIPLINES, type Plan, startAll } from "./comparison.ts";
import { CONTESTANTS, type Contestant } from "./contestants.ts";
import { LoadGenerator } from "./load.ts";
import { measureTails } from "./open-loop.ts";
import { type Curve, type Findings, markdownReport } from "./report.ts";
import { pinned, RunningServer } from "./running-server.ts";
import { spreadOf } from "./statistics.ts";

const CURVE_CONNECTIONS = [1, 10, 100, 1000, 10_000];
const CURVE_DEPTHS = [1, 4, 16, 64, 250, 1000];
const CURVE_CONTESTANTS = ["C epoll", "jam, Bun"];
const STARTS = 5;

const values = readOptions();
const plan: Plan = values.quick
  ? { rounds: 1, milliseconds: 300, warmUpMilliseconds: 300 }
  : { rounds: Number(values.rounds), milliseconds: Number(values.milliseconds), warmUpMilliseconds: 2000 };
const idleConnections = values.quick ? 1000 : 15_000;
const cores = availableParallelism();
const serverPrefix = pinned(0, cores);
const folder = mkdtempSync(join(tmpdir(), "jamd-bench-"));
const running: RunningServer[] = [];

// Servers are in process groups of their own, so that Ctrl-C does not reach them by itself.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void giveUp());

try {
  const findings = await findOut();
  const report = markdownReport(findings, new Date().toISOString().slice(0, 10));
  process.stdout.write(report);
  if (!values.quick && values.only === undefined) {
    writeFileSync(new URL("./RESULTS.md", import.meta.url), report);
    writeFileSync(new URL("./RESULTS.svg", import.meta.url), ratioChart(findings));
  }
} finally {
  await cleanUp();
}

async function cleanUp(): Promise<void> {
  for (const server of running.splice(0)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function giveUp(): Promise<void> {
  await cleanUp();
  process.exit(1);
}

async function findOut(): Promise<Findings> {
  const wanted = CONTESTANTS.filter(({ name }) => values.only?.split(";").includes(name) ?? true);
  const notRun = wanted.flatMap(({ name, missing }) => {
    const why = missing();
    return why === null ? [] : [{ name, why }];
  });
  const able = wanted.filter(({ missing }) => missing() === null);
  const generator = new LoadGenerator(folder, pinned(1, cores));
  await startAll(able, folder, serverPrefix, running, tell);
  const ran = running.map(({ contestant }) => contestant);
  const costs = await compare(running, DISCIPLINES, generator, plan, tell);
  const curves = await measureCurves(generator);
  const tails = await tailsAtHalf(costs);
  for (const server of running.splice(0)) await server.stop();
  const { idleOctets, startMilliseconds } = await measureFresh(ran, generator);
  const isPinned = serverPrefix.length > 0;
  return {
    ...{ costs, disciplines: DISCIPLINES, plan, ran, notRun, idleConnections },
    ...{ idleOctets, startMilliseconds, curves, tails, isPinned },
  };
}

/** The latency of us and of the limit, at half of the rate that we served at most. */
async function tailsAtHalf(costs: Costs): Promise<Findings["tails"]> {
  const servers = running.filter(({ contestant }) => CURVE_CONTESTANTS.includes(contestant.name));
  const ours = costs.get(DISCIPLINES[0]?.name ?? "")?.get("jam, Bun") ?? [];
  if (servers.length < 2 || ours.length === 0) return { rate: 0, of: [] };
  const rate = Math.round(spreadOf(ours.map(({ perSecond }) => perSecond)).median / 2000) * 1000;
  tell(`latency at ${rate} requests/s`);
  const seconds = values.quick ? 1 : 5;
  return { rate, of: await measureTails(servers, rate, seconds, plan.rounds, pinned(1, cores)) };
}

/** How the cost grows, for us and for the limit. */
async function measureCurves(generator: LoadGenerator): Promise<Curve[]> {
  const connections = new Map<string, number[]>();
  const depths = new Map<string, number[]>();
  const servers = running.filter(({ contestant }) => CURVE_CONTESTANTS.includes(contestant.name));
  for (const server of servers) {
    const { name } = server.contestant;
    tell(`curves: ${name}`);
    connections.set(name, []);
    depths.set(name, []);
    for (const count of CURVE_CONNECTIONS) {
      const load = { kind: "loop", connections: count, depth: 1 } as const;
      connections.get(name)?.push(await medianCost(generator, server, load));
    }
    for (const depth of CURVE_DEPTHS) {
      const load = { kind: "loop", connections: 10, depth } as const;
      depths.get(name)?.push(await medianCost(generator, server, load));
    }
  }
  return [
    { title: "Growth with connections", unit: "connections", points: CURVE_CONNECTIONS, costs: connections },
    { title: "Growth with depth, 10 connections", unit: "deep", points: CURVE_DEPTHS, costs: depths },
  ];
}

async function medianCost(
  generator: LoadGenerator,
  server: RunningServer,
  load: { readonly kind: "loop"; readonly connections: number; readonly depth: number },
): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < Math.min(3, plan.rounds); round++) {
    costs.push((await generator.measure(server, load, plan.milliseconds)).cpuMicroseconds);
  }
  return spreadOf(costs).median;
}

/** What needs a server that has done nothing yet: its memory, and the time of its start. */
async function measureFresh(
  ran: readonly Contestant[],
  generator: LoadGenerator,
): Promise<Pick<Findings, "idleOctets" | "startMilliseconds">> {
  const idleOctets = new Map<string, number>();
  const startMilliseconds = new Map<string, number[]>();
  for (const contestant of ran) {
    tell(`start and memory: ${contestant.name}`);
    const times: number[] = [];
    for (let start = 0; start < (values.quick ? 1 : STARTS); start++) {
      const server = await RunningServer.start(contestant, folder, serverPrefix);
      running.push(server);
      times.push(server.startMilliseconds);
      if (start === 0 && contestant.measures.includes("idle")) {
        // A first hundred, so that what the first connections load is not counted as theirs.
        await generator.idleOctets(server, 100);
        idleOctets.set(contestant.name, await generator.idleOctets(server, idleConnections));
      }
      await server.stop();
      running.pop();
    }
    startMilliseconds.set(contestant.name, times);
  }
  return { idleOctets, startMilliseconds };
}

/** Wrong usage is one line and exit code 2. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: "boolean", default: false },
        rounds: { type: "string", default: "5" },
        milliseconds: { type: "string", default: "2000" },
        only: { type: "string" },
      },
    });
    const isNumber = /^[1-9]\d{0,5}$/;
    if (isNumber.test(values.rounds) && isNumber.test(values.milliseconds)) return values;
    tell("Cannot use these values: --rounds and --milliseconds take whole numbers from 1 to 999999.");
  } catch (error) {
    tell(`Cannot run the comparison: ${error instanceof Error ? error.message : error}`);
  }
  process.exit(2);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
