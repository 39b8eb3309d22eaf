import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Configuration, runtimeProgram } from "../support/server-process.ts";
import { checkStarted, freePort, startServer } from "./zoo/keeper.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** A server, and what of the check is not asked of it. */
interface Own extends Configuration {
  readonly skip?: readonly string[];
  readonly patience?: number;
}

/** With a thread for each client, a client costs a thread's start: crowds take their time on a busy machine. */
const CROWDS = ["R12/idle-crowd", "R12/thousand-sessions", "OPS/no-leak"];
/** For a whole check where other work goes on, in milliseconds. */
const MOST_TIME = 180_000;
/** Of one client after another it is enough to be told once; each of these waits long. */
const MORE_CLIENTS = ["R12/twenty-at-once", "R12/idle-crowd", "R12/slow-client"];

const SERVERS: readonly Own[] = [
  { engine: "bun", threads: 2 },
  { engine: "node", threads: 2 },
  { engine: "bun", threads: 1, model: "iterative", skip: MORE_CLIENTS },
  { engine: "node", threads: 1, model: "iterative", skip: MORE_CLIENTS },
  { engine: "node", threads: 1, model: "thread-per-connection", skip: CROWDS, patience: 15_000 },
];

describe("jam serve holds all of R1 to R12", { concurrency: SERVERS.length }, () => {
  for (const { engine, threads, model = "event-loop", skip, patience } of SERVERS) {
    test(`${engine}, ${model}`, { timeout: MOST_TIME }, async () => {
      const port = await freePort();
      const limits = ["--threads", String(threads), "--model", model, "--no-http"];
      const command = [runtimeProgram(engine), MAIN, "serve", "--port", String(port), ...limits];
      await using server = await startServer(command, port);
      const result = await checkStarted(server, { skip, patience });
      const notPassed = result.cases
        .filter(({ outcome }) => outcome !== "pass")
        .map(({ case: { id }, outcome, finding }) => {
          return `${id}: ${outcome} (${finding.seen}) ${JSON.stringify(finding.facts)}`;
        });
      if (model === "iterative") {
        // One client after another is what it is there to show; R12 is all that it lacks.
        const others = notPassed.filter(
          (line) => !line.startsWith("R12/") && !line.includes("not-concurrent"),
        );
        assert.deepEqual(others, []);
        assert.deepEqual(
          result.causes.map(({ id }) => id),
          ["not-concurrent"],
        );
        return;
      }
      assert.deepEqual(notPassed, []);
      assert.equal(result.framing, "lines");
      assert.equal(result.grade.verdict, "pass");
    });
  }
});
