import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArrivalSchedule } from "../../src/bench/arrival-schedule.ts";
import { automaticThreads, type LoadPlan, sharesOf } from "../../src/bench/load-plan.ts";

const PLAN: LoadPlan = {
  mode: "requests",
  connections: 50,
  pipeline: 1,
  rate: null,
  warmup: 0,
  duration: 1000,
  timeout: 2000,
  clockTolerance: 0,
  giveUpAfter: null,
};

describe("shares of threads", () => {
  test("connections are shared out, none lost", () => {
    for (const threads of [1, 2, 3, 7, 50]) {
      const counts = sharesOf(PLAN, threads).map(({ connections }) => connections);
      assert.equal(counts.length, threads);
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        50,
      );
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
    }
  });

  test("the threads together keep the schedule of one", () => {
    const arrivals = (threads: number): number[] =>
      sharesOf({ ...PLAN, rate: 400, pipeline: 4 }, threads)
        .flatMap(({ interval, offset }) => {
          const schedule = new ArrivalSchedule(offset, interval ?? 0, 1000);
          const all: number[] = [];
          for (let at = schedule.takeDue(1000); at !== null; at = schedule.takeDue(1000)) all.push(at);
          return all;
        })
        .sort((a, b) => a - b);
    // 400 requests a second in batches of 4 are 100 arrivals.
    assert.equal(arrivals(1).length, 100);
    assert.deepEqual(arrivals(2), arrivals(1));
    assert.deepEqual(arrivals(5), arrivals(1));
  });

  test("a closed loop has no schedule", () => {
    assert.deepEqual(sharesOf(PLAN, 1), [{ connections: 50, interval: null, offset: 0 }]);
  });

  test("auto leaves a processor to the server", () => {
    assert.equal(automaticThreads(1, 50), 1);
    assert.equal(automaticThreads(2, 50), 1);
    assert.equal(automaticThreads(4, 50), 3);
    assert.equal(automaticThreads(64, 50), 8);
    assert.equal(automaticThreads(64, 2), 2);
  });
});
