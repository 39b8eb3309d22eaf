/**
 * What each model of concurrency costs as clients become more: how long clients that come at once wait for their
 * first answer, and how much memory the server takes meanwhile. Prints the tables of docs/concurrency.md.
 *
 *     npm run bench:models
 */
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CONTESTANTS, type Contestant } from "./contestants.ts";
import { RunningServer } from "./running-server.ts";
import { spreadOf } from "./statistics.ts";

const CLIENTS = [1, 5, 10, 20, 50];
const ROUNDS = 5;
/** How long a client stays after its answer, as a person at a prompt would, only shorter. */
const STAY_MILLISECONDS = 50;
const MODELS = ["jam, Bun", "jam, thread per connection", "jam, iterative"];

interface Visit {
  /** From the first SYN to the last octet of the answer, in milliseconds. */
  readonly answered: number;
}

/** One client: connects, asks, stays for a while, quits. */
function visit(port: number): Promise<Visit> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const socket = connect(port, "127.0.0.1", () => socket.write("TIME\r\n"));
    let answered = 0;
    socket.once("data", () => {
      answered = performance.now() - start;
      setTimeout(() => socket.end("QUIT\r\n"), STAY_MILLISECONDS);
    });
    socket.once("close", () => (answered > 0 ? resolve({ answered }) : reject(new Error("no answer"))));
    socket.once("error", reject);
  });
}

/** All clients at once. @returns their waiting times, and the most memory that the server had meanwhile, in MiB. */
async function crowd(server: RunningServer, count: number): Promise<{ waits: number[]; mebibytes: number }> {
  let octets = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      octets = Math.max(octets, server.accounts().residentOctets);
      await delay(10);
    }
  })();
  const visits = await Promise.all(Array.from({ length: count }, () => visit(server.port)));
  isOver = true;
  await watching;
  return { waits: visits.map(({ answered }) => answered), mebibytes: octets / 2 ** 20 };
}

async function measure(
  contestant: Contestant,
  folder: string,
): Promise<{ waits: string[]; memory: string[] }> {
  const server = await RunningServer.start(contestant, folder, []);
  const waits: string[] = [];
  const memory: string[] = [];
  try {
    await crowd(server, 5);
    for (const count of CLIENTS) {
      const all: number[] = [];
      const mebibytes: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const { waits: some, mebibytes: most } = await crowd(server, count);
        all.push(...some);
        mebibytes.push(most);
        await delay(50);
      }
      const { median, max } = spreadOf(all);
      waits.push(`${median.toFixed(1)} / ${max.toFixed(1)}`);
      memory.push(spreadOf(mebibytes).median.toFixed(0));
    }
  } finally {
    await server.stop();
  }
  return { waits, memory };
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

const folder = mkdtempSync(join(tmpdir(), "jamd-models-"));
try {
  const head = [
    row(["model", ...CLIENTS.map((count) => `${count} clients`)]),
    `|---|${CLIENTS.map(() => "--:|").join("")}`,
  ];
  const waits = ["Wait for the first answer in ms, median / longest:", "", ...head];
  const memory = ["Memory of the server in MiB (private, resident), median of the highest:", "", ...head];
  for (const name of MODELS) {
    const contestant = CONTESTANTS.find((one) => one.name === name);
    if (contestant === undefined) continue;
    const found = await measure(contestant, folder);
    waits.push(row([name.replace("jam, Bun", "event loop").replace("jam, ", ""), ...found.waits]));
    memory.push(row([name.replace("jam, Bun", "event loop").replace("jam, ", ""), ...found.memory]));
  }
  process.stdout.write(`${[...waits, "", ...memory].join("\n")}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
