import { TAKEN_OVER_SIGNAL } from "../server/index.ts";
import { TerminalWatch } from "./terminal-watch.ts";

/** Signals that stop the server: Ctrl-C, a service manager. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Sent when a terminal is closed; by custom also to a service that is to read its files again. */
const HANG_UP_SIGNAL = "SIGHUP";

/**
 * A repeat within so many milliseconds is the same request to stop: Ctrl-C under `npm start` reaches
 * the server from the terminal and once more from npm, which passes it on.
 */
const SAME_REQUEST_MILLISECONDS = 250;

/** What to do when the server is told to stop. */
export interface StopActions {
  /** At the first signal. */
  readonly onFirst: () => void;
  /** When it is asked again: at once. */
  readonly onSecond: () => void;
  /**
   * Another server has the port now. May be told any number of times, before or after the others. Left out: the
   * signal for it keeps its usual meaning.
   */
  readonly onTakenOver?: () => void;
  /** SIGHUP while the terminal is there, or never was. Left out: SIGHUP stops always. */
  readonly onReload?: (() => void) | undefined;
}

/** Listens for the signals that stop the server. */
export function listenForStop({ onFirst, onSecond, onTakenOver, onReload }: StopActions): void {
  const terminal = new TerminalWatch();
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
  process.on(HANG_UP_SIGNAL, () => {
    if (onReload === undefined || terminal.isClosed) onSignal();
    else onReload();
  });
  // Windows has no such signal, and nobody to send it.
  if (onTakenOver !== undefined && process.platform !== "win32") process.on(TAKEN_OVER_SIGNAL, onTakenOver);
}
