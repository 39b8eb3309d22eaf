/**
 * The well-behaved client, in a process of its own so that nothing but the server can delay it:
 *
 *     node test/faults/polite-main.ts '{"port":45000,"connections":2,"everyMilliseconds":10}'
 *
 * Each connection asks on schedule whether or not the last reply has come. Orders: `phase NAME` books what is asked
 * from now on under that name, `finish` waits for what is owed, says QUIT and reports.
 */
import { setPriority } from "node:os";
import { createInterface } from "node:readline";
import { percentile } from "./figures.ts";
import type { PolitePhase } from "./polite-client.ts";
import { PoliteConnection, type PolitePlan } from "./polite-connection.ts";

/** What asks a hundred times a second must be woken at once, or its own waiting would be booked as the server's. */
const PRIORITY = -10;
const OWED_MILLISECONDS = 10_000;

try {
  setPriority(PRIORITY);
} catch {
  // Only root may; then the figures have more noise in them.
}

const plan = JSON.parse(process.argv[2] ?? "{}") as PolitePlan & { readonly connections: number };
const connections: PoliteConnection[] = [];
for (let number = 0; number < plan.connections; number++) {
  connections.push(await PoliteConnection.open(plan));
}
report({ event: "connected" });
const timers: ReturnType<typeof setTimeout>[] = [];
for (const [number, connection] of connections.entries()) {
  const start = (number * plan.everyMilliseconds) / plan.connections;
  timers.push(setTimeout(() => askOnSchedule(connection, performance.now()), start));
}

for await (const order of createInterface({ input: process.stdin })) {
  const [verb = "", name = ""] = order.split(" ");
  if (verb === "phase") {
    for (const connection of connections) connection.beginPhase(name);
    report({ event: "phase", name });
  }
  if (verb === "finish") await finish();
}
process.exit(0);

/** Asks at due times that do not shift when one of them is late. */
function askOnSchedule(connection: PoliteConnection, due: number): void {
  connection.ask();
  const next = due + plan.everyMilliseconds;
  const timer = setTimeout(() => askOnSchedule(connection, next), Math.max(0, next - performance.now()));
  timers[connections.indexOf(connection)] = timer;
}

async function finish(): Promise<void> {
  for (const timer of timers) clearTimeout(timer);
  const problems = await Promise.all(connections.map((connection) => connection.finish(OWED_MILLISECONDS)));
  const names = new Set(connections.flatMap((connection) => [...connection.phases.keys()]));
  const phases: Record<string, PolitePhase> = {};
  for (const name of names) phases[name] = sumUp(name);
  report({
    event: "finished",
    phases,
    problems: problems.flat().slice(0, 5),
    reconnects: connections.reduce((sum, { reconnects }) => sum + reconnects, 0),
    lost: connections.reduce((sum, { lost }) => sum + lost, 0),
    longestOutage: Math.max(...connections.map(({ longestOutage }) => longestOutage)),
  });
}

function sumUp(name: string): PolitePhase {
  const books = connections.flatMap((connection) => connection.phases.get(name) ?? []);
  const all = books.flatMap(({ latencies }) => latencies);
  const answered = books.map(({ latencies }) => latencies.length);
  return {
    asked: books.reduce((sum, { asked }) => sum + asked, 0),
    answered: all.length,
    leastAnswered: Math.min(...answered),
    mostAnswered: Math.max(...answered),
    p50: percentile(all, 0.5),
    p99: percentile(all, 0.99),
    slowest: percentile(all, 1),
  };
}

function report(facts: object): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}
