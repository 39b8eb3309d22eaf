/**
 * Loads a server with sessions (connect, TIME, QUIT, end) from many clients at once, while one server after the
 * other takes its port over, and prints what became of the sessions as one line of JSON. Run in a network
 * namespace of its own it can be told how the kernel treats waiting connections:
 *
 *     unshare -n sh -c 'ip link set lo up; sysctl -qw net.ipv4.tcp_migrate_req=1;
 *       node test/support/restart-under-load.ts \
 *       "{\"engine\":\"bun\",\"threads\":2,\"restarts\":10,\"clients\":32}"'
 */
import { setTimeout as delay } from "node:timers/promises";
import { RawClient } from "./raw-client.ts";
import { type Configuration, ServerProcess } from "./server-process.ts";
import { TIME_REPLY_LENGTH } from "./time-replies.ts";

/** What became of the sessions. */
export interface RestartResult {
  readonly restarts: number;
  readonly sessions: number;
  /** Failed sessions by what went wrong. */
  readonly failures: Readonly<Record<string, number>>;
  /** How the replaced servers ended. */
  readonly exits: readonly (number | string | null)[];
}

interface Plan extends Configuration {
  readonly restarts: number;
  readonly clients: number;
}

/** Each server serves alone for so long. */
const PAUSE_MILLISECONDS = 300;

const { restarts, clients, ...configuration } = JSON.parse(process.argv[2] ?? "{}") as Plan;
const failures: Record<string, number> = {};
let sessions = 0;
let isOver = false;

/** One session. @returns what went wrong, or null. */
async function session(port: number): Promise<string | null> {
  let step = "connect";
  try {
    using client = await RawClient.connect({ port });
    step = "TIME";
    const reply = await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
    if (!/^JAM \d\d:\d\d:\d\d\r\n$/.test(reply)) return `wrong reply ${JSON.stringify(reply)}`;
    step = "QUIT";
    await client.send("QUIT\r\n");
    const { octets, end } = await client.takeToEnd();
    return octets === "" && end === "eof" ? null : `${end} after QUIT`;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    return `${step}: ${code}`;
  }
}

async function load(port: number): Promise<void> {
  while (!isOver) {
    const failure = await session(port);
    sessions++;
    if (failure !== null) failures[failure] = (failures[failure] ?? 0) + 1;
  }
}

const quiet = ["--log-rate", "0"];
let server = await ServerProcess.start({ ...configuration, args: quiet });
const { port } = server;
const loads = Array.from({ length: clients }, () => load(port));
const exits: (number | string | null)[] = [];
for (let restart = 0; restart < restarts; restart++) {
  await delay(PAUSE_MILLISECONDS);
  const next = await ServerProcess.start({
    ...configuration,
    args: [...quiet, "--port", String(port), "--takeover"],
  });
  const { code, signal } = await server.exited();
  exits.push(code ?? signal);
  server = next;
}
await delay(PAUSE_MILLISECONDS);
isOver = true;
await Promise.all(loads);
await server[Symbol.asyncDispose]();
const result: RestartResult = { restarts, sessions, failures, exits };
console.log(JSON.stringify(result));
