import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ConnectionQuery, REACHABLE_ROWS } from "../../src/observability/index.ts";
import { mergeRows, pickRows, type TabledConnection } from "../../src/server/connection-rows.ts";
import { RowQuestions, type RowsOrder } from "../../src/server/row-questions.ts";

const EVERYTHING: ConnectionQuery = {
  ...{ sort: "connection", order: "ascending", filter: "", offset: 0, limit: 200 },
};
const CLOCKS = () => ({ wall: 1_000_000, monotonic: 5000, wheel: 2000 });

/** Made connections that count how often their address was asked for. */
class Crowd {
  readonly open = new Set<TabledConnection>();
  addressLooks = 0;

  constructor(count: number, first = 1) {
    for (let index = 0; index < count; index++) this.open.add(this.#make(first + index));
  }

  #make(number: number): TabledConnection {
    return {
      ...{ number, openedAt: 1000 + number, activeAt: number % 7, requests: number % 3 },
      ...{ octetsReceived: (number * 7919) % 1009, octetsSent: 2 },
      peerFacts: () => {
        this.addressLooks++;
        return { connection: number, thread: 1, address: `10.0.${number % 5}.1`, port: number % 65536 };
      },
    };
  }

  at(index: number): TabledConnection {
    return [...this.open][index] as TabledConnection;
  }
}

describe("rows of the table of connections", () => {
  test("facts of a row", async () => {
    const { open } = new Crowd(3);
    const rows = mergeRows([await pickRows(4, open, EVERYTHING, CLOCKS)], EVERYTHING);
    assert.deepEqual(rows[0], {
      ...{ connection: 1, thread: 4, address: "10.0.1.1", port: 1, openedAt: 996_001, requests: 1 },
      ...{ lastRequestAt: 998_001, octetsReceived: 7919 % 1009, octetsSent: 2 },
    });
    assert.equal(rows[2]?.requests, 0);
    assert.equal(rows[2]?.lastRequestAt, null);
  });

  test("every order and every page of two threads are those of all rows sorted", async () => {
    const crowds = [new Crowd(300), new Crowd(250, 301)];
    const sorts = ["connection", "thread", "address", "openedAt", "requests", "lastRequestAt"] as const;
    for (const sort of [...sorts, "octetsReceived"] as const) {
      for (const order of ["ascending", "descending"] as const) {
        const pages = [];
        for (let offset = 0; offset < 600; offset += 150) {
          const query: ConnectionQuery = { sort, order, filter: "", offset, limit: 150 };
          const parts = await Promise.all(
            crowds.map(({ open }, thread) => pickRows(thread, open, query, CLOCKS)),
          );
          assert.equal(
            parts.reduce((sum, { total }) => sum + total, 0),
            550,
          );
          pages.push(...mergeRows(parts, query));
        }
        assert.equal(new Set(pages.map(({ connection }) => connection)).size, 550, `${sort} ${order}`);
        const sign = order === "ascending" ? 1 : -1;
        for (let index = 1; index < pages.length; index++) {
          const a: number | string = pages[index - 1]?.[sort] ?? -1;
          const b: number | string = pages[index]?.[sort] ?? -1;
          assert.ok(a === b || a < b === sign > 0, `${sort} ${order}: ${a} before ${b}`);
        }
      }
    }
  });

  test("the filter looks into addresses, and the total is of those that fit", async () => {
    const { open } = new Crowd(100);
    const query = { ...EVERYTHING, filter: "10.0.3.", limit: 5 };
    const part = await pickRows(1, open, query, CLOCKS);
    assert.equal(part.total, 20);
    assert.deepEqual(new Set(mergeRows([part], query).map(({ address }) => address)), new Set(["10.0.3.1"]));
  });

  test("15000 connections: 256 looks a turn, and addresses of the page alone where none is sorted by", async () => {
    const crowd = new Crowd(15_000);
    let turns = 0;
    const endTurn = async (): Promise<void> => void turns++;
    const query: ConnectionQuery = { ...EVERYTHING, sort: "octetsReceived", offset: 50, limit: 50 };
    await pickRows(1, crowd.open, query, CLOCKS, endTurn);
    assert.equal(turns, Math.floor(15_000 / 256));
    assert.equal(crowd.addressLooks, 100);
    let looksBefore = crowd.addressLooks;
    let most = 0;
    const watchTurn = async (): Promise<void> => {
      most = Math.max(most, crowd.addressLooks - looksBefore);
      looksBefore = crowd.addressLooks;
    };
    await pickRows(1, crowd.open, { ...query, filter: "10.", sort: "address" }, CLOCKS, watchTurn);
    assert.ok(most <= 2 * 256, `${most} system calls in a turn`);
  });

  test("what a thread hands over is bounded, however far behind the page is", async () => {
    const { open } = new Crowd(REACHABLE_ROWS + 500);
    const query = { ...EVERYTHING, offset: REACHABLE_ROWS - 10, limit: 50 };
    const part = await pickRows(1, open, query, CLOCKS, async () => {});
    assert.equal(part.addresses.length, REACHABLE_ROWS);
    assert.equal(part.total, REACHABLE_ROWS + 500);
    assert.equal(mergeRows([part], query).length, 10);
  });

  test("connections that close or open between the turns neither fail it nor prolong it", async () => {
    const crowd = new Crowd(1000);
    const first = crowd.at(0);
    let next = 5000;
    const endTurn = async (): Promise<void> => {
      crowd.open.delete(first);
      for (const connection of new Crowd(2000, next).open) crowd.open.add(connection);
      next += 2000;
    };
    const part = await pickRows(1, crowd.open, EVERYTHING, CLOCKS, endTurn);
    const rows = mergeRows([part], EVERYTHING);
    assert.equal(rows[0]?.connection, 2);
    assert.equal(part.total, 1000);
  });
});

describe("questions to a thread", () => {
  test("an answer settles its own question; the end of the thread settles the rest", async () => {
    const sent: RowsOrder[] = [];
    const questions = new RowQuestions(3, (order) => sent.push(order));
    const [first, second] = [questions.ask(EVERYTHING), questions.ask(EVERYTHING)];
    const rows = { thread: 3, total: 7, numbers: new Float64Array(0), addresses: [] };
    questions.answered({ type: "rows", question: sent[1]?.question ?? 0, rows });
    assert.equal((await second).total, 7);
    questions.end();
    assert.equal((await first).total, 0);
    assert.equal((await questions.ask(EVERYTHING)).total, 0);
    assert.equal(sent.length, 2);
  });

  test("a thread that does not answer is left out after two seconds", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const answer = new RowQuestions(1, () => {}).ask(EVERYTHING);
    context.mock.timers.tick(2000);
    assert.deepEqual((await answer).addresses, []);
  });
});
