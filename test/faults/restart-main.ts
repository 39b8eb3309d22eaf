/**
 * Restarts a server under load again and again, each time by a second process that takes the port over:
 *
 *     node test/faults/restart-main.ts '{"engine":"bun","restarts":10,"workers":20}'
 *
 * Reports "restarted" with the sessions that were served and those that failed. It is meant to be run in a network
 * namespace of its own, where it may say whether the kernel migrates queued connections.
 */
import { setTimeout as delay } from "node:timers/promises";
import { RawClient } from "../support/raw-client.ts";
import { TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { FaultServer } from "./fault-server.ts";
import { PoliteClient } from "./polite-client.ts";

interface Plan {
  readonly engine: "bun" | "node";
  readonly restarts: number;
  /** Sessions at the same time. */
  readonly workers: number;
  /** Load before, between and after the restarts. */
  readonly pauseMilliseconds: number;
}

const ANSWER = /^JAM \d\d:\d\d:\d\d\r\n$/;
/** Between two sessions of a worker: the load is there, and leaves the polite client its processor. */
const PAUSE_MILLISECONDS = 5;

const plan = JSON.parse(process.argv[2] ?? "{}") as Plan;
const failures = new Map<string, number>();
let served = 0;
let isOver = false;

process.stdout.write(`${JSON.stringify({ event: "restarted", ...(await run()) })}\n`);
process.exit(0);

async function run(): Promise<object> {
  let server = await FaultServer.start(plan.engine, { events: "usual" });
  const { port } = server;
  const polite = await PoliteClient.start({
    ...{ port, connections: 3, everyMilliseconds: 10, connection: "may-be-lost" },
  });
  await polite.phase("warm-up");
  const endings: string[] = [];
  try {
    await delay(plan.pauseMilliseconds);
    await polite.phase("quiet");
    await delay(plan.pauseMilliseconds);
    await polite.phase("attacked");
    const workers = Array.from({ length: plan.workers }, () => work(port));
    for (let restart = 0; restart < plan.restarts; restart++) {
      await delay(plan.pauseMilliseconds);
      const next = await FaultServer.start(plan.engine, {
        events: "usual",
        args: ["--takeover", "--port", String(port)],
      });
      const { code, signal } = await server.process.exited();
      if (code !== 0) endings.push(`the old server ended with ${code ?? signal}: ${server.process.stderr}`);
      await server[Symbol.asyncDispose]();
      server = next;
    }
    await delay(plan.pauseMilliseconds);
    isOver = true;
    await Promise.all(workers);
    const seen = await polite.finish();
    const wrong = await server.stop();
    if (wrong !== null) endings.push(`the last server: ${wrong}`);
    return { served, failures: Object.fromEntries(failures), endings, polite: seen };
  } finally {
    await polite[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  }
}

async function work(port: number): Promise<void> {
  while (!isOver) {
    const failure = await session(port);
    if (failure === null) served++;
    else failures.set(failure, (failures.get(failure) ?? 0) + 1);
    await delay(PAUSE_MILLISECONDS);
  }
}

/** Connect, TIME, reply, QUIT, the server's end. @returns what failed, null when nothing. */
async function session(port: number): Promise<string | null> {
  let step = "connect";
  try {
    using client = await RawClient.connect({ port });
    step = "TIME";
    const reply = await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
    if (!ANSWER.test(reply)) return `wrong reply ${JSON.stringify(reply)}`;
    step = "QUIT";
    await client.send("QUIT\r\n");
    const { octets, end } = await client.takeToEnd();
    return octets === "" && end === "eof" ? null : `QUIT: ${JSON.stringify(octets)}, ${end}`;
  } catch (error) {
    return `${step}: ${error instanceof Error ? error.message.slice(0, 60) : String(error)}`;
  }
}
