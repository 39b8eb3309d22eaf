import { isIP } from "node:net";
import { hostname } from "node:os";
import { domainToASCII } from "node:url";
import { JamError } from "../../errors/index.ts";
import type { AlternativeName } from "./extensions.ts";

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
/** RFC 1035, 2.3.4. */
const LONGEST_HOST = 253;
/** It becomes a part of file names on every system. */
const CLIENT_NAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,47}$/;
/** `client-x-key.pem` would be both the certificate of `x-key` and the key of `x`. */
const KEY_SUFFIX = /-key$/i;

/**
 * Reads the values of `--name`: names, one `*` may stand for the first label, and IP addresses.
 *
 * @throws {JamError} JAM_BAD_OPTION.
 */
export function readNames(texts: readonly string[]): AlternativeName[] {
  const names = texts.map((text) => {
    const name = nameOf(text);
    if (name !== null) return name;
    const expected = "time.example.org | *.example.org | 192.0.2.1 | 2001:db8::1";
    throw new JamError("JAM_BAD_OPTION", { value: text, option: "--name", expected });
  });
  return names.filter((name, index) => names.findIndex((one) => textOf(one) === textOf(name)) === index);
}

/** What a server is called when nobody says it: this machine, from itself and from its neighbours. */
export function usualNames(): AlternativeName[] {
  const own = nameOf(hostname());
  const all = readNames(["localhost", "127.0.0.1", "::1"]);
  return own === null || all.some((name) => textOf(name) === textOf(own)) ? all : [...all, own];
}

/** The names of a certificate, from Node's form of them: `DNS:localhost, IP Address:127.0.0.1`. */
export function namesIn(subjectAltName: string | undefined): AlternativeName[] {
  return (subjectAltName ?? "").split(", ").flatMap((entry) => {
    const text = /^(?:DNS|IP Address):(.*)$/.exec(entry)?.[1];
    const name = text === undefined ? null : nameOf(text);
    return name === null ? [] : [name];
  });
}

/** A name as it is written. */
export function textOf(name: AlternativeName): string {
  return name.kind === "host" ? name.host : name.address;
}

/**
 * Checks the values of `--client`.
 *
 * @throws {JamError} JAM_BAD_OPTION.
 */
export function readClients(texts: readonly string[]): string[] {
  for (const text of texts) {
    if (CLIENT_NAME.test(text) && !KEY_SUFFIX.test(text)) continue;
    const expected = "A-Z a-z 0-9 . _ @ + -, 1..48, not ...-key";
    throw new JamError("JAM_BAD_OPTION", { value: text, option: "--client", expected });
  }
  // Two names that differ in case only are one file on some systems.
  return [...new Map(texts.map((text) => [text.toLowerCase(), text])).values()];
}

function nameOf(text: string): AlternativeName | null {
  if (isIP(text) !== 0) return text.includes("%") ? null : { kind: "address", address: compressed(text) };
  const [star, rest] = text.startsWith("*.") ? ["*.", text.slice(2)] : ["", text];
  const host = /[^ -~]/.test(rest) ? domainToASCII(rest) : rest.toLowerCase();
  const labels = host.replace(/\.$/, "").split(".");
  const isHost = labels.every((label) => LABEL.test(label)) && host.length + star.length <= LONGEST_HOST;
  // Digits alone would be taken for an address by whoever looks the name up.
  const isNumber = /^\d+$/.test(labels.at(-1) ?? "");
  return isHost && !isNumber ? { kind: "host", host: star + labels.join(".") } : null;
}

function compressed(address: string): string {
  return address.includes(":") ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
