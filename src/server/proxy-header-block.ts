import { crc32c } from "./crc32c.ts";
import { ipAddressText, readIpv6Octets } from "./ip-address.ts";
import type { ProxyHeaderFault, ProxyHeaderResult, ProxySource } from "./proxy-header.ts";

/** Of version 2: signature, command, family, length. */
const FIXED_OCTETS = 16;
/** What may follow them. Real headers take some hundred octets, of which a client's certificate name is the most. */
const MOST_FURTHER_OCTETS = 2048;
/** The longest header of version 2 that is taken; the format itself allows 65551 octets. */
export const MOST_BLOCK_OCTETS = FIXED_OCTETS + MOST_FURTHER_OCTETS;

const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);
/** Places of the fixed octets behind the signature. */
const COMMAND = 12;
const FAMILY = 13;
const LENGTH = 14;

/** Version in the upper half, command in the lower. */
const LOCAL = 0x20;
const PROXY = 0x21;
/** Address family in the upper half, transport in the lower. */
const TCP_IPV4 = 0x11;
const TCP_IPV6 = 0x21;
/** AF_UNIX is the last family, datagrams the last transport that has a number. */
const LAST_FAMILY = 3;
const LAST_TRANSPORT = 2;
/** Octets of both addresses and ports, by family; none for UNSPEC. */
const ADDRESS_OCTETS = [0, 12, 36, 216];

/** A field behind the addresses: type, two octets of length, value. */
const FIELD_HEAD_OCTETS = 3;
const CHECKSUM_FIELD = 0x03;
const CHECKSUM_OCTETS = 4;

const groups = new Uint16Array(8);

/**
 * Reads version 2, the binary one.
 *
 * @param octets all so far, what follows the header included.
 * @returns `consumed` counts from the first of them.
 */
export function readProxyBlock(octets: Uint8Array): ProxyHeaderResult {
  const fault = faultInFixed(octets);
  if (fault !== null) return { kind: "invalid", reason: fault };
  if (octets.length < FIXED_OCTETS || octets.length < FIXED_OCTETS + numberAt(octets, LENGTH)) {
    return { kind: "incomplete" };
  }
  const block = octets.subarray(0, FIXED_OCTETS + numberAt(octets, LENGTH));
  const fieldFault = faultInFields(block);
  if (fieldFault !== null) return { kind: "invalid", reason: fieldFault };
  const command = block[COMMAND] === LOCAL ? "local" : "proxy";
  return { kind: "header", command, source: sourceOf(block), consumed: block.length };
}

/** Looks at as many of the fixed octets as have come. */
function faultInFixed(octets: Uint8Array): ProxyHeaderFault | null {
  for (let i = 0; i < SIGNATURE.length && i < octets.length; i++) {
    if (octets[i] !== SIGNATURE[i]) return "not-a-header";
  }
  const { [COMMAND]: command, [FAMILY]: family, [LENGTH]: lengthHigh, length: count } = octets;
  if (command !== undefined && command !== LOCAL && command !== PROXY) return "bad-command";
  // LOCAL is to be taken whatever family it names.
  if (command === PROXY && family !== undefined && !isAssigned(family)) return "bad-family";
  if (lengthHigh !== undefined && lengthHigh << 8 > MOST_FURTHER_OCTETS) return "too-long";
  if (count < FIXED_OCTETS) return null;
  const length = numberAt(octets, LENGTH);
  if (length > MOST_FURTHER_OCTETS) return "too-long";
  return command === PROXY && length < addressOctets(octets) ? "too-short" : null;
}

function isAssigned(family: number): boolean {
  return family >> 4 <= LAST_FAMILY && (family & 0xf) <= LAST_TRANSPORT;
}

/** What a family's addresses take, with the fixed octets there; 0 where they are not known and to be ignored. */
function addressOctets(octets: Uint8Array): number {
  const family = octets[FAMILY] as number;
  const isUnspecified = !isAssigned(family) || (family & 0xf) === 0;
  return isUnspecified ? 0 : (ADDRESS_OCTETS[family >> 4] as number);
}

/**
 * Goes through the fields behind the addresses and checks the checksum, if one is among them. Where the addresses
 * are to be ignored nobody knows where they end, so there only a checksum that is found and wrong is a fault.
 */
function faultInFields(block: Uint8Array): ProxyHeaderFault | null {
  const addresses = addressOctets(block);
  const isExact = block[COMMAND] === PROXY && addresses > 0;
  let checksumAt: number | null = null;
  for (let at = FIXED_OCTETS + addresses; at < block.length; ) {
    const value = at + FIELD_HEAD_OCTETS;
    const next = value > block.length ? value : value + numberAt(block, at + 1);
    const isChecksum = block[at] === CHECKSUM_FIELD;
    const isBad =
      next > block.length || (isChecksum && (next - value !== CHECKSUM_OCTETS || checksumAt !== null));
    if (isBad) return isExact ? "bad-field" : null;
    if (isChecksum) checksumAt = value;
    at = next;
  }
  if (checksumAt === null) return null;
  const told = numberAt(block, checksumAt) * 0x10000 + numberAt(block, checksumAt + 2);
  return crc32c(block, checksumAt, checksumAt + CHECKSUM_OCTETS) === told ? null : "bad-checksum";
}

/** The client of a TCP connection; of all else the connection's own address counts. */
function sourceOf(block: Uint8Array): ProxySource | null {
  if (block[COMMAND] !== PROXY) return null;
  if (block[FAMILY] === TCP_IPV4) {
    groups[6] = numberAt(block, FIXED_OCTETS);
    groups[7] = numberAt(block, FIXED_OCTETS + 2);
    return { address: ipAddressText("ipv4", groups), port: numberAt(block, FIXED_OCTETS + 8) };
  }
  if (block[FAMILY] !== TCP_IPV6) return null;
  const family = readIpv6Octets(block, FIXED_OCTETS, groups);
  return { address: ipAddressText(family, groups), port: numberAt(block, FIXED_OCTETS + 32) };
}

/** Two octets in network order. */
function numberAt(octets: Uint8Array, at: number): number {
  return ((octets[at] as number) << 8) | (octets[at + 1] as number);
}
