import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import fc from "fast-check";
import { DeadlineWheel, Watched } from "../../src/server/deadlines.ts";
import "../protocol/random-seed.ts";

/** A wheel on a clock that the test moves, a tick at a time as its timer would. */
function manualWheel(): { wheel: DeadlineWheel; pass: (milliseconds: number) => void } {
  let time = 5000;
  const wheel = new DeadlineWheel(() => time);
  return {
    wheel,
    pass: (milliseconds) => {
      for (let left = milliseconds; left > 0; left -= wheel.tick) {
        time += Math.min(left, wheel.tick);
        wheel.advance();
      }
    },
  };
}

class Waiter extends Watched {
  readonly looks: number[] = [];
  readonly faults: unknown[] = [];
  next: number | (() => number) = Number.POSITIVE_INFINITY;

  checkDeadlines(now: number): number {
    this.looks.push(now);
    return typeof this.next === "number" ? this.next : this.next();
  }

  fail(error: unknown): void {
    this.faults.push(error);
  }
}

describe("deadline wheel", () => {
  test("looks once, not before the time and at most a tick after it", () => {
    const times = fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, (dueTimes) => {
        const { wheel, pass } = manualWheel();
        const waiters = dueTimes.map((due) => {
          const waiter = new Waiter();
          wheel.watch(waiter, due);
          return { waiter, due };
        });
        pass(601_000);
        for (const { waiter, due } of waiters) {
          assert.equal(waiter.looks.length, 1);
          const at = waiter.looks[0] as number;
          assert.ok(at >= due && at <= Math.max(due, wheel.tick) + wheel.tick, `${due} was looked at ${at}`);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("looks again when it is told to, and no more once unwatched", () => {
    const { wheel, pass } = manualWheel();
    const waiter = new Waiter();
    waiter.next = () => wheel.now + 1000;
    wheel.watch(waiter, 1000);
    pass(5000);
    assert.deepEqual(waiter.looks, [1000, 2000, 3000, 4000, 5000]);
    wheel.unwatch(waiter);
    pass(5000);
    assert.equal(waiter.looks.length, 5);
  });

  test("a later or earlier time replaces the one before", () => {
    const { wheel, pass } = manualWheel();
    const [first, second] = [new Waiter(), new Waiter()];
    wheel.watch(first, 1000);
    wheel.watch(first, 3000);
    wheel.watch(second, 400_000);
    wheel.watch(second, 2000);
    pass(10_000);
    assert.deepEqual([first.looks, second.looks], [[3000], [2000]]);
  });

  test("a check that closes others of the same tick does not disturb the wheel", () => {
    const { wheel, pass } = manualWheel();
    const waiters = Array.from({ length: 5 }, () => new Waiter());
    for (const waiter of waiters) {
      wheel.watch(waiter, 1000);
      waiter.next = () => {
        for (const other of waiters) wheel.unwatch(other);
        return Number.POSITIVE_INFINITY;
      };
    }
    pass(2000);
    assert.equal(waiters.flatMap(({ looks }) => looks).length, 1);
  });

  test("time in which the process stood still does not count", () => {
    let time = 0;
    const wheel = new DeadlineWheel(() => time);
    const waiter = new Waiter();
    wheel.watch(waiter, 30_000);
    time += 3_600_000;
    wheel.advance();
    assert.equal(wheel.now, 1000);
    assert.deepEqual(waiter.looks, []);
    wheel.unwatch(waiter);
    wheel.advance();
  });

  test("a check that throws is told to the one that it was of, and the others are looked at", () => {
    const { wheel, pass } = manualWheel();
    const [bad, good] = [new Waiter(), new Waiter()];
    bad.next = () => {
      throw new Error("as a test wants it");
    };
    wheel.watch(bad, 500);
    wheel.watch(good, 500);
    pass(1000);
    assert.equal(bad.faults.length, 1);
    assert.equal(good.looks.length, 1);
  });

  test("thousands that are due at once are looked at in several turns of the event loop", async () => {
    let time = 0;
    const wheel = new DeadlineWheel(() => time);
    const waiters = Array.from({ length: 100 }, () => new Waiter());
    for (const waiter of waiters) {
      waiter.next = () => {
        time += 0.1;
        return Number.POSITIVE_INFINITY;
      };
      wheel.watch(waiter, 500);
    }
    const looked = () => waiters.filter(({ looks }) => looks.length === 1).length;
    time = 500;
    wheel.advance();
    assert.ok(looked() >= 10 && looked() < 20, `${looked()} in the first turn`);
    // A tick of its timer may come in between.
    time += wheel.tick;
    wheel.advance();
    assert.ok(looked() < 40, `${looked()} in the second`);
    for (let turn = 0; turn < 20; turn++) await turnOfTheLoop();
    assert.equal(looked(), 100);
  });
});
