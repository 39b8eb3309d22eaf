import { networkInterfaces } from "node:os";
import { listeningSockets } from "./kernel-sockets.ts";
import type { ObservedProcess } from "./model.ts";
import {
  descriptorsOf,
  listProcesses,
  type ProcessRow,
  readProcess,
  residentOctetsOf,
  socketsOf,
  withDescendants,
} from "./process-table.ts";

/**
 * A server of this machine, through /proc: a process with its descendants, added up. Linux only.
 *
 * Which processes belong to it is asked anew at each look: a server may fork for each client.
 */
export class LocalProcess implements ObservedProcess {
  readonly #rootPid: () => number;
  readonly #members: () => readonly ProcessRow[];

  /**
   * @param rootPid the process that is named to people.
   * @param members all that count as the server now, processes that are gone but not waited for included.
   */
  constructor(rootPid: () => number, members: () => readonly ProcessRow[]) {
    this.#rootPid = rootPid;
    this.#members = members;
  }

  get pid(): number {
    return this.#rootPid();
  }

  /** To 10 ms. Children count as long as they live, and after that if their parent waited for them. */
  cpuMilliseconds(): number | null {
    return this.#sum(({ cpuMilliseconds }) => cpuMilliseconds);
  }

  /** null also where this user may not look into the process. */
  descriptors(): number | null {
    return this.#sum(({ pid, life }) => (life === "gone" ? 0 : descriptorsOf(pid)));
  }

  /** Children that ended and were not waited for count too: they hold a place in the table of processes. */
  threads(): number | null {
    return this.#sum(({ threads, life }) => (life === "gone" ? 1 : threads));
  }

  residentOctets(): number | null {
    return this.#sum(({ pid }) => residentOctetsOf(pid));
  }

  isAlive(): boolean {
    return this.#members().some(({ life }) => life === "running");
  }

  #sum(value: (row: ProcessRow) => number | null): number | null {
    const rows = this.#members();
    if (!rows.some(({ life }) => life === "running")) return null;
    let sum: number | null = null;
    // A member that ended meanwhile has nothing to add.
    for (const row of rows) {
      const part = value(row);
      if (part !== null) sum = (sum ?? 0) + part;
    }
    return sum;
  }
}

/**
 * The process behind a server that somebody else started, found by the port it listens on.
 *
 * @param host an address of this machine, as a number, or `localhost`.
 * @returns null when it is elsewhere, belongs to another user, is one of several, or this system has no /proc.
 */
export function findLocalProcess(host: string, port: number): ObservedProcess | null {
  if (!isOfThisMachine(host)) return null;
  const listening = listeningSockets().filter((socket) => socket.port === port);
  const inodes = listening
    .filter(({ address }) => takesConnectionsTo(address, host))
    .map(({ inode }) => inode);
  if (inodes.length === 0) return null;
  const table = listProcesses();
  const holders = table.filter(({ pid }) => {
    const sockets = socketsOf(pid);
    return inodes.some((inode) => sockets.has(inode));
  });
  // Of a server that forked, the one that the others come from.
  const roots = holders.filter(({ parent }) => !holders.some(({ pid }) => pid === parent));
  const [root] = roots;
  return root === undefined || roots.length > 1 ? null : observeTree(root);
}

/** The process of this id with its descendants. @returns null when there is none, or this system has no /proc. */
export function observeProcess(pid: number): ObservedProcess | null {
  const root = readProcess(pid);
  return root === null ? null : observeTree(root);
}

/** A process and its descendants, as long as the process itself is there. */
function observeTree(root: ProcessRow): ObservedProcess {
  const members = (): readonly ProcessRow[] => {
    const now = readProcess(root.pid);
    if (now === null || now.started !== root.started) return [];
    return withDescendants(listProcesses(), new Set([root.pid]));
  };
  return new LocalProcess(() => root.pid, members);
}

function takesConnectionsTo(address: string, host: string): boolean {
  if (address === "0.0.0.0" || address === "::" || host === "localhost") return true;
  return address === host || address === `::ffff:${host}`;
}

function isOfThisMachine(host: string): boolean {
  if (host === "localhost" || host.startsWith("127.") || host === "::1") return true;
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === host.replace(/%.*$/, "")),
  );
}
