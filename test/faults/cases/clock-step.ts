import { existsSync, globSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { RawClient } from "../../support/raw-client.ts";
import { TIME_REPLY_LENGTH } from "../../support/time-replies.ts";
import { inTime } from "../figures.ts";
import { type Scenario, SkippedScenario, type Stage } from "../stage.ts";

const HOUR_SECONDS = 3600;
/** Until all threads have read the new time, for one reason or another. */
const SEEN_MILLISECONDS = 500;
const SLACK_MILLISECONDS = 1500;
/** A label may be so many seconds from the stepped clock: the reply's way, and our own reading. */
const NEAR_SECONDS = 2;

/** Case 9, third part: the wall clock is stepped. Replies follow it, deadlines do not. */
export const clockStep: Scenario = {
  name: "clock-step",
  title: "the wall clock stepped by an hour forth and back (faketime)",
  numbers: { deadlineMilliseconds: { short: 2500, long: 10_000 } },
  async act(stage) {
    const library = faketimeLibrary();
    const folder = await mkdtemp(join(tmpdir(), "jamd-clock-"));
    const clock = join(folder, "clock");
    try {
      await writeFile(clock, "+0\n");
      const deadline = stage.number("deadlineMilliseconds");
      const server = await stage.server({
        args: ["--line-deadline", `${deadline}ms`, "--idle-deadline", `${deadline}ms`],
        env: {
          ...{ LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: "1" },
          // Stepping a wall clock does not move the monotonic one.
          ...{ FAKETIME_DONT_FAKE_MONOTONIC: "1", DONT_FAKE_MONOTONIC: "1" },
        },
      });
      await stage.underAttack(
        server.port,
        async () => {
          for (const step of [HOUR_SECONDS, -HOUR_SECONDS]) {
            await stepOnce(stage, server.port, deadline, async () => {
              await writeFile(clock, `${step < 0 ? step : `+${step}`}\n`);
              await delay(SEEN_MILLISECONDS);
              return step;
            });
          }
        },
        { wallClock: "stepped" },
      );
      await stage.stopServer(server);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** A line that is begun before the step is ended when its deadline is over, not sooner and not later. */
async function stepOnce(
  stage: Stage,
  port: number,
  deadline: number,
  step: () => Promise<number>,
): Promise<void> {
  using abandoned = await RawClient.connect({ port });
  const begunAt = performance.now();
  await abandoned.send("TI");
  const seconds = await step();
  using client = await RawClient.connect({ port });
  const label = (await client.ask("TIME\r\n", TIME_REPLY_LENGTH)).slice(4, 12);
  const expected = Date.now() / 1000 + seconds;
  const near = Array.from({ length: 2 * NEAR_SECONDS + 1 }, (_, index) => expected + index - NEAR_SECONDS);
  const labels = near.map((second) => new Date(second * 1000).toISOString().slice(11, 19));
  stage.check(
    labels.includes(label),
    `after a step of ${seconds} s the reply is ${label}, not ${labels[NEAR_SECONDS]}`,
  );
  const end = await abandoned.takeToEnd(deadline + SLACK_MILLISECONDS).catch(() => null);
  const after = performance.now() - begunAt;
  stage.tell(`stepped by ${seconds} s: a line of ${inTime(deadline)} was ended after ${inTime(after)}`);
  stage.check(
    end !== null && after >= deadline - 10,
    `the step of ${seconds} s moved the line deadline to ${inTime(after)}`,
  );
}

/** @throws {SkippedScenario} where the library is not installed; with CI=true that is a failure. */
function faketimeLibrary(): string {
  const places = globSync("/usr/lib/*/faketime/libfaketimeMT.so.1").filter((path) => existsSync(path));
  const library = places[0];
  if (library !== undefined) return library;
  const reason = "needs libfaketime: not installed (apt-get install faketime)";
  if (process.env.CI === "true") throw new Error(`${reason}; with CI=true no case is skipped for that`);
  throw new SkippedScenario(reason);
}
