import type { Contestant } from "./contestants.ts";
import type { Cost, Load, LoadGenerator } from "./load.ts";
import { RunningServer } from "./running-server.ts";

/** One load that all contestants get, by its name in the report. */
export interface Discipline {
  readonly name: string;
  readonly load: Load;
}

/** The loads of the comparison. */
export const DISCIPLINES: readonly Discipline[] = [
  { name: "50 connections, one at a time", load: { kind: "loop", connections: 50, depth: 1 } },
  { name: "50 connections, 32 pipelined", load: { kind: "loop", connections: 50, depth: 32 } },
  { name: "50 connections, 200 pipelined", load: { kind: "loop", connections: 50, depth: 200 } },
  { name: "session: connect, TIME, QUIT", load: { kind: "session", parallel: 50 } },
];

/** Costs by discipline, then contestant, one for each round. */
export type Costs = ReadonlyMap<string, ReadonlyMap<string, readonly Cost[]>>;

/** How to measure. */
export interface Plan {
  readonly rounds: number;
  /** One load on one server. */
  readonly milliseconds: number;
  /** Loads before the first round, so that compilers are warm; not counted. */
  readonly warmUpMilliseconds: number;
}

/** Starts contestants and adds them to `servers`; those that do not start are told of and left out. */
export async function startAll(
  contestants: readonly Contestant[],
  folder: string,
  prefix: readonly string[],
  servers: RunningServer[],
  tell: (line: string) => void,
): Promise<void> {
  for (const contestant of contestants) {
    try {
      servers.push(await RunningServer.start(contestant, folder, prefix));
    } catch (error) {
      tell(`not run: ${contestant.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

/** Interleaved rounds: in each, every discipline goes round all servers, so that a slow moment hits all alike. */
export async function compare(
  servers: readonly RunningServer[],
  disciplines: readonly Discipline[],
  generator: LoadGenerator,
  plan: Plan,
  tell: (line: string) => void,
): Promise<Costs> {
  const costs = new Map<string, Map<string, Cost[]>>();
  for (let round = 0; round <= plan.rounds; round++) {
    for (const { name, load } of disciplines) {
      const milliseconds = round === 0 ? plan.warmUpMilliseconds : plan.milliseconds;
      tell(round === 0 ? `warm-up: ${name}` : `round ${round} of ${plan.rounds}: ${name}`);
      for (const server of servers) {
        if (!server.contestant.measures.includes(load.kind)) continue;
        const cost = await generator.measure(server, load, milliseconds);
        if (cost.errors > 0) tell(`${server.contestant.name}: ${cost.errors} errors at ${name}`);
        if (round === 0) continue;
        const byServer = costs.get(name) ?? new Map<string, Cost[]>();
        costs.set(name, byServer);
        byServer.set(server.contestant.name, [...(byServer.get(server.contestant.name) ?? []), cost]);
      }
    }
  }
  return costs;
}
