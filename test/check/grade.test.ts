import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  ALL_CASES,
  type CheckCase,
  gradeOf,
  PROFILES,
  type Rubric,
  readRubric,
  rubricProblemIn,
  strictly,
  weightsOf,
} from "../../src/check/index.ts";
import { madeResult } from "./made-results.ts";

const FAIL = { outcome: "fail", seen: "silence" } as const;
const UNKNOWN = { outcome: "unknown", seen: "timed-out" } as const;
const DEFAULT = weightsOf(ALL_CASES, "sheet", null);

function problemIn(text: string): string {
  const reading = readRubric(text, ALL_CASES);
  return "problem" in reading ? reading.problem.kind : "none";
}

function rubric(weights: Rubric["weights"], others: Rubric["others"] = "none"): Rubric {
  return { name: null, weights, others };
}

function total(profile: "sheet" | "jamd", given: Rubric | null): number {
  return [...weightsOf(ALL_CASES, profile, given).values()].reduce((sum, weight) => sum + weight, 0);
}

describe("the grade", () => {
  test("all passed: all points, whatever the profile", () => {
    for (const profile of PROFILES) {
      const { grade } = madeResult({}, { profile });
      assert.equal(grade.percent, 100);
      assert.equal(grade.points, grade.of);
      assert.equal(grade.verdict, "pass");
      assert.ok(grade.of > 100);
    }
  });

  test("a failed case costs its points; a MUST the verdict too, an INFO nothing", () => {
    const all = madeResult({}).grade.of;
    const must = madeResult({ "R4/format": FAIL }).grade;
    assert.deepEqual([must.points, must.of, must.verdict], [all - 10, all, "fail"]);
    const should = madeResult({ "R8/two-merged": FAIL }).grade;
    assert.deepEqual([should.points, should.of, should.verdict], [all - 5, all, "pass"]);
    const info = madeResult({ "R2/bare-lf": FAIL }).grade;
    assert.deepEqual([info.points, info.of, info.percent, info.verdict], [all, all, 100, "pass"]);
  });

  test("what could not be observed costs nothing, unless it rests on a failure", () => {
    const all = madeResult({}).grade.of;
    const alone = madeResult({ "OPS/restarts": UNKNOWN }).grade;
    assert.deepEqual([alone.points, alone.of, alone.percent, alone.verdict], [all - 3, all - 3, 100, "pass"]);
    const needs = (id: string): CheckCase["needs"] => ALL_CASES.find((one) => one.id === id)?.needs ?? [];
    assert.deepEqual(needs("R4/format"), ["R1/connects"]);
    const resting = madeResult({ "R1/connects": FAIL, "R4/format": UNKNOWN }).grade;
    assert.deepEqual([resting.points, resting.of], [all - 15, all]);
  });

  test("a server that dies at its first client gets next to nothing", () => {
    const outcomes = Object.fromEntries(ALL_CASES.map(({ id }) => [id, UNKNOWN]));
    const { grade } = madeResult({ ...outcomes, "R1/connects": FAIL });
    assert.equal(grade.percent, 0);
    assert.equal(grade.verdict, "fail");
  });

  test("a chain of needs is followed to its failure, and a ring of them ends", () => {
    const one = (id: `R1/${string}`, needs: readonly string[]): CheckCase => ({
      id,
      level: { sheet: "must", jamd: "must" },
      points: 1,
      runs: "beside",
      needs,
      repeats: 1,
      run: () => Promise.reject(new Error("not run")),
    });
    const result = (id: `R1/${string}`, needs: readonly string[], outcome: "fail" | "unknown") => ({
      case: one(id, needs),
      level: "must" as const,
      outcome,
      finding: { outcome, seen: "silence", facts: {}, trace: [] },
      margin: [1, 1] as const,
      cause: null,
    });
    const weights = new Map([
      ["R1/a", 1],
      ["R1/b", 1],
      ["R1/c", 1],
    ]);
    const chain = [
      result("R1/a", [], "fail"),
      result("R1/b", ["R1/a"], "unknown"),
      result("R1/c", ["R1/b"], "unknown"),
    ];
    assert.equal(gradeOf(chain, weights, "server").of, 3);
    const ring = [result("R1/a", ["R1/b"], "unknown"), result("R1/b", ["R1/a"], "unknown")];
    assert.deepEqual(gradeOf(ring, weights, "server"), { points: 0, of: 0, percent: 0, verdict: "pass" });
  });

  test("no server: that is the verdict, and 0 points of all", () => {
    const { cases } = madeResult({});
    const grade = gradeOf(cases, DEFAULT, "no-server");
    assert.deepEqual([grade.points, grade.percent, grade.verdict], [0, 0, "no-server"]);
    assert.ok(grade.of > 100);
  });

  test("strictly: every SHOULD is a MUST, an INFO stays one", () => {
    const { cases } = madeResult({ "R8/two-merged": FAIL, "R2/bare-lf": FAIL });
    assert.equal(gradeOf(cases, DEFAULT, "server").verdict, "pass");
    assert.equal(gradeOf(strictly(cases), DEFAULT, "server").verdict, "fail");
    const { cases: noted } = madeResult({ "R2/bare-lf": FAIL });
    assert.equal(gradeOf(strictly(noted), DEFAULT, "server").verdict, "pass");
  });

  test("percent is rounded to a tenth", () => {
    const { cases } = madeResult({ "R4/format": FAIL });
    const thirds = new Map([
      ["R4/format", 1],
      ["R1/connects", 2],
    ]);
    assert.deepEqual(gradeOf(cases, thirds, "server"), { points: 2, of: 3, percent: 66.7, verdict: "fail" });
  });
});

describe("a rubric", () => {
  test("by case, by requirement, and the rest by default", () => {
    const given = rubric({ "R4/format": 30, R8: 12, OPS: 0 }, "default");
    const weights = weightsOf(ALL_CASES, "sheet", given);
    assert.equal(weights.get("R4/format"), 30);
    assert.equal(weights.get("R1/connects"), DEFAULT.get("R1/connects"));
    const sumOf = (name: string) =>
      [...weights].filter(([id]) => id.startsWith(`${name}/`)).reduce((sum, [, weight]) => sum + weight, 0);
    assert.ok(Math.abs(sumOf("R8") - 12) < 1e-9);
    assert.equal(sumOf("OPS"), 0);
    assert.equal(weights.get("R8/many-merged"), 0, "INFO in the sheet: it has no part while others have one");
    const [two, octets] = [weights.get("R8/two-merged") ?? 0, weights.get("R8/octet-by-octet") ?? 0];
    assert.ok(Math.abs(two / octets - 5 / 4) < 1e-9, "shared as the default points are");
  });

  test("a weight of its own is beside the share of its requirement, in any order", () => {
    for (const weights of [
      { R8: 10, "R8/two-merged": 7 },
      { "R8/two-merged": 7, R8: 10 },
    ]) {
      assert.ok(Math.abs(total("sheet", rubric(weights)) - 17) < 1e-9);
      assert.equal(weightsOf(ALL_CASES, "sheet", rubric(weights)).get("R8/two-merged"), 7);
    }
  });

  test("a requirement that is only told in the profile counts when the rubric says so", () => {
    assert.equal(weightsOf(ALL_CASES, "sheet", rubric({ R2: 4 })).get("R2/bare-lf"), 4);
    assert.equal(weightsOf(ALL_CASES, "sheet", rubric({ "R2/bare-lf": 3 })).get("R2/bare-lf"), 3);
    assert.equal(total("sheet", rubric({ R2: 4 })), 4);
  });

  test("the file is read, and its mistakes are told by kind", () => {
    const text = '\uFEFF{"name": "2026", "weights": {"R4": 1}, "others": "none"}';
    const reading = readRubric(text, ALL_CASES);
    assert.deepEqual("rubric" in reading && reading.rubric, {
      name: "2026",
      weights: { R4: 1 },
      others: "none",
    });
    const problems: Readonly<Record<string, string>> = {
      "": "not-json",
      "{": "not-json",
      "[]": "not-an-object",
      null: "not-an-object",
      "{}": "no-weights",
      '{"weights": {}}': "no-weights",
      '{"weights": [1]}': "no-weights",
      '{"weights": {"R4": 1}, "weight": 1}': "unknown-field",
      '{"weights": {"R4": 1}, "name": 1}': "bad-field",
      '{"weights": {"R4": 1}, "others": "all"}': "bad-field",
      '{"weights": {"R4/form": 1}}': "unknown-id",
      '{"weights": {"__proto__": 1}}': "unknown-id",
      '{"weights": {"R4": -1}}': "bad-weight",
      '{"weights": {"R4": "1"}}': "bad-weight",
      '{"weights": {"R4": null}}': "bad-weight",
      '{"weights": {"R4": 1e7}}': "bad-weight",
    };
    for (const [bad, kind] of Object.entries(problems)) assert.equal(problemIn(bad), kind, bad);
  });

  test("a slip of the pen gets the nearest name", () => {
    const nearest = (id: string) => {
      const reading = readRubric(JSON.stringify({ weights: { [id]: 1 } }), ALL_CASES);
      return "problem" in reading && reading.problem.kind === "unknown-id" ? reading.problem.nearest : null;
    };
    assert.equal(nearest("R4/fromat"), "R4/format");
    assert.equal(nearest("r12/twenty-at-onc"), "R12/twenty-at-once");
    assert.equal(nearest("OPPS"), "OPS");
  });

  test("a rubric that nothing can be earned by is told", () => {
    assert.equal(rubricProblemIn(rubric({ R4: 0 }), ALL_CASES, "sheet")?.kind, "all-zero");
    assert.equal(rubricProblemIn(rubric({ R4: 0 }, "default"), ALL_CASES, "sheet"), null);
    const sheetOnly = ALL_CASES.map((one) =>
      one.id === "R4/format" ? { ...one, level: { ...one.level, sheet: null } } : one,
    );
    assert.equal(rubricProblemIn(rubric({ "R4/format": 1 }), sheetOnly, "sheet")?.kind, "not-in-profile");
    assert.equal(rubricProblemIn(rubric({ "R4/format": 1 }), sheetOnly, "jamd"), null);
  });
});
