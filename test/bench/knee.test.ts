import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeStep, kneeOf, nextRate } from "../../src/bench/knee.ts";
import type { StepVerdict } from "../../src/bench/result.ts";
import { latencyOf, runResult } from "./sample-results.ts";

type Tried = { rate: number; verdict: StepVerdict };

/** Runs a ramp against a server that holds up to some rate. */
function rampAgainst(capacity: number, firstRate: number): Tried[] {
  const steps: Tried[] = [];
  for (let rate = nextRate(steps, firstRate); rate !== null; rate = nextRate(steps, firstRate)) {
    steps.push({ rate, verdict: rate <= capacity ? "held" : "latency" });
    assert.ok(steps.length < 100, "the ramp does not end");
  }
  return steps;
}

describe("step of a ramp", () => {
  const timeout = { kind: "timeout", count: 1, firstAt: 0, lastAt: 0, example: null } as const;

  test("holds within all limits", () => {
    assert.equal(judgeStep(1000, runResult(), 10), "held");
    assert.equal(judgeStep(1000, runResult({ throughput: 950, latency: latencyOf(10) }), 10), "held");
  });

  test("breaks by errors, by latency, by rate, in this order", () => {
    assert.equal(judgeStep(1000, runResult({ throughput: 949 }), 10), "rate");
    assert.equal(judgeStep(1000, runResult({ latency: latencyOf(10.1) }), 10), "latency");
    assert.equal(judgeStep(1000, runResult({ latency: null }), 10), "latency");
    assert.equal(judgeStep(1000, runResult({ isCutShort: true }), 10), "latency");
    assert.equal(judgeStep(1000, runResult({ errors: [timeout], isCutShort: true }), 10), "errors");
  });
});

describe("search for the knee", () => {
  test("begins at the first rate and doubles while steps hold", () => {
    assert.equal(nextRate([], 1000), 1000);
    assert.equal(nextRate([{ rate: 1000, verdict: "held" }], 1000), 2000);
  });

  for (const capacity of [1000, 1500, 23_784, 100_000, 777_777]) {
    test(`finds ${capacity} a second to a few percent, in few steps`, () => {
      const steps = rampAgainst(capacity, 1000);
      const { knee, limit } = kneeOf(steps);
      assert.ok(knee !== null && knee <= capacity && knee >= capacity * 0.94, `${knee}`);
      assert.equal(limit, "latency");
      assert.ok(steps.length <= 18, `${steps.length} steps`);
    });
  }

  test("goes down when already the first step breaks", () => {
    const { knee } = kneeOf(rampAgainst(120, 1000));
    assert.ok(knee !== null && knee <= 120 && knee >= 112, `${knee}`);
  });

  test("ends without a knee when nothing holds, and at the highest rate when everything does", () => {
    const none = rampAgainst(0, 1000);
    assert.deepEqual(kneeOf(none), { knee: null, limit: "latency" });
    assert.ok(none.length <= 8);
    const all = rampAgainst(Number.POSITIVE_INFINITY, 1000);
    assert.deepEqual(kneeOf(all), { knee: 10_000_000, limit: null });
  });

  test("a step that held above one that broke does not count", () => {
    const steps: Tried[] = [
      { rate: 1000, verdict: "held" },
      { rate: 2000, verdict: "errors" },
      { rate: 4000, verdict: "held" },
    ];
    assert.deepEqual(kneeOf(steps), { knee: 1000, limit: "errors" });
  });

  test("no step, no knee", () => {
    assert.deepEqual(kneeOf([]), { knee: null, limit: null });
  });
});
