import { setTimeout as delay } from "node:timers/promises";

const LOOK_MILLISECONDS = 2;

/** Looks again and again until something is true, at most so many milliseconds. @returns whether it became true. */
export async function untilTrue(isTrue: () => boolean, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (!isTrue()) {
    if (performance.now() >= deadline) return false;
    await delay(LOOK_MILLISECONDS);
  }
  return true;
}
