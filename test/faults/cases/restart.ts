import { fileURLToPath } from "node:url";
import { inNamespace, needsMigrationSetting } from "../../support/network-namespace.ts";
import { Child } from "../child.ts";
import { inCounts, inTime } from "../figures.ts";
import type { PoliteResult } from "../polite-client.ts";
import { type Scenario, SkippedScenario, type Stage } from "../stage.ts";

const MAIN = fileURLToPath(new URL("../restart-main.ts", import.meta.url));
/** Starting ten servers on a busy machine, and the drain of ten others. */
const PATIENCE_MILLISECONDS = 180_000;
/** A client whose connection ended has the next one within this time. */
const MOST_OUTAGE_MILLISECONDS = 1000;

/** Case 12: another process takes the port over while sessions come and go. */
export const restart: Scenario = {
  name: "restart",
  title: "restart under load with --takeover, in a network namespace with net.ipv4.tcp_migrate_req=1",
  numbers: { restarts: { short: 3, long: 10 }, workers: 10, pauseMilliseconds: { short: 500, long: 2000 } },
  async act(stage) {
    const { skip } = needsMigrationSetting();
    if (skip !== undefined) throw new SkippedScenario(skip);
    const plan = JSON.stringify({
      ...{ engine: stage.engine, restarts: stage.number("restarts"), workers: stage.number("workers") },
      pauseMilliseconds: stage.number("pauseMilliseconds"),
    });
    const [command = "", ...args] = inNamespace(1, [process.execPath, MAIN, plan]);
    await using run = new Child("the restarts", command, args);
    const { served, failures, endings, polite } = await run.report("restarted", PATIENCE_MILLISECONDS);
    const failed = new Map(Object.entries(failures as Record<string, number>));
    const count = [...failed.values()].reduce((sum, each) => sum + each, 0);
    stage.tell(`${stage.number("restarts")} restarts, ${served} sessions, ${count} failed`);
    stage.check(count === 0, `${count} sessions failed: ${inCounts(failed)}`);
    stage.check(Number(served) > 0, "no session was served");
    for (const ending of endings as string[]) stage.check(false, ending);
    judgePolite(stage, polite as PoliteResult);
  },
};

/** Connections that stay are ended by each old server in order: their clients connect again. */
function judgePolite(stage: Stage, result: PoliteResult): void {
  stage.judge(result);
  const { lost, reconnects, longestOutage } = result;
  stage.tell(`connections that stayed were ended ${reconnects} times, ${lost} questions crossed with that`);
  stage.check(
    longestOutage < MOST_OUTAGE_MILLISECONDS,
    `the polite client was away for ${inTime(longestOutage)}`,
  );
  // One question may be on its way on each of them when its server ends.
  stage.check(lost <= reconnects, `${lost} questions were lost at ${reconnects} ends of connections`);
}
