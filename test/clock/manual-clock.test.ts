import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ManualClock, systemClock } from "../../src/clock/index.ts";

describe("clocks", () => {
  test("a manual clock stands still until it is told otherwise", () => {
    const clock = new ManualClock(5000);
    assert.equal(clock.now(), 5000);
    assert.equal(clock.now(), 5000);
    clock.advance(250);
    assert.equal(clock.now(), 5250);
    clock.advance(-1250);
    assert.equal(clock.now(), 4000);
    clock.set(-1);
    assert.equal(clock.now(), -1);
  });

  test("the system clock is the machine's, in milliseconds since 1970", () => {
    const before = Date.now();
    const now = systemClock.now();
    const after = Date.now();
    // A machine whose clock is set back in between makes no order of the three; then there is nothing to compare.
    if (after >= before) assert.ok(before <= now && now <= after);
    assert.ok(now > Date.UTC(2026, 0, 1));
  });
});
