import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in /proc/PID/stat: USER_HZ, which is 100 on every Linux that Node.js and Bun run on. */
const TICKS_PER_SECOND = 100;
const NANOSECONDS = 1e9;

/** What a process has used so far. */
export interface ProcessUsage {
  /** Processor time of each thread that is alive, in nanoseconds, by thread id. */
  readonly threads: ReadonlyMap<string, number>;
  /** Processor time of the whole process, threads that ended included, in seconds, to 10 ms. */
  readonly seconds: number;
  /** Resident memory. */
  readonly residentOctets: number;
}

/** Processor time between two readings. */
export interface ProcessorTime {
  readonly seconds: number;
  /** `schedstat`: to the nanosecond; `stat`: to 10 ms, because threads were born or ended meanwhile. */
  readonly source: "schedstat" | "stat";
}

/**
 * Reads what a process uses, its children not included. Linux only.
 *
 * @returns null where there is no such process, or no /proc.
 */
export function readUsage(pid: number): ProcessUsage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return {
      threads: readThreads(pid),
      seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      residentOctets: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024,
    };
  } catch {
    return null;
  }
}

/** Empty where the kernel keeps no schedstat. */
function readThreads(pid: number): Map<string, number> {
  const threads = new Map<string, number>();
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const [onProcessor] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
      threads.set(thread, Number(onProcessor));
    }
  } catch {
    // A thread ended while we looked, or there is no schedstat: the sum would be wrong.
    threads.clear();
  }
  return threads;
}

/** Processor time used between two readings. */
export function processorTime(before: ProcessUsage, after: ProcessUsage): ProcessorTime {
  // The time of a thread that ended is gone from /proc/PID/task: a server with a thread for each connection.
  const isSame =
    before.threads.size > 0 &&
    before.threads.size === after.threads.size &&
    [...before.threads.keys()].every((thread) => after.threads.has(thread));
  if (!isSame) return { seconds: after.seconds - before.seconds, source: "stat" };
  let nanoseconds = 0;
  for (const [thread, used] of after.threads) nanoseconds += used - (before.threads.get(thread) ?? 0);
  return { seconds: nanoseconds / NANOSECONDS, source: "schedstat" };
}
