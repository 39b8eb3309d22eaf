import { setTimeout as delay } from "node:timers/promises";

/** Longer than anything takes on a busy machine; a test that runs into it has failed. */
export const PATIENCE_MILLISECONDS = 15_000;

/** Pause between two looks at something that cannot be awaited. */
const LOOK_MILLISECONDS = 5;

/**
 * Awaits a promise, but not for ever.
 *
 * @param what is missing when the time is over.
 */
export async function within<T>(
  promise: Promise<T>,
  what: string | (() => string),
  milliseconds = PATIENCE_MILLISECONDS,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const missing = typeof what === "string" ? what : what();
      reject(new Error(`waited ${milliseconds} ms for ${missing}`));
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks again and again until there is something. @returns what was found. */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
  milliseconds = PATIENCE_MILLISECONDS,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited ${milliseconds} ms for ${what}`);
    await delay(LOOK_MILLISECONDS);
  }
}
