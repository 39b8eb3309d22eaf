import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runCase } from "../../src/check/case-run.ts";
import { AFTERMATH_CASES } from "../../src/check/cases/aftermath.ts";
import { CONCURRENCY_CASES } from "../../src/check/cases/concurrency.ts";
import { LIFECYCLE_CASES } from "../../src/check/cases/lifecycle.ts";
import { type LaunchedServer, launchServer } from "../../src/check/launched-server.ts";
import type { CaseResult, ObservedProcess } from "../../src/check/model.ts";
import { hasProcessTable } from "../../src/check/process-table.ts";
import { needsProgram } from "../support/system-programs.ts";

const FAULTY = fileURLToPath(new URL("fixtures-b/faulty_server.py", import.meta.url));
const CASES = [...CONCURRENCY_CASES, ...AFTERMATH_CASES, ...LIFECYCLE_CASES];
const options = hasProcessTable() ? needsProgram("python3") : { skip: "needs /proc of Linux" };

/** The program itself: a wrapper of it, as version managers have, takes longer to start than the cases take. */
const FOUND = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
const PYTHON = FOUND.stdout?.trim() ?? "";

async function running(fault: string): Promise<LaunchedServer> {
  const launch = await launchServer({ command: [PYTHON, FAULTY, fault], runsIn: "empty" });
  assert.ok(launch.result === "listening", JSON.stringify(launch));
  return launch.server;
}

async function observed(
  server: LaunchedServer,
  id: string,
  process: ObservedProcess | null = server.process,
): Promise<CaseResult> {
  const one = CASES.find((known) => known.id === id);
  assert.ok(one !== undefined, id);
  const surroundings = {
    host: server.host,
    port: server.port,
    patience: 1500,
    quiet: 300,
    concurrent: true,
    process,
    restart: null,
  };
  return runCase(one, "must", surroundings, new AbortController().signal);
}

/** What each case finds at a server with that fault. */
const EXPECTED: readonly (readonly [fault: string, id: string, outcome: string, seen: string])[] = [
  ["none", "R12/two-at-once", "pass", "both"],
  ["none", "R12/twenty-at-once", "pass", "all"],
  ["none", "R12/idle-crowd", "pass", "in-time"],
  ["none", "R12/slow-client", "pass", "in-time"],
  ["none", "R12/thousand-sessions", "pass", "all"],
  ["none", "OPS/no-spin", "pass", "idle"],
  ["none", "OPS/no-leak", "pass", "returned"],
  ["none", "OPS/no-error-loop", "pass", "quiet"],
  ["none", "OPS/survives-first-client", "pass", "served"],
  ["none", "OPS/survives-many", "pass", "served"],
  ["iterative", "R12/two-at-once", "fail", "second-waits"],
  ["iterative", "R12/twenty-at-once", "fail", "up-to"],
  ["iterative", "R12/idle-crowd", "fail", "not-served"],
  ["iterative", "R12/slow-client", "fail", "not-served"],
  ["iterative", "R12/thousand-sessions", "pass", "all"],
  ["iterative", "OPS/no-leak", "pass", "returned"],
  ["spins", "OPS/no-spin", "fail", "spins"],
  ["keeps-descriptors", "OPS/no-leak", "fail", "descriptors"],
  ["keeps-threads", "OPS/no-leak", "fail", "threads"],
  ["keeps-zombies", "OPS/no-leak", "fail", "threads"],
  ["error-loop", "OPS/no-error-loop", "fail", "loop"],
  ["one-error", "OPS/no-error-loop", "pass", "once"],
  ["dies-at-first", "OPS/survives-first-client", "fail", "dead"],
  ["dies-at-40", "R12/thousand-sessions", "fail", "not-connected"],
  ["other-reply", "R12/thousand-sessions", "fail", "wrong"],
];

describe("cases of many clients and of what they leave behind", options, () => {
  for (const [fault, id, outcome, seen] of EXPECTED) {
    test(`${id} at a server with the fault "${fault}": ${outcome}, ${seen}`, async () => {
      await using server = await running(fault);
      const { finding } = await observed(server, id);
      assert.deepEqual(
        [finding.outcome, finding.seen],
        [outcome, seen],
        `${JSON.stringify({ ...finding, trace: finding.trace.slice(-8) })}`,
      );
    });
  }

  test("say so when the process is not known, or is not ours to restart", async () => {
    await using server = await running("none");
    for (const id of ["OPS/no-spin", "OPS/no-leak"]) {
      const { finding } = await observed(server, id, null);
      assert.deepEqual([finding.outcome, finding.seen], ["unknown", "no-process"]);
    }
    const { finding } = await observed(server, "OPS/restarts");
    assert.deepEqual([finding.outcome, finding.seen], ["unknown", "no-restart"]);
  });

  test("find a dead server dead", async () => {
    await using server = await running("none");
    await server.stop();
    const { finding } = await observed(server, "OPS/survives-many");
    assert.deepEqual([finding.outcome, finding.seen], ["fail", "dead"]);
  });
});
