/** Entry of a thread that serves one connection, from its first octet to its end, and then ends itself. */
import { parentPort, workerData } from "node:worker_threads";
import type { PostableSocket } from "../engine/index.ts";
import { CounterTable, GaugeTable } from "../observability/index.ts";
import type { RowsOrder } from "./row-questions.ts";
import { ServingLoop } from "./serving-loop.ts";
import type { ConnectionThreadOrder, ThreadBirth, ThreadReport } from "./thread-messages.ts";

const birth = workerData as ThreadBirth;
const loop = await ServingLoop.create({
  thread: birth.thread,
  counterRow: birth.counterRow,
  options: birth.options,
  counters: new CounterTable(birth.rows, birth.counters),
  gauges: new GaugeTable(birth.rows, birth.gauges),
  addresses: null,
  onEvents: (events) => report({ type: "events", events }),
  onClosed: () => void finish(0),
});

function report(message: ThreadReport): void {
  parentPort?.postMessage(message);
}

/** Tells what is left to tell; nothing keeps the thread alive after that. */
async function finish(drainMilliseconds: number): Promise<void> {
  await loop.stop(drainMilliseconds);
  report({ type: "stopped" });
  parentPort?.close();
}

async function tellRows({ question, query }: RowsOrder): Promise<void> {
  report({ type: "rows", question, rows: await loop.rows(query) });
}

parentPort?.on("message", (order: ConnectionThreadOrder) => {
  if (order.type === "serve") loop.adopt(order.socket as PostableSocket, order.tls);
  else if (order.type === "pick-rows") void tellRows(order);
  else void finish(order.drainMilliseconds);
});
