/**
 * Loaded before a program, it keeps from its worker threads every question for a sign of life, so that they seem
 * to hang. Loaded as dying-threads.ts is.
 */
import { Worker } from "node:worker_threads";

const { postMessage } = Worker.prototype;

Worker.prototype.postMessage = function swallow(this: Worker, ...args: Parameters<typeof postMessage>) {
  const [order] = args as [{ readonly type?: string }];
  if (order.type !== "ping") postMessage.apply(this, args);
} as typeof postMessage;
