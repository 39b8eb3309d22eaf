import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import type { AddressLimits } from "../../../src/server/admission/address-gate.ts";
import { AddressKey } from "../../../src/server/admission/address-key.ts";
import { AddressTable } from "../../../src/server/admission/address-table.ts";
import type { GateBirth, GateReport } from "./gate-thread.ts";

const THREADS = 3;
const GATE_THREAD = new URL("./gate-thread.ts", import.meta.url);
/** Threads killed one after another. */
const DEATHS = 12;

/** What a test is about; the rest is the same for all. */
interface Crowd {
  readonly limits: AddressLimits;
  readonly slots: number;
  readonly addresses: number;
  readonly turns: number;
}

class Hammered {
  readonly table: AddressTable;
  readonly #crowd: Crowd;
  readonly #open: SharedArrayBuffer;

  constructor(crowd: Crowd) {
    this.#crowd = crowd;
    this.table = new AddressTable(crowd.limits, THREADS, undefined, crowd.slots);
    this.#open = new SharedArrayBuffer(4 * crowd.addresses);
  }

  start(thread: number, turns = this.#crowd.turns): Worker {
    const { limits, slots, addresses } = this.#crowd;
    const { memory } = this.table;
    const birth: GateBirth = {
      thread,
      threads: THREADS,
      limits,
      slots,
      memory,
      turns,
      addresses,
      open: this.#open,
    };
    return new Worker(GATE_THREAD, { workerData: birth });
  }

  async run(): Promise<readonly GateReport[]> {
    const workers = Array.from({ length: THREADS }, (_, index) => this.start(index + 1));
    return Promise.all(
      workers.map(async (worker) => {
        const report = await reportOf(worker);
        await worker.terminate();
        return report;
      }),
    );
  }

  /** Connections that the table still counts; whichever thread's, slots without owner included. */
  left(): number {
    let left = 0;
    for (let thread = 0; thread <= THREADS; thread++) left += this.table.loseThread(thread);
    return left;
  }
}

describe("table of addresses under threads", () => {
  test("the limit holds in every instant, and nothing is left when all have ended", async () => {
    const limits = { perAddress: 4, ratePerSecond: 0, burst: 1 };
    const crowd = new Hammered({ limits, slots: 256, addresses: 8, turns: 60_000 });
    const reports = await crowd.run();
    const most = Math.max(...reports.map(({ mostOpen }) => mostOpen));
    assert.ok(most <= 4, `${most} open at once`);
    assert.ok(reports.every(({ admitted, refused }) => admitted > 1000 && refused > 1000));
    assert.equal(crowd.left(), 0);
  });

  test("slots that go from address to address all the time are never two addresses' at once", async () => {
    const limits = { perAddress: 2, ratePerSecond: 0, burst: 1 };
    const crowd = new Hammered({ limits, slots: 16, addresses: 40, turns: 60_000 });
    const reports = await crowd.run();
    const most = Math.max(...reports.map(({ mostOpen }) => mostOpen));
    assert.ok(most <= 2, `${most} open at once`);
    assert.equal(crowd.left(), 0);
    const gate = crowd.table.gate(0);
    for (const address of ["10.0.0.1", "10.0.0.2", "10.0.0.3"]) {
      assert.deepEqual(
        [verdict(gate, address), verdict(gate, address), verdict(gate, address)],
        ["admitted", "admitted", "too-many-open"],
      );
    }
  });

  test("tokens are not given twice", async () => {
    const limits = { perAddress: 0, ratePerSecond: 0.001, burst: 500 };
    const crowd = new Hammered({ limits, slots: 256, addresses: 2, turns: 20_000 });
    const reports = await crowd.run();
    const admitted = reports.reduce((sum, report) => sum + report.admitted, 0);
    // A token comes back each 1000 seconds, a sixteenth of it may be rounded.
    assert.ok(admitted >= 1000 && admitted <= 1002, `${admitted} admitted`);
  });

  test("threads that are killed in between leave nothing behind, and the others go on", async () => {
    const limits = { perAddress: 3, ratePerSecond: 1000, burst: 1000 };
    const crowd = new Hammered({ limits, slots: 16, addresses: 64, turns: 0 });
    const steady = crowd.start(1, 200_000);
    const report = reportOf(steady);
    let lost = 0;
    for (let death = 0; death < DEATHS; death++) {
      const doomed = crowd.start(2, Number.POSITIVE_INFINITY);
      await once(doomed, "message");
      // Not a wait for anything: each is to die at another place.
      await new Promise((resolve) => setTimeout(resolve, 5 + 3 * death));
      await doomed.terminate();
      lost += crowd.table.loseThread(2);
    }
    const { admitted } = await report;
    await steady.terminate();
    assert.ok(lost > 0, "none died with connections open");
    assert.ok(admitted > 1000);
    assert.equal(crowd.left(), 0);
    const gate = crowd.table.gate(3);
    const verdicts = Array.from({ length: 16 }, (_, i) =>
      [0, 1, 2, 3].map(() => verdict(gate, `10.9.0.${i}`)).at(-1),
    );
    assert.deepEqual(new Set(verdicts), new Set(["too-many-open"]), "each slot can be used again");
    assert.equal(crowd.table.unlimitedOpen, 0);
  });
});

/** What a thread posts at its end; before, it says that it runs. */
function reportOf(worker: Worker): Promise<GateReport> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.on("message", (message: GateReport | "running") => {
      if (message !== "running") resolve(message);
    });
  });
}

function verdict(gate: ReturnType<AddressTable["gate"]>, address: string): string {
  const key = new AddressKey();
  key.read(address);
  return gate.admit(key, performance.now()).verdict;
}
