import { isIPv6 } from "node:net";
import { JamError } from "../errors/index.ts";
import { DEFAULT_PORT, DEFAULT_TLS_PORT } from "../protocol/index.ts";

/** A server as it was named on the command line. */
export interface AskedAddress {
  /** Name or IP address, without brackets. */
  readonly host: string;
  /** 1 to 65535; null when it was left out. */
  readonly port: number | null;
}

/** Where a server is. */
export interface ServerAddress {
  /** Name or IP address, without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** The host that client commands ask when none is named. */
const DEFAULT_HOST = "localhost";

/** Fills in what was left out: localhost, and port 45000 (R1), or 45443 for an encrypted connection. */
export function serverAddress(asked: AskedAddress | undefined, encryption: "none" | "tls"): ServerAddress {
  const port = asked?.port ?? (encryption === "tls" ? DEFAULT_TLS_PORT : DEFAULT_PORT);
  return { host: asked?.host ?? DEFAULT_HOST, port };
}

const FORMS = "HOST | HOST:PORT | [IPV6]:PORT";
const BRACKETED = /^\[([^\]]*)\](?::(.*))?$/;
const NAMED = /^([^:]*)(?::(.*))?$/;
/** What no name or address holds: it is a URL, two words, or a slip. */
const NOT_A_HOST = /[\s/@?#"'\\[\]]|^-/;

/**
 * Reads `HOST`, `HOST:PORT`, `IPV6`, `[IPV6]` or `[IPV6]:PORT`.
 *
 * A bare number is refused: it is a forgotten host more often than an IPv4 address in one piece.
 *
 * @throws {JamError} JAM_BAD_OPTION.
 */
export function parseAddress(text: string): AskedAddress {
  if (isIPv6(text)) return { host: text, port: null };
  const bracketed = BRACKETED.exec(text);
  const match = bracketed ?? NAMED.exec(text);
  const host = match?.[1] ?? "";
  const digits = match?.[2];
  const port = digits === undefined ? null : parsePort(digits);
  const isHost = bracketed === null ? isName(host) : isIPv6(host);
  if (!isHost || (digits !== undefined && port === null)) {
    throw new JamError("JAM_BAD_OPTION", { value: text, option: "HOST[:PORT]", expected: FORMS });
  }
  return { host, port };
}

function isName(host: string): boolean {
  return host.length > 0 && host.length <= 253 && !NOT_A_HOST.test(host) && !/^\d+$/.test(host);
}

function parsePort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}
