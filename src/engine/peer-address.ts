const MAPPED_IPV4 = "::ffff:";

/** An address as people write it: IPv4 that came over a dual-stack socket (`::ffff:192.0.2.1`) in dotted form. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return "?";
  return address.startsWith(MAPPED_IPV4) && address.includes(".")
    ? address.slice(MAPPED_IPV4.length)
    : address;
}
