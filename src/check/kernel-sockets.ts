import { readFileSync } from "node:fs";

/** `st` of /proc/net/tcp: include/net/tcp_states.h of Linux. */
const ESTABLISHED = 0x01;
const LISTEN = 0x0a;

const IPV4_DIGITS = 8;

/** A TCP socket of this network namespace, as /proc/net/tcp and tcp6 tell of it. */
export interface KernelSocket {
  /** Empty for a socket that no process holds any more. */
  readonly inode: string;
  /** Local address as people write it; `0.0.0.0` and `::` are all. */
  readonly address: string;
  readonly port: number;
  /** `lingering`: closed by its program; the kernel keeps the port taken a while (RFC 9293, TIME-WAIT). */
  readonly state: "listening" | "established" | "lingering";
}

/** All TCP sockets with a local port. Empty without /proc. */
export function kernelSockets(): KernelSocket[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap(readTable);
}

/** Whether sockets of an earlier server still hold a port that nobody listens on. */
export function isPortLingering(port: number): boolean {
  return kernelSockets().some((socket) => socket.port === port && socket.state === "lingering");
}

/** The address to connect to for a socket that listens at `address`. */
export function reachableAddress(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "::1";
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}

function readTable(path: string): KernelSocket[] {
  let text: string;
  try {
    text = readFileSync(path, "latin1");
  } catch {
    return [];
  }
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [address = "", port = ""] = (fields[1] ?? "").split(":");
      if (port === "") return [];
      const state = Number.parseInt(fields[3] ?? "", 16);
      const inode = fields[9] ?? "0";
      return [
        {
          inode: inode === "0" ? "" : inode,
          address: address.length === IPV4_DIGITS ? ipv4(address) : ipv6(address),
          port: Number.parseInt(port, 16),
          state: state === LISTEN ? "listening" : state === ESTABLISHED ? "established" : "lingering",
        },
      ];
    });
}

/** The kernel prints the address as one number in the processor's order of octets: little-endian on all we run on. */
function ipv4(digits: string): string {
  return [6, 4, 2, 0].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)).join(".");
}

/** Four such numbers. */
function ipv6(digits: string): string {
  const words = [0, 8, 16, 24].flatMap((at) => {
    const word = digits.slice(at, at + 8);
    const octets = [6, 4, 2, 0].map((from) => word.slice(from, from + 2));
    return [`${octets[0]}${octets[1]}`, `${octets[2]}${octets[3]}`];
  });
  const url = new URL(`http://[${words.map((word) => Number.parseInt(word, 16).toString(16)).join(":")}]/`);
  const text = url.hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(text);
  if (mapped === null) return text;
  const [high, low] = [Number.parseInt(mapped[1] as string, 16), Number.parseInt(mapped[2] as string, 16)];
  return `::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}
