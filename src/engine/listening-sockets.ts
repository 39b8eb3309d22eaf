import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { isIPv6 } from "node:net";
import type { ListenAddress } from "./engine.ts";

/** State LISTEN in /proc/net/tcp. */
const LISTENING = "0A";
const WILDCARDS: ReadonlySet<string> = new Set(["00000000", "0".repeat(32)]);
/** IPv4 written as IPv6, as a dual-stack socket shows it. */
const MAPPED_PREFIX = "0000000000000000FFFF0000";

/** A listening socket of this machine, as /proc/net tells of it. */
export interface ListeningSocket {
  /** Its address in the kernel's notation, for {@link takesConnectionsTo}. */
  readonly local: string;
  readonly port: number;
  /** Number of the user whose process made it. */
  readonly user: number;
  /** Names the socket in /proc/PID/fd. */
  readonly inode: string;
}

/** All sockets that listen on a TCP port of this machine. Linux; elsewhere none. */
export function listeningSockets(port: number): ListeningSocket[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((file) => parseListening(readOrEmpty(file)))
    .filter((socket) => socket.port === port);
}

/** The listening sockets in the text of /proc/net/tcp or /proc/net/tcp6. */
export function parseListening(table: string): ListeningSocket[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((row) => {
      const fields = row.trim().split(/\s+/);
      const [local, port] = (fields[1] ?? "").split(":");
      if (fields[3] !== LISTENING || local === undefined || port === undefined) return [];
      return [{ local, port: Number.parseInt(port, 16), user: Number(fields[7]), inode: fields[9] ?? "" }];
    });
}

/** Where a descriptor of this process listens; null when it is no TCP socket that listens. Linux; elsewhere null. */
export function addressOfDescriptor(descriptor: number): ListenAddress | null {
  const inode = /^socket:\[(\d+)\]$/.exec(linkOrEmpty(`/proc/self/fd/${descriptor}`))?.[1];
  const socket = ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((file) => parseListening(readOrEmpty(file)))
    .find((each) => each.inode === inode);
  return socket === undefined ? null : { host: hostOf(socket.local), port: socket.port };
}

/** An address in the kernel's notation as people write it, the reverse of {@link hexWords}. */
function hostOf(local: string): string {
  const octets = (local.match(/.{8}/g) ?? []).flatMap((word) =>
    [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16)),
  );
  if (octets.length === 4) return octets.join(".");
  const groups = Array.from({ length: 8 }, (_, group) =>
    ((octets[2 * group] ?? 0) * 256 + (octets[2 * group + 1] ?? 0)).toString(16),
  );
  // The parser of URLs knows the short form (RFC 5952).
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

/** Whether connections to an IP address of this machine, and to the socket's port, go to this socket. */
export function takesConnectionsTo(socket: ListeningSocket, host: string): boolean {
  const words = hexWords(host);
  return WILDCARDS.has(socket.local) || socket.local === words || socket.local === MAPPED_PREFIX + words;
}

/** Whether an IP address stands for all of the machine's. */
export function isWildcard(host: string): boolean {
  return WILDCARDS.has(hexWords(host));
}

/** The processes that hold one of these sockets open; those of other users cannot be looked into. */
export function processesHolding(inodes: ReadonlySet<string>): number[] {
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && holdsOne(`/proc/${name}/fd`, links))
    .map(Number);
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

function linkOrEmpty(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
