import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AwaitedReplies } from "../../src/bench/awaited-replies.ts";

describe("awaited replies", () => {
  test("nothing is awaited at first", () => {
    const awaited = new AwaitedReplies(3);
    assert.equal(awaited.count, 0);
    assert.equal(awaited.ofOldest, 0);
    assert.equal(awaited.oldest, Number.POSITIVE_INFINITY);
  });

  test("acts as a plain list of times would", () => {
    const steps = fc.array(fc.oneof(fc.constant("send" as const), fc.integer({ min: 1, max: 12 })));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (batch, actions) => {
        const awaited = new AwaitedReplies(batch);
        let list: number[] = [];
        let time = 0;
        for (const action of actions) {
          time++;
          if (action === "send") {
            awaited.push(time);
            list.push(...Array<number>(batch).fill(time));
          } else {
            const count = Math.min(action, awaited.ofOldest);
            if (count > 0) awaited.take(count);
            list = list.slice(count);
          }
          assert.equal(awaited.count, list.length);
          assert.equal(awaited.oldest, list[0] ?? Number.POSITIVE_INFINITY);
          assert.equal(awaited.ofOldest, list.filter((at) => at === list[0]).length);
        }
      }),
    );
  });
});
