/** A thread that opens and closes connections of a few addresses as fast as it can, then posts what it saw. */
import { parentPort, workerData } from "node:worker_threads";
import type { AddressLimits } from "../../../src/server/admission/address-gate.ts";
import { AddressKey } from "../../../src/server/admission/address-key.ts";
import { AddressTable } from "../../../src/server/admission/address-table.ts";

/** What a thread is born with. */
export interface GateBirth {
  readonly thread: number;
  readonly threads: number;
  readonly limits: AddressLimits;
  readonly slots: number;
  readonly memory: SharedArrayBuffer;
  /** Admissions to ask for; infinite for a thread that is to be ended. */
  readonly turns: number;
  /** Different addresses. */
  readonly addresses: number;
  /** One number for each address, where all threads count what they were admitted. */
  readonly open: SharedArrayBuffer;
}

/** What a thread saw. */
export interface GateReport {
  readonly admitted: number;
  readonly refused: number;
  /** The most connections of one address open in all threads, of those limited one by one. */
  readonly mostOpen: number;
}

const { thread, threads, limits, slots, memory, turns, addresses, open } = workerData as GateBirth;
const gate = new AddressTable(limits, threads, memory, slots).gate(thread);
const openByAddress = new Int32Array(open);
const key = new AddressKey();
const held: { slot: number; address: number }[] = [];
let admitted = 0;
let refused = 0;
let mostOpen = 0;
let random = thread + 1;
for (let turn = 0; turn < turns; turn++) {
  if (turn === 1000) parentPort?.postMessage("running");
  random = Math.imul(random, 1_664_525) + 1_013_904_223;
  const draw = (random >>> 8) / 2 ** 24;
  if (held.length > 0 && draw < 0.5) closeOne(Math.floor(draw * 2 * held.length));
  else openOne(Math.floor((draw * 2 - 1) * addresses) % addresses);
}
while (held.length > 0) closeOne(0);
parentPort?.postMessage({ admitted, refused, mostOpen } satisfies GateReport);

function openOne(drawn: number): void {
  const address = Math.abs(drawn);
  key.read(`10.0.${address >> 8}.${address & 255}`);
  const { verdict, slot } = gate.admit(key, performance.now());
  if (verdict !== "admitted") {
    refused++;
    return;
  }
  admitted++;
  // Counted after the gate has and uncounted before it does, so this sum never tells more than there are.
  if (slot < slots) mostOpen = Math.max(mostOpen, Atomics.add(openByAddress, address, 1) + 1);
  held.push({ slot, address });
}

function closeOne(index: number): void {
  const [connection] = held.splice(index, 1);
  if (connection === undefined) return;
  if (connection.slot < slots) Atomics.sub(openByAddress, connection.address, 1);
  gate.release(connection.slot);
}
