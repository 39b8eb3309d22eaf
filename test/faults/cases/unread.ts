import { crowdOf } from "../attacker.ts";
import { inMebibytes, inTime } from "../figures.ts";
import type { Scenario } from "../stage.ts";

/** What clients that never read may cost in all; R12 bounds each of them. */
const MOST_OCTETS = 64 * 2 ** 20;
/** Filling thousands of socket buffers through one event loop takes a while, and the deadlines are coarse. */
const SLACK_MILLISECONDS = 15_000;

/** Case 1: clients that pipeline and never read (R12). */
export const unread: Scenario = {
  name: "unread",
  title: "connections that pipeline TIME and never read",
  numbers: { connections: 2000, stallMilliseconds: { short: 3000, long: 10_000 } },
  async act(stage) {
    const connections = stage.number("connections");
    const deadline = stage.number("stallMilliseconds");
    const server = await stage.server({ args: ["--stall-deadline", `${deadline}ms`], events: "usual" });
    await stage.underAttack(server.port, async () => {
      const before = server.beginWatch();
      const attacker = stage.attacker("crowd", {
        ...{ port: server.port, connections, behaviour: "unread" },
        ...{ sources: 20, receiveBuffer: 4096 },
      });
      const { connections: stand } = await crowdOf(attacker);
      stage.check(stand === connections, `${stand} of ${connections} connections were accepted`);
      attacker.order("go");
      const ended = await attacker.report("ended", deadline + SLACK_MILLISECONDS).catch(() => null);
      const growth = server.highestOctets - before;
      stage.tell(`memory ${inMebibytes(growth, "signed")}`);
      stage.check(growth < MOST_OCTETS, `memory grew by ${inMebibytes(growth)}, more than 64 MiB`);
      if (ended === null) {
        stage.check(
          false,
          `not all are closed ${inTime(deadline + SLACK_MILLISECONDS)} after the first request`,
        );
        return;
      }
      const { first, last, reset, eof } = ended;
      stage.check(
        Number(reset) + Number(eof) === connections,
        `${reset} reset and ${eof} ended of ${connections}`,
      );
      stage.tell(`closed from ${inTime(Number(first))} to ${inTime(Number(last))}`);
      stage.check(Number(first) >= deadline, `the first was closed after ${first} ms, before the deadline`);
    });
    await stage.stopServer(server);
    stage.checkReasons(server, "stalled");
  },
};
