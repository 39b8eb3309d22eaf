import { setTimeout as delay } from "node:timers/promises";
import { crowdOf } from "../attacker.ts";
import type { FaultServer } from "../fault-server.ts";
import { inMebibytes, percentile } from "../figures.ts";
import type { Scenario, Stage } from "../stage.ts";

/** Growth of the resident memory after the first minute. */
const MOST_GROWTH = 0.1;
/** The short form ends before the runtimes have done with warming up: compilers, heaps that find their size. */
const WARMING_OCTETS = { short: 24 * 2 ** 20, long: 0 };
const LOOK_MILLISECONDS = 250;
/** Memory is taken as the median over so long, as garbage comes and goes. */
const WINDOW_MILLISECONDS = { short: 2000, long: 30_000 };
const LINE_DEADLINE = "2s";
const STALL_DEADLINE = "2s";

/** Case 13: a mixed load for a long time. */
export const soak: Scenario = {
  name: "soak",
  title: "mixed load: memory and descriptors stay where they are",
  numbers: {
    warmMilliseconds: { short: 4000, long: 60_000 },
    soakMilliseconds: { short: 8000, long: 540_000 },
    crowd: 200,
    sessionsAtOnce: 1500,
  },
  async act(stage) {
    const server = await stage.server({
      args: ["--line-deadline", LINE_DEADLINE, "--stall-deadline", STALL_DEADLINE],
      events: "usual",
    });
    const descriptors = server.descriptors;
    await stage.underAttack(server.port, async () => {
      const isOver = new AbortController();
      const load = Promise.all([
        repeat(isOver.signal, () => sessions(stage, server)),
        repeat(isOver.signal, () => badCrowd(stage, server, "drip")),
        repeat(isOver.signal, () => badCrowd(stage, server, "unread")),
      ]);
      try {
        await Promise.race([watchMemory(stage, server), load]);
      } finally {
        isOver.abort();
        await load;
      }
    });
    const left = await server.settledDescriptors(descriptors + 4, 10_000);
    stage.tell(`descriptors ${descriptors} at the start, ${left} at the end`);
    stage.check(left <= descriptors + 4, `${left} descriptors are open, ${descriptors} at the start`);
    await stage.stopServer(server);
    const { connections, requests } = await server.process.event("stopped");
    stage.tell(`${connections} connections, ${requests} requests`);
  },
};

async function watchMemory(stage: Stage, server: FaultServer): Promise<void> {
  const window = WINDOW_MILLISECONDS[stage.form];
  await delay(stage.number("warmMilliseconds"));
  const before = await residentOctets(server, window);
  await delay(Math.max(0, stage.number("soakMilliseconds") - 2 * window));
  const after = await residentOctets(server, window);
  stage.tell(`memory ${inMebibytes(before)}, then ${inMebibytes(after)}`);
  const most = before * (1 + MOST_GROWTH) + WARMING_OCTETS[stage.form];
  stage.check(after <= most, `memory grew from ${inMebibytes(before)} to ${inMebibytes(after)}`);
}

/** The median over a while. */
async function residentOctets(server: FaultServer, milliseconds: number): Promise<number> {
  const seen: number[] = [];
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    seen.push(server.process.residentOctets);
    await delay(LOOK_MILLISECONDS);
  }
  return percentile(seen, 0.5);
}

async function repeat(signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  while (!signal.aborted) await act();
}

/** Short sessions of all manners. */
async function sessions(stage: Stage, server: FaultServer): Promise<void> {
  const connections = stage.number("sessionsAtOnce");
  await using attacker = stage.attacker("flood", { port: server.port, connections, keep: 50, sources: 20 });
  await attacker.report("flooded", 60_000);
  await delay(500);
}

/** A crowd that is closed by a deadline. */
async function badCrowd(stage: Stage, server: FaultServer, behaviour: "drip" | "unread"): Promise<void> {
  const connections = stage.number("crowd");
  await using attacker = stage.attacker("crowd", {
    ...{ port: server.port, connections, behaviour, sources: 20, every: 0.5, receiveBuffer: 4096 },
  });
  await crowdOf(attacker);
  attacker.order("go");
  await attacker.report("ended", 30_000);
}
