/** A thread that counts and takes connection numbers as fast as it can, then posts the numbers. */
import { parentPort, workerData } from "node:worker_threads";
import { CounterTable } from "../../src/observability/index.ts";

interface Birth {
  readonly thread: number;
  readonly threads: number;
  readonly memory: SharedArrayBuffer;
  readonly turns: number;
}

const { thread, threads, memory, turns } = workerData as Birth;
const table = new CounterTable(threads, memory);
const row = table.row(thread);
const numbers: number[] = [];
for (let turn = 0; turn < turns; turn++) {
  row.add("open");
  row.addRead(6, 1, 0, 14);
  numbers.push(table.nextConnectionNumber());
  row.add("open", -1);
}
parentPort?.postMessage(numbers);
