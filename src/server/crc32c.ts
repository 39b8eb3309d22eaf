/** Reversed polynomial of Castagnoli's CRC-32C (RFC 3720, appendix B.4); zlib's crc32 is another one. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = new Uint32Array(256).map((_, octet) => {
  let rest = octet;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  return rest;
});

/**
 * CRC-32C of octets, those from `blankStart` to `blankEnd` taken for 0: where a message carries its own checksum.
 *
 * @returns 32 bits, not negative.
 */
export function crc32c(octets: Uint8Array, blankStart = 0, blankEnd = blankStart): number {
  let rest = -1;
  for (let i = 0; i < octets.length; i++) {
    const octet = i >= blankStart && i < blankEnd ? 0 : (octets[i] as number);
    rest = (rest >>> 8) ^ (TABLE[(rest ^ octet) & 0xff] as number);
  }
  return ~rest >>> 0;
}
