import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { ALL_CASES, type CheckResult, explainsSeen } from "../../src/check/index.ts";
import { causeFactsMissing, factsMissing } from "../../src/check/texts/catalogue.ts";
import { EXPECTATIONS } from "./zoo/expectations.ts";
import { casesOf, checkStarted, commandOf, differences, freePort, startServer } from "./zoo/keeper.ts";
import { writeZoo } from "./zoo/variants.ts";

/** Servers checked at the same time: a check mostly waits. */
const SIDE_BY_SIDE = 14;

const folder = mkdtempSync(join(tmpdir(), "jam-zoo-"));
const programs = writeZoo(folder);
after(() => rmSync(folder, { recursive: true }));

const results = new Map<string, Promise<CheckResult>>();

/** Checks a server of the zoo, once. */
function resultOf(name: string): Promise<CheckResult> {
  const result = results.get(name) ?? check(name);
  results.set(name, result);
  return result;
}

async function check(name: string): Promise<CheckResult> {
  const port = await freePort();
  const expectation = EXPECTATIONS.get(name);
  const program = programs.get(name);
  assert.ok(expectation !== undefined && program !== undefined, name);
  await using server = await startServer(commandOf(program, port), port);
  return await checkStarted(server, { target: name, only: casesOf(expectation) });
}

describe("servers of the zoo", { concurrency: SIDE_BY_SIDE }, () => {
  for (const [name, expectation] of EXPECTATIONS) {
    test(name, async () => {
      assert.deepEqual(differences(await resultOf(name), expectation), []);
    });
  }
});

test("each program of the zoo has an expectation, and each expectation a program", () => {
  assert.deepEqual([...programs.keys()].toSorted(), [...EXPECTATIONS.keys()].toSorted());
});

describe("each case can fail and can pass", () => {
  for (const { id } of ALL_CASES) {
    test(id, async () => {
      const failing = [...EXPECTATIONS].filter(([, { fails }]) => id in fails).map(([name]) => name);
      assert.ok(failing.length > 0, `no server of the zoo is expected to fail ${id}: add one`);
      const outcomes = await Promise.all(failing.map(async (name) => outcomeOf(await resultOf(name), id)));
      assert.ok(outcomes.includes("fail"), `${failing.join(", ")}: ${outcomes.join(", ")}`);
      assert.equal(outcomeOf(await resultOf("correct"), id), "pass");
    });
  }
});

test("what is seen of them, and what explains it, has a text that tells all of it", async () => {
  for (const name of EXPECTATIONS.keys()) {
    const { cases, causes } = await resultOf(name);
    for (const { case: one, finding } of cases) {
      const where = `${name}, ${one.id}: "${finding.seen}"`;
      assert.ok(explainsSeen(one.id, finding.seen), `${where} has no text`);
      assert.deepEqual(factsMissing(one.id, finding), [], `${where} lacks facts`);
    }
    for (const { id, facts } of causes) assert.deepEqual(causeFactsMissing(id, facts), [], `${name}, ${id}`);
  }
});

function outcomeOf(result: CheckResult, id: string): string {
  return result.cases.find((found) => found.case.id === id)?.outcome ?? "not run";
}
