/** Signals that stop the server: Ctrl-C, a service manager, a terminal that is closed. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * A repeat within so many milliseconds is the same request to stop: Ctrl-C under `npm start` reaches
 * the server from the terminal and once more from npm, which passes it on.
 */
const SAME_REQUEST_MILLISECONDS = 250;

/** Calls `onFirst` at the first signal to stop, and `onSecond` when it is asked again. */
export function listenForStop(onFirst: () => void, onSecond: () => void): void {
  let askedAt: number | null = null;
  function onSignal(): void {
    const now = performance.now();
    if (askedAt === null) {
      askedAt = now;
      onFirst();
    } else if (now - askedAt > SAME_REQUEST_MILLISECONDS) {
      onSecond();
    }
  }
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
}
