import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { LargeReads, NOT_YET, type Reader } from "../../src/engine/large-reads.ts";

const MEBIBYTE = 1024 * 1024;

function nothing(): void {}

describe("large reads", () => {
  test("a request is not one, a read of thousands of requests is", () => {
    const reads = new LargeReads(MEBIBYTE, nothing);
    assert.deepEqual(
      [6, 8192, 65_536].map((octets) => reads.isLarge(octets)),
      [false, false, true],
    );
  });

  test("the collector is told each time when so many octets have passed", () => {
    let told = 0;
    const reads = new LargeReads(MEBIBYTE, () => told++);
    for (let i = 0; i < 40; i++) reads.note(65_536);
    assert.equal(told, 2);
  });

  test("readers go on in order, a bounded volume in a turn of the event loop", async () => {
    const reads = new LargeReads(MEBIBYTE, nothing);
    const order: number[] = [];
    const readers = Array.from({ length: 9 }, (_, number): Reader => {
      return { lastRead: MEBIBYTE / 8, readAgain: () => order.push(number), holdBack: () => false };
    });
    for (const reader of readers) reads.wait(reader);
    const seen: number[] = [order.length];
    while (order.length < readers.length) {
      await turnOfTheLoop();
      seen.push(order.length);
    }
    assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for (let turn = 1; turn < seen.length; turn++) {
      const share = (seen[turn] as number) - (seen[turn - 1] as number);
      assert.ok(share <= 2, `${share} readers of an eighth of a mebibyte in a turn`);
    }
  });

  test("one that waits again comes behind the others", async () => {
    const reads = new LargeReads(MEBIBYTE, nothing);
    const order: string[] = [];
    const reader = (name: string, then: () => void = nothing): Reader => ({
      lastRead: MEBIBYTE,
      holdBack: () => false,
      readAgain() {
        order.push(name);
        then();
      },
    });
    let isFirst = true;
    const greedy: Reader = reader("greedy", () => {
      if (isFirst) reads.wait(greedy);
      isFirst = false;
    });
    for (const each of [greedy, reader("a"), reader("b")]) reads.wait(each);
    while (order.length < 4) await turnOfTheLoop();
    assert.deepEqual(order, ["greedy", "a", "b", "greedy"]);
  });

  test("when a crowd begins together, those who have not begun are held back, and let go on a few at a time", async () => {
    const reads = new LargeReads(100 * MEBIBYTE, nothing);
    const [held, released]: [number[], number[]] = [[], []];
    const crowd = Array.from({ length: 40 }, (_, number): Reader => {
      return {
        lastRead: NOT_YET,
        // The last one is paused for another reason.
        holdBack: () => number < 39 && held.push(number) > 0,
        readAgain: () => released.push(number),
      };
    });
    for (const reader of crowd) reads.opened(reader);
    reads.note(MEBIBYTE / 4);
    reads.begun(crowd[0] as Reader);
    assert.deepEqual(held, [], "so much is well");
    reads.note(MEBIBYTE);
    assert.equal(held.length, 38);
    reads.note(MEBIBYTE);
    assert.equal(held.length, 38, "once each");
    const seen = [0];
    while (released.length < 38) {
      await turnOfTheLoop();
      const share = released.length - (seen.at(-1) as number);
      assert.ok(share <= 4, `${share} in a turn`);
      seen.push(released.length);
    }
    assert.deepEqual(released, held);
    reads.opened(crowd[0] as Reader);
    reads.note(MEBIBYTE / 4);
    assert.deepEqual(held.slice(38), [], "a new turn has a ration of its own");
  });
});
