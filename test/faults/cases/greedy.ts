import { setTimeout as delay } from "node:timers/promises";
import { inTime } from "../figures.ts";
import type { Scenario } from "../stage.ts";

/** Answers of the polite client that got the fewest, of those that got the most: all ask equally often. */
const LEAST_SHARE = 0.9;

/** Case 6: one client that takes all it can get, against many that ask politely, in one thread. */
export const greedy: Scenario = {
  name: "greedy",
  title: "one client that pipelines as fast as it can against 100 polite ones",
  numbers: { polite: 100, politeMilliseconds: 100, attackMilliseconds: { short: 3000, long: 30_000 } },
  async act(stage) {
    const connections = stage.number("polite");
    // One thread, so that all of them want the same one.
    const server = await stage.server({ threads: 1, events: "usual" });
    const crowd = await stage.polite({
      ...{ port: server.port, connections, everyMilliseconds: stage.number("politeMilliseconds") },
    });
    await crowd.phase("quiet");
    const { witnessed } = await stage.underAttack(server.port, async () => {
      const attacker = stage.attacker("greedy", { port: server.port });
      await attacker.report("connected");
      await crowd.phase("attacked");
      await delay(stage.number("attackMilliseconds"));
      attacker.order("stop");
      const { answered, seconds, end } = await attacker.report("greedy");
      stage.tell(`the greedy one got ${Math.round(Number(answered) / Number(seconds))} replies a second`);
      stage.check(end === "ordered", `the greedy one was ended: ${end}`);
    });
    const result = await crowd.finish();
    stage.judge(result, witnessed);
    const { leastAnswered, mostAnswered, slowest } = result.phases.attacked ?? {
      leastAnswered: 0,
      mostAnswered: 1,
      slowest: 0,
    };
    stage.tell(
      `each of ${connections} got ${leastAnswered} to ${mostAnswered}, the slowest reply ${inTime(slowest)}`,
    );
    stage.check(
      leastAnswered >= LEAST_SHARE * mostAnswered,
      `one got ${leastAnswered}, another ${mostAnswered}`,
    );
    await stage.stopServer(server);
  },
};
