import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Clock ticks a second in /proc/PID/stat: USER_HZ, which is 100 on every Linux that Node.js and Bun run on. */
const TICKS_PER_SECOND = 100;
const MILLISECONDS_PER_TICK = 1000 / TICKS_PER_SECOND;

/** A process as /proc/PID/stat tells of it (proc_pid_stat(5)). */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** `gone`: it has ended and only waits for its parent to notice (a zombie). */
  readonly life: "running" | "gone";
  /** Ticks from the start of the machine to its own: with the pid it names one process, also when pids are used again. */
  readonly started: string;
  /** Processor time of the process and of its children that were waited for, in milliseconds, to 10 ms. */
  readonly cpuMilliseconds: number;
  readonly threads: number;
}

/** Whether this system has a /proc that tells of processes. */
export function hasProcessTable(): boolean {
  return process.platform === "linux" && readProcess(process.pid) !== null;
}

/** Reads one process. @returns null where there is none such, or no /proc. */
export function readProcess(pid: number): ProcessRow | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  // The name in parentheses may hold spaces and parentheses; the state, field 3, is the first after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return {
    pid,
    parent: Number(fields[1]),
    session: Number(fields[3]),
    life: state === "Z" || state === "X" ? "gone" : "running",
    started: fields[19] ?? "",
    cpuMilliseconds: ticks * MILLISECONDS_PER_TICK,
    threads: Number(fields[17]),
  };
}

/** All processes that this user sees. Empty without /proc. */
export function listProcesses(): ProcessRow[] {
  return numbersIn("/proc").flatMap((pid) => readProcess(pid) ?? []);
}

/** Processes that have one of `roots` among their ancestors; the roots too, where they are in the table. */
export function withDescendants(table: readonly ProcessRow[], roots: ReadonlySet<number>): ProcessRow[] {
  const found = new Set(roots);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid);
  }
  return table.filter(({ pid }) => found.has(pid));
}

/** Whether a process was started with a variable in its environment. false where this user may not look. */
export function startedWith(pid: number, variable: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(variable);
  } catch {
    return false;
  }
}

/** Open descriptors of a process; null where this user may not look, or it is gone. */
export function descriptorsOf(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
}

/** Resident memory of a process, in octets; null where it is gone. */
export function residentOctetsOf(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return null;
  }
}

/** Inodes of the sockets that a process holds. Empty where this user may not look. */
export function socketsOf(pid: number): Set<string> {
  const inodes = new Set<string>();
  for (const descriptor of numbersIn(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // Closed while we looked.
    }
  }
  return inodes;
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}
