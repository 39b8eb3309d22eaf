import { crowdOf } from "../attacker.ts";
import { inMebibytes, inTime } from "../figures.ts";
import type { Scenario } from "../stage.ts";

/** The first octets of all are sent over one second, and the deadlines are coarse. */
const SLACK_MILLISECONDS = 4000;

/** Case 2: lines that are begun and never end. */
export const slowloris: Scenario = {
  name: "slowloris",
  title: "connections that send an octet every second without a line end",
  numbers: {
    connections: { short: 3000, long: 5000 },
    lineMilliseconds: { short: 3000, long: 30_000 },
    everyMilliseconds: 1000,
  },
  async act(stage) {
    const connections = stage.number("connections");
    const deadline = stage.number("lineMilliseconds");
    const every = stage.number("everyMilliseconds") / 1000;
    const server = await stage.server({ args: ["--line-deadline", `${deadline}ms`], events: "usual" });
    const before = server.beginWatch();
    await stage.underAttack(server.port, async () => {
      const attacker = stage.attacker("crowd", {
        ...{ port: server.port, connections, behaviour: "drip", every, sources: 20 },
      });
      const { connections: stand } = await crowdOf(attacker);
      stage.check(stand === connections, `${stand} of ${connections} connections were accepted`);
      attacker.order("go");
      const ended = await attacker.report("ended", deadline + SLACK_MILLISECONDS).catch(() => null);
      stage.tell(`memory ${inMebibytes(server.highestOctets - before, "signed")}`);
      if (ended === null) {
        stage.check(
          false,
          `not all are closed ${inTime(deadline + SLACK_MILLISECONDS)} after their first octet`,
        );
        return;
      }
      const closed = Number(ended.reset) + Number(ended.eof);
      stage.check(closed === connections, `${closed} of ${connections} were closed`);
      stage.tell(`closed from ${inTime(Number(ended.first))} to ${inTime(Number(ended.last))}`);
      stage.check(Number(ended.first) >= deadline, `the first was closed after ${ended.first} ms, too early`);
    });
    await stage.stopServer(server);
    stage.checkReasons(server, "line-deadline");
  },
};
