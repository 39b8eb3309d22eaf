import { isIPv6 } from "node:net";
import { JamError } from "../errors/index.ts";
import { DEFAULT_PORT } from "../protocol/index.ts";

/** Where a server is. */
export interface ServerAddress {
  /** Name or IP address, without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** The server that client commands ask when none is named. */
export const DEFAULT_ADDRESS: ServerAddress = { host: "localhost", port: DEFAULT_PORT };

const FORMS = "HOST | HOST:PORT | [IPV6]:PORT";
const BRACKETED = /^\[([^\]]*)\](?::(.*))?$/;
const NAMED = /^([^:]*)(?::(.*))?$/;
/** What no name or address holds: it is a URL, two words, or a slip. */
const NOT_A_HOST = /[\s/@?#"'\\[\]]|^-/;

/**
 * Reads `HOST`, `HOST:PORT`, `IPV6`, `[IPV6]` or `[IPV6]:PORT`; the port is 45000 when it is left out (R1).
 *
 * A bare number is refused: it is a forgotten host more often than an IPv4 address in one piece.
 *
 * @throws {JamError} JAM_BAD_OPTION.
 */
export function parseAddress(text: string): ServerAddress {
  if (isIPv6(text)) return { host: text, port: DEFAULT_PORT };
  const bracketed = BRACKETED.exec(text);
  const match = bracketed ?? NAMED.exec(text);
  const host = match?.[1] ?? "";
  const port = match?.[2] === undefined ? DEFAULT_PORT : parsePort(match[2]);
  const isHost = bracketed === null ? isName(host) : isIPv6(host);
  if (!isHost || port === null) {
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
