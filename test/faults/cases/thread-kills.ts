import { setTimeout as delay } from "node:timers/promises";
import { until } from "../../support/waiting.ts";
import type { FaultServer } from "../fault-server.ts";
import { inTime } from "../figures.ts";
import { randomFrom } from "../random.ts";
import type { Scenario, Stage } from "../stage.ts";

/** A thread that died is replaced within this time, its backoff not counted. */
const REPLACED_MILLISECONDS = 1000;
/** The longest backoff of a thread that keeps dying, and its start. */
const ALL_SERVE_MILLISECONDS = 8000;
const THREADS = 2;

/** Case 9, first part: threads die at random. */
export const threadKills: Scenario = {
  name: "thread-kills",
  title: "threads killed at random under load",
  numbers: {
    killingMilliseconds: { short: 5000, long: 60_000 },
    leastPauseMilliseconds: 300,
    mostPauseMilliseconds: 1500,
    crowd: 50,
  },
  async act(stage) {
    const options = JSON.stringify({ threads: THREADS, eventRate: 200 });
    const server = await stage.server({ program: ["test/support/serve-with-faults.ts", options] });
    const lossy = { connection: "may-be-lost", port: server.port } as const;
    const crowd = await stage.polite({ ...lossy, connections: stage.number("crowd"), everyMilliseconds: 20 });
    await crowd.phase("all");
    let kills = 0;
    const { result } = await stage.underAttack(
      server.port,
      async () => {
        kills = await killAtRandom(stage, server);
      },
      lossy,
    );
    stage.tell(`${kills} kills, ${result.reconnects} connections of the measured client lost`);
    stage.check(
      result.longestOutage < REPLACED_MILLISECONDS,
      `a client had no server for ${inTime(result.longestOutage)}`,
    );
    const others = await crowd.finish();
    for (const problem of others.problems) stage.check(false, `crowd: ${problem}`);
    stage.check(others.reconnects > 0, "no thread died with connections: nothing was tested");
    const longest = Math.max(result.longestOutage, others.longestOutage);
    stage.tell(`longest time without a server ${inTime(longest)}`);
    stage.check(longest < REPLACED_MILLISECONDS, `one of the crowd had no server for ${inTime(longest)}`);
    await judgeReplacements(stage, server, kills);
    server.process.order("close");
    const { code } = await server.process.exited();
    stage.check(code === 0, `ended with ${code}`);
  },
};

async function killAtRandom(stage: Stage, server: FaultServer): Promise<number> {
  const random = randomFrom(stage.seed);
  const least = stage.number("leastPauseMilliseconds");
  const most = stage.number("mostPauseMilliseconds");
  const end = performance.now() + stage.number("killingMilliseconds");
  let kills = 0;
  while (performance.now() < end) {
    const died = server.process.eventsOf("thread-died").length;
    const thread = 1 + Math.floor(random() * THREADS);
    server.process.order(`kill ${thread}`);
    await delay(least + random() * (most - least));
    // A thread that was dead already cannot be killed.
    if (server.process.eventsOf("thread-died").length > died) kills++;
  }
  return kills;
}

/** Each death is followed by a start of the same thread, as soon as its backoff says. */
async function judgeReplacements(stage: Stage, server: FaultServer, kills: number): Promise<void> {
  const { process } = server;
  const deaths = process.eventsOf("thread-died");
  stage.check(deaths.length === kills, `${deaths.length} deaths are told, ${kills} were seen`);
  const starts = () => process.eventsOf("thread-started");
  await until(
    () => starts().length >= deaths.length + THREADS,
    "all threads to serve",
    ALL_SERVE_MILLISECONDS,
  ).catch(() => {});
  let slowest = 0;
  for (const death of deaths) {
    const next = process.events.find(
      (event, index) =>
        index > process.events.indexOf(death) &&
        event.thread === death.thread &&
        (event.event === "thread-started" || event.event === "thread-died"),
    );
    // Killed once more before it served: that death has a replacement of its own.
    if (next?.event === "thread-died") continue;
    const took =
      next === undefined ? Number.POSITIVE_INFINITY : Date.parse(next.time) - Date.parse(death.time);
    slowest = Math.max(slowest, took - Number(death.restartMilliseconds));
  }
  stage.tell(`slowest replacement ${inTime(slowest)} after its backoff`);
  stage.check(slowest < REPLACED_MILLISECONDS, `a thread was replaced ${inTime(slowest)} after its backoff`);
}
