import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { TurnQueue, type TurnTaker } from "../../src/server/turn-queue.ts";

function taker(takeTurn: () => void, fail: (error: unknown) => void = rethrow): TurnTaker {
  return { takeTurn, fail };
}

function rethrow(error: unknown): never {
  throw error;
}

describe("turn queue", () => {
  test("each takes its turn in order, one that queues again behind the others", async () => {
    const queue = new TurnQueue();
    const order: string[] = [];
    let left = 3;
    const greedy = taker(() => {
      order.push("greedy");
      if (--left > 0) queue.add(greedy);
    });
    queue.add(greedy);
    for (const name of ["a", "b"]) queue.add(taker(() => order.push(name)));
    while (left > 0) await turnOfTheLoop();
    assert.deepEqual(order, ["greedy", "a", "b", "greedy", "greedy"]);
  });

  test("many of them do not hold a turn of the event loop", async () => {
    let time = 0;
    const queue = new TurnQueue(() => time);
    const count = 200;
    let taken = 0;
    for (let i = 0; i < count; i++) {
      queue.add(
        taker(() => {
          time += 0.1;
          taken++;
        }),
      );
    }
    let turns = 0;
    while (taken < count) {
      await turnOfTheLoop();
      turns++;
    }
    assert.ok(turns >= 10, `20 ms of work were done in ${turns} turns`);
  });

  test("one that throws is told so, and the others have their turn", async () => {
    const queue = new TurnQueue();
    const faults: unknown[] = [];
    const fault = new Error("as a test wants it");
    let isTaken = false;
    queue.add(
      taker(
        () => {
          throw fault;
        },
        (error) => faults.push(error),
      ),
    );
    queue.add(
      taker(() => {
        isTaken = true;
      }),
    );
    while (!isTaken) await turnOfTheLoop();
    assert.deepEqual(faults, [fault]);
  });
});
