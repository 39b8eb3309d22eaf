import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { systemCodeOf } from "../errors/index.ts";

const LOOK_MILLISECONDS = 10;
/** Threads come up in a fraction of it; whoever holds the lock longer is not a server that starts. */
const PATIENCE_MILLISECONDS = 5000;

/**
 * Waits until no other server of this machine is just about to listen on a port: between its look whether the port is
 * free and the moment its threads listen, a second one would find the port free too and share it.
 *
 * The lock is a name of the abstract unix namespace: the kernel gives it to one process, has it in the same network
 * namespace as the port, and takes it back when the process ends however it ends. Linux; nobody shares ports elsewhere.
 *
 * @param patience milliseconds after which the start goes on without the lock.
 * @returns call it when the server listens, or has failed to. Idempotent.
 */
export async function lockStart(port: number, patience = PATIENCE_MILLISECONDS): Promise<() => void> {
  const deadline = performance.now() + patience;
  for (;;) {
    const release = await tryLock(`\0jamd-start-${port}`);
    if (release !== null) return release;
    if (performance.now() >= deadline) return () => {};
    await delay(LOOK_MILLISECONDS);
  }
}

/** @returns null while another has it. */
async function tryLock(path: string): Promise<(() => void) | null> {
  const holder = createServer((socket) => socket.destroy());
  try {
    holder.listen({ path });
    await once(holder, "listening");
  } catch (error) {
    // A system without such names has no lock: the start goes on.
    return systemCodeOf(error) === "EADDRINUSE" ? null : () => {};
  }
  holder.unref();
  return () => holder.close();
}
