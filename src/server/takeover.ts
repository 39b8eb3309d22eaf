import { readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isWildcard, listeningSockets, processesHolding, takesConnectionsTo } from "../engine/index.ts";
import { JamError } from "../errors/index.ts";

/**
 * Tells a `jam serve` that another one has its port now: it stops as after SIGTERM, without a lame-duck time. Not
 * SIGTERM itself: a second one of these means "at once", and somebody may have sent the first already.
 */
export const TAKEN_OVER_SIGNAL = "SIGUSR2";
/** Its bit in the masks of /proc/PID/status: signal 12. */
const TAKEN_OVER_BIT = 1n << 11n;
/** Folders from a program's file to the package it belongs to: `src/cli`, `dist/cli` or `bin`. */
const PACKAGE_FOLDERS = ["../..", ".."];
const PACKAGE_NAME = "jamd";

/**
 * The processes that have a port, all of which are a `jam serve` that can be told to stop.
 *
 * @param host numeric IP address. Whoever listens there, or on all addresses, has the port.
 * @returns process ids; empty when nobody listens.
 * @throws {JamError} JAM_TAKEOVER_NOT_HERE, JAM_TAKEOVER_FOREIGN, JAM_TAKEOVER_NOT_JAM.
 */
export function findPortHolders(host: string, port: number): number[] {
  if (process.platform !== "linux") {
    throw new JamError("JAM_TAKEOVER_NOT_HERE", { port, platform: process.platform });
  }
  const sockets = listeningSockets(port).filter(
    (socket) => isWildcard(host) || takesConnectionsTo(socket, host),
  );
  const found = new Set<number>();
  for (const { user, inode } of sockets) {
    if (user !== process.geteuid?.()) throw new JamError("JAM_TAKEOVER_FOREIGN", { port });
    const holders = processesHolding(new Set([inode]));
    if (holders.length === 0) {
      // Closed meanwhile, or another container's.
      if (listeningSockets(port).some((socket) => socket.inode === inode)) {
        throw new JamError("JAM_TAKEOVER_FOREIGN", { port });
      }
      continue;
    }
    const servers = holders.filter(isJamServe);
    if (servers.length === 0) throw new JamError("JAM_TAKEOVER_NOT_JAM", { port, pid: holders[0] as number });
    for (const pid of servers) found.add(pid);
  }
  return [...found].sort((a, b) => a - b);
}

/** Tells a process that its port was taken over. One that has ended meanwhile needs no telling. */
export function tellTakenOver(pid: number): void {
  // Its number may be another's by now.
  if (isJamServe(pid)) process.kill(pid, TAKEN_OVER_SIGNAL);
}

/**
 * Whether a process runs `serve` of this package and waits for the signal: a signal that nobody waits for would end
 * the process instead.
 */
function isJamServe(pid: number): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const folder = realpathSync(`/proc/${pid}/cwd`);
    const program = words.findIndex((word) => word !== "" && isOfOurPackage(resolve(folder, word)));
    if (program < 0 || !words.includes("serve", program + 1)) return false;
    const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return caught !== undefined && (BigInt(`0x${caught}`) & TAKEN_OVER_BIT) !== 0n;
  } catch {
    // Ended meanwhile, or another user's.
    return false;
  }
}

function isOfOurPackage(file: string): boolean {
  try {
    const folder = dirname(realpathSync(file));
    return PACKAGE_FOLDERS.some((up) => packageName(join(folder, up)) === PACKAGE_NAME);
  } catch {
    // Not a file: another argument.
    return false;
  }
}

function packageName(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name;
  } catch {
    return null;
  }
}
