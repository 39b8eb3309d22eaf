/** Entry of a serving thread: an event loop and a listener of its own, told what to do by the supervisor. */
import { parentPort, workerData } from "node:worker_threads";
import { JamError, reasonOf } from "../errors/index.ts";
import { CounterTable, GaugeTable } from "../observability/index.ts";
import { createAddressTable } from "./admission/door.ts";
import { ServingLoop } from "./serving-loop.ts";
import type { ThreadBirth, ThreadOrder, ThreadReport } from "./thread-messages.ts";

const birth = workerData as ThreadBirth;
const loop = await ServingLoop.create({
  thread: birth.thread,
  counterRow: birth.counterRow,
  options: birth.options,
  counters: new CounterTable(birth.rows, birth.counters),
  gauges: new GaugeTable(birth.rows, birth.gauges),
  addresses:
    birth.addresses === null
      ? null
      : createAddressTable(birth.options.admission, birth.rows, birth.addresses),
  onEvents: (events) => report({ type: "events", events }),
});

function report(message: ThreadReport): void {
  parentPort?.postMessage(message);
}

async function obey(order: ThreadOrder): Promise<void> {
  if (order.type === "ping") {
    loop.look();
    report({ type: "pong" });
    return;
  }
  if (order.type === "expect-probes") {
    report({ type: "probes", answered: await loop.expectProbes(order.expected) });
    return;
  }
  if (order.type === "pick-rows") {
    report({ type: "rows", question: order.question, rows: await loop.rows(order.query) });
    return;
  }
  if (order.type === "renew-tls") {
    loop.renewTls(order.identity);
    return;
  }
  if (order.type === "stop") {
    await loop.stop(order.drainMilliseconds);
    report({ type: "stopped" });
    return;
  }
  try {
    await loop.listen(order.address, "shared");
    report({ type: "listening" });
  } catch (error) {
    const { code, details } =
      error instanceof JamError ? error : new JamError("JAM_UNEXPECTED", { reason: reasonOf(error) });
    report({ type: "listen-failed", code, details });
  }
}

parentPort?.on("message", (order: ThreadOrder) => void obey(order));
report({ type: "ready" });
