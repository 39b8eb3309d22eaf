import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { formatOffset, inferOffset, isRightTime } from "../../src/bench/time-check.ts";

/** 2026-11-21 12:00:00 UTC. */
const NOON = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400;
const NOON_SECOND = 12 * 3600;

function window(sent: number, received: number, tolerance = 0) {
  return { sent: NOON + sent, received: NOON + received, tolerance };
}

describe("time right to the second", () => {
  test("the second of sending, of receiving, and those between are right; others are wrong", () => {
    const slow = window(-1500, 1000);
    for (const [second, isRight] of [
      [-3, false],
      [-2, true],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const) {
      assert.equal(isRightTime(NOON_SECOND + second, 0, slow), isRight, `${second}`);
    }
  });

  test("a millisecond before the second the next label is wrong, at the second it is right", () => {
    assert.equal(isRightTime(NOON_SECOND, 0, window(-10, -1)), false);
    assert.equal(isRightTime(NOON_SECOND, 0, window(-10, 0)), true);
  });

  test("a label that was right before the request was sent is wrong", () => {
    assert.equal(isRightTime(NOON_SECOND - 1, 0, window(0, 5)), false);
    assert.equal(isRightTime(NOON_SECOND - 1, 0, window(-1, 5)), true);
  });

  test("the tolerance widens the window to both sides", () => {
    assert.equal(isRightTime(NOON_SECOND - 1, 0, window(50, 60, 50)), false);
    assert.equal(isRightTime(NOON_SECOND - 1, 0, window(50, 60, 51)), true);
    assert.equal(isRightTime(NOON_SECOND + 1, 0, window(900, 950, 49)), false);
    assert.equal(isRightTime(NOON_SECOND + 1, 0, window(900, 950, 50)), true);
  });

  test("midnight in the server's zone is no special moment", () => {
    const eastern = 7 * 3600;
    const midnight = {
      sent: Date.UTC(2026, 10, 21, 16, 59, 59, 900),
      received: Date.UTC(2026, 10, 21, 17),
      tolerance: 0,
    };
    assert.equal(isRightTime(DAY - 1, eastern, midnight), true);
    assert.equal(isRightTime(0, eastern, midnight), true);
    assert.equal(isRightTime(1, eastern, midnight), false);
    assert.equal(isRightTime(DAY - 2, eastern, midnight), false);
  });

  test("a window of a day and more takes every label", () => {
    assert.equal(isRightTime(5, 0, { sent: NOON - DAY * 1000, received: NOON, tolerance: 0 }), true);
  });
});

describe("zone of a server", () => {
  test("every zone is found from one reply, and makes that reply right", () => {
    const quarters = fc.integer({ min: -40, max: 55 });
    const instants = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(quarters, instants, fc.integer({ min: 0, max: 3000 }), (quarter, sent, took) => {
        const offset = quarter * 900;
        const reply = (((Math.floor((sent + took) / 1000) + offset) % DAY) + DAY) % DAY;
        const seen = { sent, received: sent + took, tolerance: 0 };
        assert.equal(inferOffset(reply, seen), offset);
        assert.ok(isRightTime(reply, offset, seen));
      }),
    );
  });

  test("a clock that is off by seconds is in no zone", () => {
    assert.equal(inferOffset(NOON_SECOND + 3, window(0, 10)), null);
    assert.equal(inferOffset(NOON_SECOND + 3600 - 2, window(0, 10)), null);
    assert.equal(inferOffset(NOON_SECOND + 3, window(0, 10, 5000)), 0);
  });

  test("offsets as people write them", () => {
    assert.equal(formatOffset(0), "+00:00");
    assert.equal(formatOffset(7 * 3600), "+07:00");
    assert.equal(formatOffset(-(3 * 3600 + 1800)), "-03:30");
    assert.equal(formatOffset(5 * 3600 + 2700), "+05:45");
  });
});
