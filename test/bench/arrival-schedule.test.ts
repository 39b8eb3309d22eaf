import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArrivalSchedule } from "../../src/bench/arrival-schedule.ts";

function takeAllDue(schedule: ArrivalSchedule, now: number): number[] {
  const taken: number[] = [];
  for (let at = schedule.takeDue(now); at !== null; at = schedule.takeDue(now)) taken.push(at);
  return taken;
}

describe("arrival schedule", () => {
  test("an arrival is due at its time and not before", () => {
    const schedule = new ArrivalSchedule(100, 10, 200);
    assert.equal(schedule.nextAt, 100);
    assert.equal(schedule.takeDue(99.999), null);
    assert.equal(schedule.takeDue(100), 100);
    assert.equal(schedule.takeDue(100), null);
    assert.equal(schedule.nextAt, 110);
  });

  test("who is late gets each arrival with the time at which it was due, none is skipped", () => {
    const schedule = new ArrivalSchedule(0, 10, 1000);
    assert.deepEqual(takeAllDue(schedule, 35), [0, 10, 20, 30]);
    assert.deepEqual(takeAllDue(schedule, 35), []);
    assert.equal(takeAllDue(schedule, 5000).length, 96);
    assert.equal(schedule.nextAt, Number.POSITIVE_INFINITY);
  });

  test("arrivals end before the end, and what is left is told", () => {
    const schedule = new ArrivalSchedule(0, 10, 30);
    assert.equal(schedule.left, 3);
    assert.deepEqual(takeAllDue(schedule, 1000), [0, 10, 20]);
    assert.equal(schedule.left, 0);
  });

  test("an earlier end takes arrivals away, a later one adds none", () => {
    const schedule = new ArrivalSchedule(0, 10, 100);
    schedule.endAt(25);
    schedule.endAt(90);
    assert.deepEqual(takeAllDue(schedule, 1000), [0, 10, 20]);
  });

  test("rounding does not shift it: the last of a million arrivals is where it should be", () => {
    const interval = 1000 / 30_000;
    const schedule = new ArrivalSchedule(12_345.678, interval, Number.POSITIVE_INFINITY);
    for (let i = 0; i < 1_000_000; i++) schedule.takeDue(Number.POSITIVE_INFINITY);
    assert.ok(Math.abs(schedule.nextAt - (12_345.678 + 1_000_000 * interval)) < 1e-6);
  });
});
