import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import { CounterTable } from "../../src/observability/index.ts";

const THREADS = 3;
const TURNS = 20_000;
const COUNTING_THREAD = new URL("./counting-thread.ts", import.meta.url);

describe("counters", () => {
  test("the total is the sum over all threads, row 0 included", () => {
    const table = new CounterTable(2);
    table.row(0).add("times", 1);
    table.row(1).add("times", 20);
    table.row(2).add("times", 300);
    table.row(2).addRead(12, 1, 2, 48);
    const { times, invalid, octetsIn, octetsOut, quits } = table.total();
    assert.deepEqual(
      { times, invalid, octetsIn, octetsOut, quits },
      { times: 322, invalid: 2, octetsIn: 12, octetsOut: 48, quits: 0 },
    );
  });

  test("rows do not run into each other, whatever is counted", () => {
    const table = new CounterTable(2);
    const names = Object.keys(table.total()) as Array<keyof ReturnType<typeof table.total>>;
    for (const name of names) table.row(1).add(name, 5);
    for (const name of names) {
      assert.equal(table.row(0).get(name), 0);
      assert.equal(table.row(1).get(name), 5);
      assert.equal(table.row(2).get(name), 0);
    }
  });

  test("counts beyond 32 bits are exact", () => {
    const table = new CounterTable(0);
    table.row(0).add("octetsOut", 2 ** 40);
    table.row(0).add("octetsOut", 3);
    assert.equal(table.total().octetsOut, 2 ** 40 + 3);
  });

  test("the open connections of a dead thread go off the books and are told", () => {
    const table = new CounterTable(2);
    table.row(1).add("open", 4);
    table.row(2).add("open", 3);
    assert.equal(table.open(), 7);
    assert.equal(table.row(1).loseOpen(), 4);
    assert.equal(table.open(), 3);
    assert.equal(table.total().closedThreadDeath, 4);
    assert.equal(table.row(1).loseOpen(), 0, "only once");
  });

  test("connection numbers begin at 1 and go on past 32 bits", () => {
    const table = new CounterTable(0);
    assert.deepEqual(
      [1, 2, 3].map(() => table.nextConnectionNumber()),
      [1, 2, 3],
    );
    new BigUint64Array(table.memory, 0, 1)[0] = 2n ** 32n - 2n;
    const numbers = [1, 2, 3].map(() => table.nextConnectionNumber());
    assert.deepEqual(numbers, [2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1]);
  });

  test("threads that count at the same time lose nothing, and no connection number is given twice", async () => {
    const table = new CounterTable(THREADS);
    const threads = Array.from({ length: THREADS }, (_, index) => index + 1);
    const numbers = await Promise.all(
      threads.map((thread) => countIn({ thread, threads: THREADS, memory: table.memory, turns: TURNS })),
    );
    assert.equal(table.total().times, THREADS * TURNS);
    assert.equal(table.total().octetsIn, THREADS * TURNS * 6);
    assert.equal(table.open(), 0);
    assert.equal(new Set(numbers.flat()).size, THREADS * TURNS);
    assert.equal(table.nextConnectionNumber(), THREADS * TURNS + 1);
  });
});

function countIn(birth: unknown): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(COUNTING_THREAD, { workerData: birth });
    worker.on("error", reject);
    worker.on("message", (numbers: number[]) => {
      resolve(numbers);
      void worker.terminate();
    });
  });
}
