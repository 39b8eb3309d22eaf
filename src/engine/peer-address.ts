/** Stands for the address of a peer that has reset its connection already: the system does not know it any more. */
export const UNKNOWN_ADDRESS = "?";
const MAPPED_IPV4 = "::ffff:";

/** An address as people write it: IPv4 that came over a dual-stack socket (`::ffff:192.0.2.1`) in dotted form. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return UNKNOWN_ADDRESS;
  return address.startsWith(MAPPED_IPV4) && address.includes(".")
    ? address.slice(MAPPED_IPV4.length)
    : address;
}
