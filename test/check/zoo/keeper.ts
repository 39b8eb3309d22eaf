import { createServer } from "node:net";
import {
  ALL_CASES,
  type CaseResult,
  type CheckOptions,
  type CheckResult,
  checkServer,
  type LaunchedServer,
  launchServer,
} from "../../../src/check/index.ts";
import type { Expectation } from "./expectation.ts";

/** Below the ports that the system gives to clients: those could be in use at the moment when a server wants its own. */
const PORTS = { first: 20_000, last: 32_000 } as const;
let nextPort = PORTS.first + Math.floor(Math.random() * (PORTS.last - PORTS.first));

/** A port that nobody uses, not given twice to one program. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort;
    nextPort = port >= PORTS.last ? PORTS.first : port + 1;
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The command that runs a program of the zoo; it takes its port as its last word. */
export function commandOf(path: string, port: number): string[] {
  return [path.endsWith(".py") ? "python3" : process.execPath, path, String(port)];
}

/** Starts a server. @throws Error with what it printed when it does not listen. */
export async function startServer(command: readonly string[], port: number): Promise<LaunchedServer> {
  const launch = await launchServer({ command, port, runsIn: "empty", patience: 30_000 });
  if (launch.result === "listening") return launch.server;
  throw new Error(`"${command.join(" ")}" does not listen (${launch.result}): ${launch.output}`);
}

/** Checks a server that we started, as `jam check -- COMMAND` does, by all of R1 to R12. */
export function checkStarted(
  server: LaunchedServer,
  options: Partial<CheckOptions> = {},
): Promise<CheckResult> {
  const { host, port } = server;
  const restart = () => server.restart();
  return checkServer({ host, port, profile: "jamd", process: server.process, restart, ...options });
}

/** The cases to run, by what an expectation asks for. */
export function casesOf({ cases, fails }: Expectation): readonly string[] {
  if (cases === "all") return [];
  if (cases !== "wire") return cases;
  const wire = ALL_CASES.filter(({ runs }) => runs === "beside").map(({ id }) => id);
  return [...new Set([...wire, ...Object.keys(fails)])];
}

/** Where a result differs from what is expected, one line each. */
export function differences(result: CheckResult, expectation: Expectation): string[] {
  const { framing, causes, fails } = expectation;
  const wrong = result.cases.flatMap((found) => caseDifference(found, expectation) ?? []);
  const ran = new Set<string>(result.cases.map(({ case: { id } }) => id));
  wrong.push(...Object.keys(fails).flatMap((id) => (ran.has(id) ? [] : [`${id} was not run`])));
  if (framing !== null && !framing.includes(result.framing)) {
    wrong.push(`framing: ${result.framing} instead of ${framing.join(" or ")}`);
  }
  const found = result.causes.map(({ id }) => id).filter((id) => !id.startsWith("framing/"));
  if (expectation.others === "pass" && found.toSorted().join() !== causes.toSorted().join()) {
    wrong.push(`causes: [${found.join(", ")}] instead of [${causes.join(", ")}]`);
  }
  wrong.push(...causes.flatMap((id) => (found.includes(id) ? [] : [`cause ${id} was not named`])));
  return wrong;
}

function caseDifference(found: CaseResult, { fails, open, others }: Expectation): string | null {
  const { id } = found.case;
  const told = `${id}: ${found.outcome} (${found.finding.seen}) ${JSON.stringify(found.finding.facts)}`;
  if (id in fails) {
    const seen = fails[id];
    if (found.outcome === "fail" && (seen === "" || seen === found.finding.seen)) return null;
    return `${told} instead of fail (${seen || "any"})`;
  }
  if (open.includes(id) || others === "untold" || found.outcome === "pass") return null;
  return `${told} instead of pass`;
}
