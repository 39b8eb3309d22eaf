import { BlockList } from "node:net";
import { JamError } from "../../errors/index.ts";
import { type IpFamily, ipAddressText, readIpAddress } from "../ip-address.ts";

/** The addresses of the machine itself, as ranges. */
export const LOOPBACK: readonly string[] = ["127.0.0.0/8", "::1"];

const ADDRESS_BITS: Readonly<Record<IpFamily, number>> = { ipv4: 32, ipv6: 128 };
/** Bits before the IPv4 address in `::ffff:192.0.2.1`. */
const MAPPED_BITS = 96;
const RANGE = /^([^/%]+)(?:\/(0|[1-9]\d{0,2}))?$/;
const EXPECTED = "an IP address or a range such as 192.0.2.0/24 or 2001:db8::/32";

/**
 * A set of IP addresses, told as addresses and CIDR ranges (RFC 4632, RFC 4291 section 2.3). Bits behind the
 * prefix are ignored: 192.0.2.7/24 is 192.0.2.0/24.
 *
 * An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) is that IPv4 address, both in a range and when asked for. No
 * other IPv6 range holds IPv4 addresses: `::/0` is all of IPv6 and nothing else.
 *
 * A question takes a look at each range in turn: meant for hundreds of ranges, not for hundreds of thousands.
 */
export class AddressRanges {
  /** Told how many ranges it was made of; 0: it holds no address. */
  readonly size: number;
  // One for each family: a BlockList by itself counts all of IPv4 among the addresses of ::/0.
  readonly #ranges: Readonly<Record<IpFamily, BlockList>> = { ipv4: new BlockList(), ipv6: new BlockList() };
  readonly #groups = new Uint16Array(8);

  /**
   * @param ranges as a user wrote them.
   * @param option what the ranges were given for, named in the error.
   * @throws {JamError} JAM_BAD_OPTION.
   */
  constructor(ranges: readonly string[], option: string) {
    this.size = ranges.length;
    for (const range of ranges) {
      if (!this.#add(range))
        throw new JamError("JAM_BAD_OPTION", { option, value: range, expected: EXPECTED });
    }
  }

  /** Whether an address is in one of the ranges; its zone does not matter. Text that is no address never is. */
  has(address: string | undefined): boolean {
    const family = address === undefined || this.size === 0 ? null : readIpAddress(address, this.#groups);
    return family !== null && this.#ranges[family].check(ipAddressText(family, this.#groups), family);
  }

  #add(range: string): boolean {
    const [, address = "", prefix] = RANGE.exec(range) ?? [];
    const family = readIpAddress(address, this.#groups);
    if (family === null) return false;
    const isMapped = family === "ipv4" && address.includes(":");
    const bits = prefix === undefined ? ADDRESS_BITS[family] : Number(prefix) - (isMapped ? MAPPED_BITS : 0);
    if (bits < 0 || bits > ADDRESS_BITS[family]) return false;
    this.#ranges[family].addSubnet(ipAddressText(family, this.#groups), bits, family);
    return true;
  }
}

/** Who may connect. */
export class AccessList {
  readonly #allow: AddressRanges;
  readonly #deny: AddressRanges;

  /**
   * @param allow who may; empty: everybody.
   * @param deny who may not, even when allowed.
   */
  constructor(allow: AddressRanges, deny: AddressRanges) {
    this.#allow = allow;
    this.#deny = deny;
  }

  /** @param address undefined or no address: only where there is no list of who may. */
  allows(address: string | undefined): boolean {
    if (this.#deny.has(address)) return false;
    return this.#allow.size === 0 || this.#allow.has(address);
  }
}
