import { setTimeout as delay } from "node:timers/promises";
import { RawClient } from "../../support/raw-client.ts";
import { TIME_REPLY_LENGTH } from "../../support/time-replies.ts";
import { inTime } from "../figures.ts";
import type { Scenario } from "../stage.ts";

/** After the process goes on it has much to catch up with, and deadlines are coarse. */
const SLACK_MILLISECONDS = 3000;

/** Case 9, second part: the process is stopped and continued. Its clients did nothing wrong. */
export const stoppedProcess: Scenario = {
  name: "stopped-process",
  title: "the process stopped (SIGSTOP) for longer than its deadlines, and continued",
  numbers: {
    deadlineMilliseconds: 2000,
    stopMilliseconds: { short: 3000, long: 30_000 },
    afterMilliseconds: { short: 1500, long: 5000 },
  },
  async act(stage) {
    const deadline = stage.number("deadlineMilliseconds");
    const server = await stage.server({
      args: ["--line-deadline", `${deadline}ms`, "--idle-deadline", `${deadline}ms`],
    });
    await stage.underAttack(server.port, async (polite) => {
      // Asked during the stop and answered after it: all must be right, but none can be fast.
      await polite.phase("stopped");
      using halfLine = await RawClient.connect({ port: server.port });
      using abandoned = await RawClient.connect({ port: server.port });
      await Promise.all([halfLine.send("TI"), abandoned.send("TI")]);
      await delay(100);
      server.process.signal("SIGSTOP");
      await delay(stage.number("stopMilliseconds"));
      await halfLine.send("ME\r\n");
      server.process.signal("SIGCONT");
      const continuedAt = performance.now();
      const reply = await halfLine.take(TIME_REPLY_LENGTH).catch((error: Error) => error.message);
      stage.check(reply.startsWith("JAM "), `a line whose end came while the process stood still: ${reply}`);
      await polite.phase("attacked");
      const end = await abandoned.takeToEnd(deadline + SLACK_MILLISECONDS).catch(() => null);
      const after = performance.now() - continuedAt;
      stage.tell(`a line that never ended was closed ${inTime(after)} after the process went on`);
      stage.check(end !== null, `the line deadline does not work any more after ${inTime(after)}`);
      await delay(stage.number("afterMilliseconds"));
    });
    const replaced = server.process.eventsOf("thread-died").length;
    stage.check(replaced === 0, `${replaced} threads were taken for dead`);
    await stage.stopServer(server);
  },
};
