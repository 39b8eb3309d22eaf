import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { LaunchedServer } from "../../src/check/index.ts";
import { runtimeProgram } from "../support/server-process.ts";
import type { Costs, Report } from "./adversaries/check-them.ts";
import { freePort, startServer } from "./zoo/keeper.ts";

const ADVERSARY = fileURLToPath(new URL("adversaries/adversary.py", import.meta.url));
const CHECK_THEM = fileURLToPath(new URL("adversaries/check-them.ts", import.meta.url));

/** So long a check may take, in milliseconds; some of these servers are silent enough to need more. */
const TOTAL_TIME = 15_000;
/** A busy machine notices the end of that time later. */
const LATER = 5000;
/** All checks together; a runtime alone takes up to 100, and each of the floods is many gigabytes. */
const MOST_MEGABYTES = 400;
/** Characters of one result as JSON: 40 cases, each with a trace of a few cut lines. */
const MOST_SIZE = 200_000;

/** The verdict on each adversary, and a case that must have failed. */
const ADVERSARIES: Readonly<Record<string, readonly [verdict: string, failed: string]>> = {
  "endless-banner": ["fail", "R1/no-banner"],
  "endless-line": ["fail", "R4/format"],
  "octet-a-second": ["fail", "R4/format"],
  gigabytes: ["fail", "R4/format"],
  garbage: ["fail", "R1/no-banner"],
  "garbage-when-asked": ["fail", "R4/format"],
  "closes-at-once": ["fail", "R1/connects"],
  "never-answers": ["fail", "R1/connects"],
  "reads-and-never-answers": ["fail", "R1/connects"],
  resets: ["fail", "R1/connects"],
  "resets-when-asked": ["fail", "R4/format"],
  "reply-for-each-octet": ["fail", "R4/format"],
  escapes: ["fail", "R4/format"],
  "late-by-turns": ["fail", "R1/connects"],
  "never-accepts": ["fail", "R1/connects"],
  "full-queue": ["no-server", "R1/connects"],
  "ends-at-once": ["fail", "R1/connects"],
};

for (const runtime of ["node", "bun"] as const) {
  describe(`servers that mean harm, checked on ${runtime}`, () => {
    const servers: LaunchedServer[] = [];
    const reports = new Map<string, Report>();
    let costs: Costs = { megabytes: Number.NaN };

    before(async () => {
      const targets = await Promise.all(
        Object.keys(ADVERSARIES).map(async (kind) => {
          const port = await freePort();
          servers.push(await startServer(["python3", ADVERSARY, kind, String(port)], port));
          return `${kind}=${port}`;
        }),
      );
      const lines = await run(runtime, targets);
      for (const report of lines.slice(0, -1) as Report[]) reports.set(report.target, report);
      costs = lines.at(-1) as Costs;
    });
    after(() => Promise.all(servers.map((server) => server.stop())));

    for (const [kind, [verdict, failed]] of Object.entries(ADVERSARIES)) {
      test(kind, () => {
        const report = reports.get(kind);
        assert.ok(report !== undefined, "no report");
        assert.ok(report.milliseconds < TOTAL_TIME + LATER, `${report.milliseconds} ms`);
        assert.deepEqual(report.faults, []);
        assert.equal(report.verdict, verdict);
        assert.ok(failed in report.failed, JSON.stringify(report.failed));
        assert.ok(report.size < MOST_SIZE, `${report.size} characters are kept`);
      });
    }

    test("takes a bounded memory", () => {
      assert.ok(costs.megabytes < MOST_MEGABYTES, `${costs.megabytes} MB`);
    });
  });
}

async function run(runtime: "node" | "bun", targets: readonly string[]): Promise<(Report | Costs)[]> {
  const child = spawn(runtimeProgram(runtime), [CHECK_THEM, String(TOTAL_TIME), ...targets], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: 2 * TOTAL_TIME,
  });
  const output = await text(child.stdout);
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Report | Costs);
}
