import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import type { TargetAddress } from "./load-plan.ts";

/** State LISTEN in /proc/net/tcp. */
const LISTENING = "0A";
const WILDCARDS: ReadonlySet<string> = new Set(["00000000", "0".repeat(32)]);
/** IPv4 written as IPv6, as a dual-stack socket shows it. */
const MAPPED_PREFIX = "0000000000000000FFFF0000";

/** The server behind an address: its process; or why none can be told. */
export type FoundProcess =
  | { readonly pid: number }
  | { readonly pid: null; readonly reason: "not-linux" | "not-here" | "not-found" | "several" };

/** Finds the process that listens at an address of this machine, through /proc. Linux only. */
export function findServerProcess(address: TargetAddress): FoundProcess {
  if (process.platform !== "linux") return { pid: null, reason: "not-linux" };
  if (!isOfThisMachine(address.host)) return { pid: null, reason: "not-here" };
  const inodes = new Set([
    ...listeningInodes(readOrEmpty("/proc/net/tcp"), address),
    ...listeningInodes(readOrEmpty("/proc/net/tcp6"), address),
  ]);
  if (inodes.size === 0) return { pid: null, reason: "not-found" };
  const pids = processesWith(inodes);
  if (pids.length > 1) return { pid: null, reason: "several" };
  return pids[0] === undefined ? { pid: null, reason: "not-found" } : { pid: pids[0] };
}

/**
 * The inodes of listening sockets that take connections to an address.
 *
 * @param table the text of /proc/net/tcp or /proc/net/tcp6.
 */
export function listeningInodes(table: string, { host, port }: TargetAddress): string[] {
  const wantedPort = port.toString(16).toUpperCase().padStart(4, "0");
  const words = hexWords(host);
  const wanted = new Set([...WILDCARDS, words, MAPPED_PREFIX + words]);
  return table
    .split("\n")
    .slice(1)
    .flatMap((row) => {
      const fields = row.trim().split(/\s+/);
      const [local, localPort] = (fields[1] ?? "").split(":");
      const isWanted = fields[3] === LISTENING && localPort === wantedPort && wanted.has(local ?? "");
      return isWanted && fields[9] !== undefined ? [fields[9]] : [];
    });
}

/** An address as /proc/net shows it: words of 32 bits in the machine's order, which is little-endian here. */
function hexWords(host: string): string {
  const octets = isIPv6(host) ? ipv6Octets(host) : host.split(".").map(Number);
  let text = "";
  for (let word = 0; word < octets.length; word += 4) {
    for (let at = word + 3; at >= word; at--) text += (octets[at] ?? 0).toString(16).padStart(2, "0");
  }
  return text.toUpperCase();
}

function ipv6Octets(host: string): number[] {
  const plain = host.replace(/%.*$/, "").replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const group = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16);
    return `${group(a, b)}:${group(c, d)}`;
  });
  const [head = "", tail] = plain.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const after = groups(tail ?? "");
  const before = groups(head);
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill("0"), ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function isOfThisMachine(host: string): boolean {
  if (host.startsWith("127.") || host === "::1") return true;
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === host.replace(/%.*$/, "")),
  );
}

/** The processes that hold one of these sockets; those of other users cannot be looked into. */
function processesWith(inodes: ReadonlySet<string>): number[] {
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && holdsOne(`/proc/${name}/fd`, links))
    .map(Number);
}

function holdsOne(folder: string, links: ReadonlySet<string>): boolean {
  try {
    return readdirSync(folder).some((descriptor) => {
      try {
        return links.has(readlinkSync(`${folder}/${descriptor}`));
      } catch {
        // Closed meanwhile.
        return false;
      }
    });
  } catch {
    // Ended meanwhile, or another user's.
    return false;
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
