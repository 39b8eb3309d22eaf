import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SharedTime } from "../../../src/server/admission/shared-time.ts";
import { TokenBuckets } from "../../../src/server/admission/token-bucket.ts";
import "../../protocol/random-seed.ts";

/** How many of `asked` tokens are given at a time. */
function given(buckets: TokenBuckets, cells: Int32Array, time: number, asked: number): number {
  let count = 0;
  for (let i = 0; i < asked; i++) if (buckets.spend(cells, 0, buckets.ticks(time))) count++;
  return count;
}

describe("token buckets", () => {
  test("give the burst at once, then the rate", () => {
    const buckets = new TokenBuckets({ ratePerSecond: 10, burst: 5 });
    const cells = new Int32Array(1);
    assert.equal(given(buckets, cells, 0, 20), 5);
    assert.equal(given(buckets, cells, 99, 20), 0);
    assert.equal(given(buckets, cells, 100, 20), 1);
    assert.equal(given(buckets, cells, 400, 20), 3);
    assert.equal(given(buckets, cells, 3_600_000, 20), 5);
  });

  test("never give more than burst and rate together, and keep nobody waiting who stays below", () => {
    const step = fc.record({ pause: fc.nat({ max: 500 }), asked: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(0.5, 1, 7, 100, 1000),
        fc.integer({ min: 1, max: 20 }),
        fc.array(step, { maxLength: 60 }),
        fc.nat({ max: 2 ** 40 }),
        (ratePerSecond, burst, steps, start) => {
          const buckets = new TokenBuckets({ ratePerSecond, burst });
          const cells = new Int32Array([buckets.ticks(start)]);
          let time = start;
          let tokens = burst;
          for (const { pause, asked } of steps) {
            time += pause;
            tokens = Math.min(burst, tokens + (pause * ratePerSecond) / 1000);
            const got = given(buckets, cells, time, asked);
            tokens -= got;
            // Time is counted in sixteenths of a token.
            assert.ok(tokens > -1 / 8, `${-tokens} too many`);
            assert.ok(got === asked || tokens < 1 + 1 / 8, `refused with ${tokens} left`);
          }
        },
      ),
    );
  });

  test("a bucket left alone until its time wrapped around, and one of a time to come, are full", () => {
    const buckets = new TokenBuckets({ ratePerSecond: 1000, burst: 3 });
    const cells = new Int32Array(1);
    assert.equal(given(buckets, cells, 0, 9), 3);
    const halfWay = 2 ** 31 / 16;
    assert.equal(given(buckets, cells, halfWay + 10_000, 9), 3);
    cells[0] = buckets.ticks(1_000_000);
    assert.equal(given(buckets, cells, 0, 9), 3);
  });
});

describe("time shared by threads", () => {
  test("goes on from the latest time told, whatever the clock of a thread began with, and never back", () => {
    const memory = new Float64Array(1);
    const first = new SharedTime(memory);
    assert.equal(first.at(5_000_000), 0);
    assert.equal(first.at(5_000_250), 250);
    const second = new SharedTime(memory);
    assert.equal(second.at(3), 250);
    assert.equal(first.at(5_001_000), 1000);
    assert.equal(second.at(4), 1000, "one that is behind catches up");
    assert.equal(second.at(504), 1500);
    assert.equal(first.at(4_000_000), 1500, "a clock that was set back stands still");
    assert.equal(first.at(4_000_100), 1600);
  });
});
