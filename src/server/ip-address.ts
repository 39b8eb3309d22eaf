/** IP addresses as text and as eight groups of 16 bits; no allocation while reading (a flood reads many). */

/** Which kind an address is; an IPv4 address inside IPv6 (`::ffff:192.0.2.1`) is IPv4 everywhere in the server. */
export type IpFamily = "ipv4" | "ipv6";

const IPV6_GROUPS = 8;
const DOT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Reads an IP address; takes what `node:net`'s `isIP` takes (RFC 4291, section 2.2; a zone id as in RFC 4007
 * is passed over).
 *
 * @param groups eight numbers, written to: the groups of an IPv6 address; for IPv4 the last two hold its 32 bits.
 *   What they hold is undefined when the result is null.
 * @returns the family; null when the text is no IP address.
 */
export function readIpAddress(text: string, groups: Uint16Array): IpFamily | null {
  const percent = text.indexOf("%");
  if (percent >= 0 && !isZone(text, percent + 1)) return null;
  const end = percent >= 0 ? percent : text.length;
  if (text.indexOf(":") < 0) return percent < 0 && readIpv4(text, 0, end, groups, 6) ? "ipv4" : null;
  if (!readIpv6(text, end, groups)) return null;
  return isMappedIpv4(groups) ? "ipv4" : "ipv6";
}

/** The groups of an IPv6 address in network order. @param at first of its 16 octets. */
export function readIpv6Octets(octets: Uint8Array, at: number, groups: Uint16Array): IpFamily {
  for (let i = 0; i < IPV6_GROUPS; i++) {
    groups[i] = ((octets[at + 2 * i] as number) << 8) | (octets[at + 2 * i + 1] as number);
  }
  return isMappedIpv4(groups) ? "ipv4" : "ipv6";
}

/** The one text of an address: dotted for IPv4, RFC 5952 for IPv6. */
export function ipAddressText(family: IpFamily, groups: Uint16Array): string {
  if (family === "ipv4") {
    const high = groups[6] as number;
    const low = groups[7] as number;
    return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
  }
  const [start, length] = longestZeroRun(groups);
  if (length < 2) return hexGroups(groups, 0, IPV6_GROUPS);
  return `${hexGroups(groups, 0, start)}::${hexGroups(groups, start + length, IPV6_GROUPS)}`;
}

function isMappedIpv4(groups: Uint16Array): boolean {
  for (let i = 0; i < 5; i++) if (groups[i] !== 0) return false;
  return groups[5] === 0xffff;
}

function isZone(text: string, start: number): boolean {
  return start < text.length && text.indexOf("%", start) < 0;
}

/** Four decimal numbers without leading zeros, which some readers take for octal. */
function readIpv4(text: string, start: number, end: number, groups: Uint16Array, into: number): boolean {
  let at = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text.charCodeAt(at++) !== DOT) return false;
    const first = at;
    let value = 0;
    for (; at < end && at - first < 3; at++) {
      const code = text.charCodeAt(at);
      if (code < ZERO || code > NINE) break;
      value = value * 10 + code - ZERO;
    }
    const digits = at - first;
    if (digits === 0 || value > 255 || (digits > 1 && text.charCodeAt(first) === ZERO)) return false;
    const group = into + (part >> 1);
    groups[group] = part % 2 === 0 ? value << 8 : (groups[group] as number) | value;
  }
  return at === end;
}

function readIpv6(text: string, end: number, groups: Uint16Array): boolean {
  let count = 0;
  let gap = -1;
  let at = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return false;
    gap = 0;
    at = 2;
  }
  while (at < end) {
    const first = at;
    let value = 0;
    for (; at < end && at - first < 4; at++) {
      const digit = hexDigit(text.charCodeAt(at));
      if (digit < 0) break;
      value = value * 16 + digit;
    }
    if (at === first) return false;
    if (at < end && text.charCodeAt(at) === DOT) {
      if (count > IPV6_GROUPS - 2 || !readIpv4(text, first, end, groups, count)) return false;
      count += 2;
      break;
    }
    if (count === IPV6_GROUPS) return false;
    groups[count++] = value;
    if (at === end) break;
    if (text.charCodeAt(at++) !== COLON || at === end) return false;
    if (text.charCodeAt(at) !== COLON) continue;
    if (gap >= 0) return false;
    gap = count;
    at++;
  }
  if (gap < 0) return count === IPV6_GROUPS;
  if (count === IPV6_GROUPS) return false;
  groups.copyWithin(IPV6_GROUPS - (count - gap), gap, count);
  groups.fill(0, gap, IPV6_GROUPS - (count - gap));
  return true;
}

function hexDigit(code: number): number {
  if (code >= ZERO && code <= NINE) return code - ZERO;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

/** RFC 5952, section 4.2: the longest run is shortened, the first of equally long ones. */
function longestZeroRun(groups: Uint16Array): readonly [start: number, length: number] {
  let bestStart = 0;
  let best = 0;
  let length = 0;
  for (let i = 0; i < IPV6_GROUPS; i++) {
    length = groups[i] === 0 ? length + 1 : 0;
    if (length <= best) continue;
    best = length;
    bestStart = i - length + 1;
  }
  return [bestStart, best];
}

function hexGroups(groups: Uint16Array, start: number, end: number): string {
  return Array.from(groups.subarray(start, end), (group) => group.toString(16)).join(":");
}
