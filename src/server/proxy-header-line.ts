import { latin1Text } from "../protocol/index.ts";
import { ipAddressText, readIpAddress } from "./ip-address.ts";
import type { ProxyHeaderFault, ProxyHeaderResult, ProxySource } from "./proxy-header.ts";

/** With its CR LF (section 2.1 of the specification, the worst case). */
export const MOST_LINE_OCTETS = 107;

const LF = 0x0a;
const BEGINNING = "PROXY ";
const UNKNOWN = "UNKNOWN";
const ADDRESS_FIELDS = 2;
const FIELDS = 4;
const PORT = /^(?:0|[1-9]\d{0,4})$/;
/** What can follow a cut-off address: if none of these makes it whole, nothing does. */
const REST_OF_ADDRESS = ["", "0", ":", "::", ".0", "0.0", ".0.0", "0.0.0", ".0.0.0", "0.0.0.0"];

const groups = new Uint16Array(8);

/** Which addresses a line has; those of `TCP6` may be IPv4 inside IPv6. */
type Announced = "TCP4" | "TCP6";

/**
 * Reads version 1: `PROXY TCP4 192.0.2.1 192.0.2.2 56324 45000` CR LF, the client first.
 *
 * @param octets all so far, what follows the line included.
 * @returns `consumed` counts from the first of them.
 */
export function readProxyLine(octets: Uint8Array): ProxyHeaderResult {
  // Without the LF: a line whose CR is not among these is too long.
  const text = latin1Text(octets, 0, Math.min(octets.length, MOST_LINE_OCTETS - 1));
  if (!fits(text, BEGINNING)) return invalid("not-a-header");
  const end = text.search(/[\r\n]/);
  const line = end < 0 ? text : text.slice(0, end);
  const fault = faultIn(line.slice(BEGINNING.length), end >= 0);
  if (fault !== null) return invalid(fault);
  if (text[end] === "\n") return invalid("bad-line");
  if (end < 0) return text.length < MOST_LINE_OCTETS - 1 ? { kind: "incomplete" } : invalid("too-long");
  const last = octets[end + 1];
  if (last === undefined) return { kind: "incomplete" };
  if (last !== LF) return invalid("bad-line");
  return { kind: "header", command: "proxy", source: sourceOf(line), consumed: end + 2 };
}

/** @param rest of the line behind `PROXY` and its space. @param isWhole whether its CR has come. */
function faultIn(rest: string, isWhole: boolean): ProxyHeaderFault | null {
  if (fits(rest, UNKNOWN)) {
    const next = rest[UNKNOWN.length];
    // Whatever a proxy writes behind UNKNOWN is to be ignored.
    return (isWhole && rest.length < UNKNOWN.length) || (next !== undefined && next !== " ")
      ? "bad-line"
      : null;
  }
  const announced = rest.startsWith("TCP6") ? "TCP6" : "TCP4";
  if (!fits(rest, `${announced} `) && !fits(rest, "TCP6 ")) return "bad-line";
  const fields = rest.split(" ").slice(1);
  for (const [index, field] of fields.entries()) {
    const isCutOff = !isWhole && index === fields.length - 1;
    if (index >= FIELDS) return "bad-line";
    if (index < ADDRESS_FIELDS) {
      const rests = isCutOff ? REST_OF_ADDRESS : [""];
      if (!rests.some((more) => isAddress(field + more, announced))) return "bad-address";
    } else if (!(isCutOff && field === "") && !isPort(field)) {
      return "bad-port";
    }
  }
  return isWhole && fields.length < FIELDS ? "bad-line" : null;
}

function isAddress(text: string, announced: Announced): boolean {
  if (text.includes("%") || text.includes(":") !== (announced === "TCP6")) return false;
  return readIpAddress(text, groups) !== null;
}

function isPort(text: string): boolean {
  return PORT.test(text) && Number(text) <= 65535;
}

/** @param line without fault. */
function sourceOf(line: string): ProxySource | null {
  const [, , address = "", , port] = line.split(" ");
  if (line.startsWith(BEGINNING + UNKNOWN)) return null;
  const family = readIpAddress(address, groups);
  return family === null ? null : { address: ipAddressText(family, groups), port: Number(port) };
}

/** Whether a text is the beginning of another, or begins with it. */
function fits(text: string, expected: string): boolean {
  return text.startsWith(expected) || expected.startsWith(text);
}

function invalid(reason: ProxyHeaderFault): ProxyHeaderResult {
  return { kind: "invalid", reason };
}
