import { closeSync, openSync, readFileSync, readSync } from "node:fs";

/** `st` of /proc/net/tcp: include/net/tcp_states.h of Linux. */
const ESTABLISHED = 0x01;
const SYN_RECEIVED = 0x03;
const LISTEN = 0x0a;

const IPV4_DIGITS = 8;
const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];
/** The kernel gives a page at a time. */
const PAGE = 4096;

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

/** All TCP sockets that listen. Empty without /proc. */
export function listeningSockets(): KernelSocket[] {
  return TABLES.flatMap((path) => socketsIn(readBeginning(path))).filter(
    ({ state }) => state === "listening",
  );
}

/** Whether sockets of an earlier server still hold a port that nobody listens on. */
export function isPortLingering(port: number): boolean {
  const sockets = TABLES.flatMap((path) => socketsIn(readWhole(path)));
  return sockets.some((socket) => socket.port === port && socket.state === "lingering");
}

/** The address to connect to for a socket that listens at `address`. */
export function reachableAddress(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "::1";
  return address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
}

function readWhole(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/**
 * The kernel lists those that listen first (tcp_get_idx of Linux), and makes each page when it is read: of ten thousand
 * connections that linger none is looked at.
 */
function readBeginning(path: string): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return "";
  }
  try {
    const page = Buffer.alloc(PAGE);
    let text = "";
    for (;;) {
      const length = readSync(file, page);
      text += page.toString("latin1", 0, length);
      const lastLine = text.slice(0, text.lastIndexOf("\n")).split("\n").slice(1).at(-1);
      if (length === 0) return text;
      if (lastLine !== undefined && ![LISTEN, SYN_RECEIVED].includes(stateOf(lastLine))) return text;
    }
  } catch {
    return "";
  } finally {
    closeSync(file);
  }
}

function stateOf(line: string): number {
  return Number.parseInt(line.trim().split(/\s+/)[3] ?? "", 16);
}

/** @param text may be cut within its last line, which then counts for nothing. */
function socketsIn(text: string): KernelSocket[] {
  return text
    .split("\n")
    .slice(1, -1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [address = "", port = ""] = (fields[1] ?? "").split(":");
      if (port === "") return [];
      const state = stateOf(line);
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
