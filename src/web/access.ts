import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { JamError } from "../errors/index.ts";

/** Characters of a token. Shorter ones can be guessed over the network. */
export const LEAST_TOKEN_LENGTH = 16;
/** Longer ones would not fit the header fields that carry them. */
export const MOST_TOKEN_LENGTH = 512;

const TOKEN = new RegExp(`^[!-~]{${LEAST_TOKEN_LENGTH},${MOST_TOKEN_LENGTH}}$`);

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Whether this can be a token. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Who may read: a host check for everybody, a token where one is set. */
export class Access {
  readonly #host: string;
  readonly #token: string | null;

  /** @param host as it was asked to listen on. @param token null: whoever reaches the port may read. */
  constructor(host: string, token: string | null) {
    this.#host = host.toLowerCase();
    this.#token = token;
  }

  /**
   * Refuses names that are not ours: a page of a stranger could point a name of its own at this address and read with
   * the visitor's browser. An IP address cannot be pointed elsewhere, and where there is a token the browser does not send it
   * for another name.
   *
   * @throws {JamError} JAM_HTTP_HOST_REFUSED.
   */
  requireOwnHost(headers: IncomingHttpHeaders): void {
    const host = headers.host ?? "";
    const name = nameIn(host);
    const isOwn = name !== null && (name === "localhost" || name === this.#host || isIP(name) !== 0);
    if (isOwn || (name !== null && this.#token !== null)) return;
    throw new JamError("JAM_HTTP_HOST_REFUSED", { host: host.slice(0, 100) });
  }

  /** Refuses what another page sends with the visitor's browser. @throws {JamError} JAM_HTTP_HOST_REFUSED. */
  requireOwnOrigin(headers: IncomingHttpHeaders): void {
    const { origin, host } = headers;
    if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) return;
    throw new JamError("JAM_HTTP_HOST_REFUSED", { host: origin.slice(0, 100) });
  }

  /** @throws {JamError} JAM_HTTP_UNAUTHORIZED without the token, in `Authorization: Bearer` or the cookie. */
  requireToken(headers: IncomingHttpHeaders, port: number): void {
    if (this.#token === null) return;
    const bearer = /^Bearer +([!-~]+) *$/i.exec(headers.authorization ?? "")?.[1];
    if (bearer !== undefined && isSame(bearer, this.#token)) return;
    const cookie = cookieIn(headers.cookie ?? "", cookieName(port));
    if (cookie !== undefined && isSame(cookie, cookieValue(this.#token))) return;
    throw new JamError("JAM_HTTP_UNAUTHORIZED");
  }

  /**
   * The cookie for a browser that came with the token in the address; null when there is no token.
   *
   * @throws {JamError} JAM_HTTP_UNAUTHORIZED when it is another.
   */
  cookieFor(given: string, port: number): string | null {
    if (this.#token === null) return null;
    if (!isSame(given, this.#token)) throw new JamError("JAM_HTTP_UNAUTHORIZED");
    return `${cookieName(port)}=${cookieValue(this.#token)}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

/** Name or address in a Host header field, in small letters; null when it is none (RFC 9110, 7.2). */
function nameIn(host: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

/** Cookies are shared by all ports of a host, and two servers may be there. */
function cookieName(port: number): string {
  return `jamd_${port}`;
}

/** Not the token itself: who copies the cookie file of a browser has no header field for scripts. */
function cookieValue(token: string): string {
  return createHmac("sha256", token).update("jamd dashboard").digest("base64url");
}

function cookieIn(header: string, name: string): string | undefined {
  return header
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** Compares in a time that tells nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
