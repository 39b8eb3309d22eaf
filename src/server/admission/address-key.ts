import { readIpAddress } from "../ip-address.ts";

/** What an address was: `unknown` is text that is no IP address, such as that of a peer already gone. */
export type AddressKind = "ipv4" | "ipv6" | "unknown";

/** High half of all IPv4 keys: as an IPv6 prefix it would be multicast (ff00::/8), which no client connects from. */
const IPV4_HIGH = -1;
/** Of 255.255.255.255, which no client connects from: all unknown addresses count as this one. */
const UNKNOWN_LOW = -1;

/**
 * What an address counts as: an IPv4 address by itself (also inside IPv6, `::ffff:192.0.2.1`), an IPv6
 * address by its /64, since a client picks freely among the 2^64 addresses of its own network. So all
 * link-local addresses (fe80::/64) count as one, whatever their zone; exempt them where that is too few.
 *
 * One object serves all connections of a thread: {@link AddressKey.read} overwrites it and allocates nothing.
 */
export class AddressKey {
  /** Signed 32 bits. */
  high = IPV4_HIGH;
  /** Signed 32 bits. */
  low = UNKNOWN_LOW;
  readonly #groups = new Uint16Array(8);

  /** Takes the key of an address. Never throws. @param address as the system tells it. */
  read(address: string | undefined): AddressKind {
    const groups = this.#groups;
    const family = address === undefined ? null : readIpAddress(address, groups);
    if (family === "ipv6") {
      this.high = pair(groups, 0);
      this.low = pair(groups, 2);
      return family;
    }
    this.high = IPV4_HIGH;
    this.low = family === null ? UNKNOWN_LOW : pair(groups, 6);
    return family ?? "unknown";
  }
}

function pair(groups: Uint16Array, at: number): number {
  return ((groups[at] as number) << 16) | (groups[at + 1] as number);
}
