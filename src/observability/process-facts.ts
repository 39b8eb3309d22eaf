import { readdirSync, readFileSync, statSync } from "node:fs";

/** Clock ticks a second in /proc: USER_HZ, which is 100 on every Linux that Node.js and Bun run on. */
const TICKS_PER_SECOND = 100;
/** A process with more threads than this is not asked for each of them: a look would take milliseconds. */
const MOST_THREADS = 256;
/** Before Linux 6.2 descriptors are counted by listing them: only as many as are listed fast. */
const LISTED_DESCRIPTORS = 1024;
const THREAD_NAME = /^jamd-(\d+)$/;

/** What is known of the whole process. */
export interface ProcessFacts {
  readonly pid: number;
  readonly residentOctets: number;
  /** Processor time, user and system, in seconds. */
  readonly cpuSeconds: number;
  /** Null where the system does not tell, or not fast. */
  readonly openDescriptors: number | null;
}

/** @param held descriptors that there are at least. */
export function processFacts(held: number): ProcessFacts {
  const { user, system } = process.cpuUsage();
  return {
    pid: process.pid,
    residentOctets: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
    openDescriptors: openDescriptors(held),
  };
}

function openDescriptors(held: number): number | null {
  try {
    // Linux 6.2 or later tells how many there are as the size of the folder.
    const { size } = statSync("/proc/self/fd");
    if (size > 0) return size;
    // The list holds the descriptor that it is read by.
    return held > LISTED_DESCRIPTORS ? null : readdirSync("/proc/self/fd").length - 1;
  } catch {
    return null;
  }
}

/**
 * Processor time of serving threads, found by their names (`jamd-1`, ...); thread 0 is the process's first. Linux only.
 */
export class ThreadTimes {
  /** Of the threads before, that died and were started again under the same number. */
  readonly #before = new Map<number, number>();
  readonly #last = new Map<number, number>();

  /**
   * @param threads those that there are; others are forgotten.
   * @returns seconds since the start by thread; those are missing that the system does not tell of.
   */
  read(threads: ReadonlySet<number>): ReadonlyMap<number, number> {
    const times = new Map<number, number>();
    for (const thread of this.#last.keys()) {
      if (threads.has(thread)) continue;
      this.#last.delete(thread);
      this.#before.delete(thread);
    }
    for (const [thread, seconds] of threadSeconds()) {
      if (!threads.has(thread)) continue;
      const last = this.#last.get(thread) ?? 0;
      if (seconds < last) this.#before.set(thread, (this.#before.get(thread) ?? 0) + last);
      this.#last.set(thread, seconds);
      times.set(thread, (this.#before.get(thread) ?? 0) + seconds);
    }
    return times;
  }
}

function threadSeconds(): [number, number][] {
  let tasks: string[];
  try {
    tasks = readdirSync("/proc/self/task");
  } catch {
    return [];
  }
  if (tasks.length > MOST_THREADS) return [];
  return tasks.flatMap((task) => {
    try {
      const stat = readFileSync(`/proc/self/task/${task}/stat`, "latin1");
      const nameEnd = stat.lastIndexOf(")");
      const name = stat.slice(stat.indexOf("(") + 1, nameEnd);
      const thread = Number(task) === process.pid ? 0 : Number(THREAD_NAME.exec(name)?.[1] ?? Number.NaN);
      if (Number.isNaN(thread)) return [];
      const fields = stat.slice(nameEnd + 2).split(" ");
      return [[thread, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND]];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}
