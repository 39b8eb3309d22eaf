/**
 * Loaded before a program, it makes every worker thread of it die a moment after it was first told something:
 *
 *     node --import ./test/support/dying-threads.ts src/cli/main.ts serve
 *     bun --preload ./test/support/dying-threads.ts src/cli/main.ts serve
 */
import { Worker } from "node:worker_threads";

/** Enough to begin to listen, and no more. */
const LIFE_MILLISECONDS = 300;

const doomed = new WeakSet<Worker>();
const { postMessage } = Worker.prototype;

// Bun loads nothing into its worker threads, so they are ended from outside, by whoever speaks to them.
Worker.prototype.postMessage = function doom(this: Worker, ...args: Parameters<typeof postMessage>) {
  if (!doomed.has(this)) {
    doomed.add(this);
    setTimeout(() => void this.terminate(), LIFE_MILLISECONDS);
  }
  postMessage.apply(this, args);
} as typeof postMessage;
