import { readdirSync, readFileSync } from "node:fs";

/** What the system lets this process have open at once, and what it has. */
export interface DescriptorUse {
  /** Soft limit on open files and sockets; infinite where there is none; null when it cannot be found out. */
  readonly limit: number | null;
  /** Open now. */
  readonly inUse: number;
}

/** Where the limit is not known: the usual soft limit, less than which no system we run on starts with. */
const ASSUMED_LIMIT = 1024;
/** What a runtime has open by itself; taken where it cannot be counted. */
const ASSUMED_IN_USE = 32;
/** For certificates and files that are read again, the log, a second listener, a connection that is being refused. */
const RESERVE = 32;
/** A thread's event loop (5 on Node.js, 2 on Bun, as counted), its listeners, and connections it is refusing. */
const RESERVE_OF_A_THREAD = 16;
/** Where the system sets no limit: an idle connection takes 1 to 4 KB, so all of them some gigabytes. */
const MOST_CONNECTIONS = 1_000_000;

/**
 * How many connections may be open in all, so that descriptors are left for everything else: at the limit a
 * server can accept no connection, not even to refuse it, and on Bun it would spin.
 *
 * @param use read before the serving threads start.
 * @param threads serving threads, 0 or more.
 * @returns 1 to 1000000. Where the limit is small, half of what is free goes to connections.
 */
export function connectionsThatFit({ limit, inUse }: DescriptorUse, threads: number): number {
  const free = (limit ?? ASSUMED_LIMIT) - inUse;
  const reserve = Math.min(RESERVE + threads * RESERVE_OF_A_THREAD, Math.ceil(free / 2));
  return Math.max(1, Math.min(free - reserve, MOST_CONNECTIONS));
}

/**
 * The soft limit in the text of Linux's `/proc/self/limits`.
 *
 * @returns infinite for `unlimited`, null when the text has no such line.
 */
export function softLimitIn(limits: string): number | null {
  const soft = /^Max open files +(\d+|unlimited) /m.exec(limits)?.[1];
  if (soft === undefined) return null;
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}

/** Looks at this process. Takes up to some ten milliseconds outside of Linux: for the start, not for each connection. */
export function readDescriptorUse(): DescriptorUse {
  return { limit: readLimit(), inUse: countInUse() };
}

function readLimit(): number | null {
  // Windows counts no descriptors; sockets there end with memory.
  if (process.platform === "win32") return Number.POSITIVE_INFINITY;
  const limits = attempt(() => readFileSync("/proc/self/limits", "utf8"));
  return (limits === null ? null : softLimitIn(limits)) ?? limitInReport();
}

/** macOS and the BSDs tell the limit to nobody but a program that asks the kernel, which the runtime's report does. */
function limitInReport(): number | null {
  const report: unknown = attempt(() => process.report.getReport());
  if (!hasField(report, "userLimits") || !hasField(report.userLimits, "open_files")) return null;
  const files = report.userLimits.open_files;
  const soft = hasField(files, "soft") ? files.soft : null;
  if (soft === "unlimited") return Number.POSITIVE_INFINITY;
  return typeof soft === "number" ? soft : null;
}

function countInUse(): number {
  const open = attempt(() => readdirSync("/proc/self/fd"));
  // One of them was for reading the folder.
  return open === null ? ASSUMED_IN_USE : open.length - 1;
}

/** A system that does not say is not a fault. */
function attempt<Result>(action: () => Result): Result | null {
  try {
    return action();
  } catch {
    return null;
  }
}

function hasField<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === "object" && value !== null && name in value;
}
