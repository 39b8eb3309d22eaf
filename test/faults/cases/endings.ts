import { inCounts, inTime } from "../figures.ts";
import type { Scenario } from "../stage.ts";

/** Deadlines of our own are coarse: what waits for one is ended within this time after it. */
const SLACK_MILLISECONDS = 1500;

/** Case 7: every ending at every point of a session, in whole segments and octet by octet; and shut windows. */
export const endings: Scenario = {
  name: "endings",
  title: "RST, FIN, half-close and silence at every point of a session; zero windows; segments of one octet",
  numbers: {
    lineMilliseconds: { short: 1000, long: 5000 },
    idleMilliseconds: { short: 1500, long: 10_000 },
    windows: { short: 5, long: 50 },
    windowRequests: 200_000,
  },
  async act(stage) {
    const line = stage.number("lineMilliseconds");
    const idle = stage.number("idleMilliseconds");
    const server = await stage.server({
      args: ["--line-deadline", `${line}ms`, "--idle-deadline", `${idle}ms`],
    });
    const descriptors = server.descriptors;
    await stage.underAttack(server.port, async () => {
      const attacker = stage.attacker("endings", {
        ...{ port: server.port, silentSeconds: (Math.max(line, idle) + 3000) / 1000, sources: 5 },
        ...{ windows: stage.number("windows"), windowRequests: stage.number("windowRequests") },
      });
      const { sessions, wrong, wrongs, silent } = await attacker.report("endings", 180_000);
      stage.tell(`${sessions} sessions`);
      for (const each of wrong as string[]) stage.check(false, each);
      stage.check(wrongs === 0, `${wrongs} sessions were wrong`);
      const ages = silent as Record<"line" | "idle", [number, number] | null>;
      for (const [name, deadline] of [
        ["line", line],
        ["idle", idle],
      ] as const) {
        const [first, last] = ages[name] ?? [0, 0];
        stage.tell(`silent ones ended by the ${name} deadline after ${inTime(first)} to ${inTime(last)}`);
        const isInTime = first >= deadline && last <= deadline + SLACK_MILLISECONDS;
        stage.check(isInTime, `${name} deadline ${inTime(deadline)}: ended after ${first} to ${last} ms`);
      }
    });
    const left = await server.settledDescriptors(descriptors + 4);
    stage.check(left <= descriptors + 4, `${left} descriptors are open, ${descriptors} at the start`);
    await stage.stopServer(server);
    stage.tell(inCounts(server.closings()));
  },
};
