import { readFileSync } from "node:fs";

/** What the kernel has booked for a process. */
export interface Accounts {
  /** CPU time of children that have ended and were waited for, in nanoseconds, to the tick. */
  readonly childNanoseconds: number;
  /** Resident memory in octets, not counting what it shares with files. */
  readonly residentOctets: number;
}

const TICK_NANOSECONDS = 1e7;

/** Reads the accounts of a process, see proc(5). */
export function readAccounts(pid: number): Accounts {
  // Behind the name in parentheses: cutime and cstime are the 16th and 17th field of all.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const resident = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return {
    childNanoseconds: (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * TICK_NANOSECONDS,
    residentOctets: Number(resident?.[1] ?? 0) * 1024,
  };
}
