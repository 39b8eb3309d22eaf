import { setTimeout as delay } from "node:timers/promises";
import { crowdOf } from "../attacker.ts";
import { inTime } from "../figures.ts";
import type { Scenario } from "../stage.ts";

/** A few percent of a processor are the polite client's questions. */
const MOST_PROCESSOR = 0.35;
const RESUMES_MILLISECONDS = 1000;

/** Case 5: more clients than there are descriptors. */
export const descriptorLimit: Scenario = {
  name: "descriptor-limit",
  title: "more connections than the process may have descriptors",
  numbers: { descriptors: 256, connections: 1000, fullMilliseconds: { short: 2500, long: 15_000 } },
  async act(stage) {
    const connections = stage.number("connections");
    const most = stage.number("descriptors");
    const server = await stage.server({ wrapper: ["prlimit", `--nofile=${most}:${most}`], events: "usual" });
    const descriptors = server.descriptors;
    await stage.underAttack(server.port, async () => {
      const attacker = stage.attacker("crowd", {
        ...{ port: server.port, connections, behaviour: "idle", sources: 20 },
      });
      await crowdOf(attacker);
      attacker.order("go");
      await delay(500);
      server.beginWatch();
      await delay(stage.number("fullMilliseconds"));
      const share = server.processorShare;
      stage.tell(`${server.descriptors} of ${most} descriptors, processor ${(100 * share).toFixed(0)} %`);
      stage.check(
        share < MOST_PROCESSOR,
        `at the limit it uses ${(100 * share).toFixed(0)} % of a processor`,
      );
      attacker.order("stop");
      const { left, busy, eof, reset } = await attacker.report("ended");
      stage.tell(`${busy} told Server busy, ${Number(eof) + Number(reset)} just closed, ${left} stay`);
      stage.check(Number(eof) + Number(reset) === 0, `${eof} ended and ${reset} reset without Server busy`);
      stage.check(Number(left) < most, `${left} connections with ${most} descriptors`);
      stage.check(Number(left) > most / 4, `only ${left} connections were let in`);
      attacker.order("reset");
      await attacker.report("reset");
      const milliseconds = await server.timeOfNewcomer();
      stage.tell(`resumes in ${inTime(milliseconds)}`);
      stage.check(milliseconds < RESUMES_MILLISECONDS, `a newcomer waited ${inTime(milliseconds)}`);
    });
    const left = await server.settledDescriptors(descriptors + 4);
    stage.check(left <= descriptors + 4, `${left} descriptors are open, ${descriptors} at the start`);
    await stage.stopServer(server);
  },
};
