import { type Surroundings, WireContext } from "./context.ts";
import { ask } from "./reply.ts";

/** How a server is: it answers; accepts but does not answer; does not accept. */
export type Health = "well" | "stuck" | "gone";

/** A server that does not accept has so many chances, a pause apart, in milliseconds. */
const CHANCES = 3;
const PAUSE = 500;
/** One that accepts has so long to answer, in milliseconds: it may still be clearing up what a case did to it. */
const MOST_CLEARING = 12_000;

/** Looks whether the server still serves. */
export async function healthOf(surroundings: Surroundings, signal: AbortSignal): Promise<Health> {
  const deadline = performance.now() + MOST_CLEARING;
  let health: Health = "gone";
  for (let refused = 0; refused < CHANCES && performance.now() < deadline && !signal.aborted; ) {
    const context = new WireContext(surroundings, signal);
    try {
      const probe = await context.open();
      health = probe.state === "open" ? "stuck" : "gone";
      if (probe.state === "open" && (await ask(probe)).times.length > 0) return "well";
      if (health === "gone") refused += 1;
      await context.pause(PAUSE);
    } finally {
      context.close();
    }
  }
  return health;
}

/**
 * Whether a second client is served while the first is connected and silent, and whether so many are: the cases of the
 * wire may then run side by side.
 *
 * @returns clients that were served at once: `crowd`, 2, or 1.
 */
export async function servedAtOnce(
  surroundings: Surroundings,
  crowd: number,
  signal: AbortSignal,
): Promise<number> {
  const two = (await areServed(surroundings, 2, signal)) || (await areServed(surroundings, 2, signal));
  if (!two) return 1;
  return (await areServed(surroundings, crowd, signal)) ? crowd : 2;
}

/** Whether the last of so many clients is served while the others are silent. */
async function areServed(surroundings: Surroundings, count: number, signal: AbortSignal): Promise<boolean> {
  const context = new WireContext(surroundings, signal);
  try {
    const others = await Promise.all(Array.from({ length: count - 1 }, () => context.open()));
    const last = await context.open();
    if (others.every(({ state }) => state === "open") && (await ask(last)).times.length > 0) return true;
  } finally {
    context.close();
  }
  // What is left of it must not be in the way of what comes next: threads that start, clients that wait in a queue.
  await healthOf(surroundings, signal);
  return false;
}
