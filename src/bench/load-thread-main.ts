/** Entry of a load thread: opens its connections, waits for the word to begin, reports what it saw. */
import { parentPort, workerData } from "node:worker_threads";
import { reasonOf } from "../errors/index.ts";
import { LoadLoop, type LoopSetup } from "./load-loop.ts";
import type { LoadOrder, LoadReport } from "./load-thread-messages.ts";

function report(message: LoadReport): void {
  parentPort?.postMessage(message);
}

async function attempt(action: () => Promise<LoadReport>): Promise<void> {
  try {
    report(await action());
  } catch (error) {
    report({ type: "failed", reason: reasonOf(error) });
  }
}

const loop = await LoadLoop.create(workerData as LoopSetup);

parentPort?.on("message", (order: LoadOrder) => {
  if (order.type === "stop") loop.stop();
  else void attempt(async () => ({ type: "done", result: await loop.run() }));
});

await attempt(async () => {
  await loop.open();
  return { type: "open" };
});
