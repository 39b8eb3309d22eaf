import { setTimeout as delay } from "node:timers/promises";
import {
  hasProcessTable,
  listProcesses,
  type ProcessRow,
  readProcess,
  startedWith,
  withDescendants,
} from "./process-table.ts";

/** So long processes have to end by themselves after SIGTERM, in milliseconds. */
const GRACE = 1000;
/** So long SIGKILL is repeated: processes may be born while others are killed. */
const KILLING = 3000;
const LOOK_PAUSE = 20;

/**
 * All processes that come from one program that we started: its session, its descendants, and whoever carries our mark
 * in its environment, as a daemon does that has left both. Nothing else is ever counted or sent a signal.
 */
export class StartedProcesses {
  readonly #root: ProcessRow | null;
  readonly #pid: number;
  readonly #mark: string;

  /**
   * @param pid of the program, started as the leader of a session of its own.
   * @param mark `NAME=value` in its environment, of which no other program has the like.
   */
  constructor(pid: number, mark: string) {
    this.#pid = pid;
    this.#mark = mark;
    this.#root = readProcess(pid);
  }

  /** Those that are there now; ended ones that nobody has waited for too. Empty without /proc. */
  members(): ProcessRow[] {
    const table = listProcesses();
    const leader = table.find(({ pid }) => pid === this.#pid);
    // The number is not given away as long as the session has members; after that it may be another's.
    const isOurSession = leader === undefined || leader.started === this.#root?.started;
    const isOurs = ({ pid, session }: ProcessRow): boolean =>
      (session === this.#pid && isOurSession) || startedWith(pid, this.#mark);
    const roots = new Set(table.filter(isOurs).map(({ pid }) => pid));
    return withDescendants(table, roots);
  }

  /**
   * Ends all of them: SIGTERM, a moment, SIGKILL. Without /proc, those of the program's process group.
   *
   * @param hasEnded whether the program itself has ended: the only one that is known without /proc.
   */
  async stop(hasEnded: () => boolean): Promise<void> {
    this.#signalAll("SIGTERM");
    if (await this.#areGone(hasEnded, GRACE)) return;
    const deadline = performance.now() + KILLING;
    do {
      this.#signalAll("SIGKILL");
    } while (!(await this.#areGone(hasEnded, 5 * LOOK_PAUSE)) && performance.now() < deadline);
  }

  /** Kills what is there, at once: for the end of our own program. */
  kill(): void {
    this.#signalAll("SIGKILL");
  }

  async #areGone(hasEnded: () => boolean, patience: number): Promise<boolean> {
    const deadline = performance.now() + patience;
    for (;;) {
      const isGone = hasProcessTable()
        ? !this.members().some(({ life }) => life === "running")
        : hasEnded() && !isGroupThere(this.#pid);
      if (isGone) return true;
      if (performance.now() > deadline) return false;
      await delay(LOOK_PAUSE);
    }
  }

  #signalAll(signal: "SIGTERM" | "SIGKILL"): void {
    if (!hasProcessTable()) {
      send(process.platform === "win32" ? this.#pid : -this.#pid, signal);
      return;
    }
    for (const { pid, started, life } of this.members()) {
      // Between the look and the signal a process may have ended and its number have been given away.
      if (life === "running" && readProcess(pid)?.started === started) send(pid, signal);
    }
  }
}

function isGroupThere(group: number): boolean {
  try {
    process.kill(process.platform === "win32" ? group : -group, 0);
    return true;
  } catch {
    return false;
  }
}

function send(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
