import { setTimeout as delay } from "node:timers/promises";
import { crowdOf } from "../attacker.ts";
import { inMebibytes } from "../figures.ts";
import { POLITE_CONNECTIONS, type Scenario } from "../stage.ts";

/** Descriptors that a runtime opens when it feels like it. */
const OWN_DESCRIPTORS = 4;

/** Case 3: a crowd that says nothing, then resets all at once. */
export const idleReset: Scenario = {
  name: "idle-reset",
  title: "idle connections, then all reset at once",
  numbers: { connections: { short: 5000, long: 10_000 }, idleMilliseconds: { short: 3000, long: 20_000 } },
  async act(stage) {
    const connections = stage.number("connections");
    // The log as a user has it: a line for each of them would be the load that is measured.
    const server = await stage.server({ events: "usual" });
    const descriptors = server.descriptors;
    const before = server.beginWatch();
    await stage.underAttack(server.port, async () => {
      const attacker = stage.attacker("crowd", {
        ...{ port: server.port, connections, behaviour: "idle", sources: 20 },
      });
      const { connections: stand } = await crowdOf(attacker);
      stage.check(stand === connections, `${stand} of ${connections} connections were accepted`);
      await delay(stage.number("idleMilliseconds"));
      const each = (server.highestOctets - before) / connections / 1024;
      stage.tell(
        `memory ${inMebibytes(server.highestOctets - before, "signed")}, ${each.toFixed(1)} KiB each`,
      );
      attacker.order("reset");
      await attacker.report("reset");
    });
    const closed = await server.closedInAll(connections + POLITE_CONNECTIONS);
    stage.check(
      closed === connections + POLITE_CONNECTIONS,
      `${closed} closed connections are told in the log`,
    );
    const left = await server.settledDescriptors(descriptors + OWN_DESCRIPTORS);
    stage.check(
      left <= descriptors + OWN_DESCRIPTORS,
      `${left} descriptors are open, ${descriptors} at the start`,
    );
    await stage.stopServer(server);
    const { connections: opened } = await server.process.event("stopped");
    const { open } = await server.process.event("stopping");
    stage.check(opened === connections + POLITE_CONNECTIONS, `${opened} connections were counted`);
    stage.check(open === 0, `${open} connections were still on the books at the stop`);
  },
};
