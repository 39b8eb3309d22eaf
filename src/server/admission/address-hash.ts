/**
 * HalfSipHash-2-4 of an address key (Aumasson and Bernstein's SipHash on words of 32 bits, 8 octets of input).
 *
 * A plain mixing function would let a client that owns many addresses pick those that share a set of the
 * table; with a secret key it cannot tell which ones do.
 *
 * @param high, low the input, 32 bits each.
 * @param key0, key1 the secret, 32 bits each.
 * @returns 32 bits, signed.
 */
export function addressHash(high: number, low: number, key0: number, key1: number): number {
  state.v0 = key0;
  state.v1 = key1;
  state.v2 = 0x6c796765 ^ key0;
  state.v3 = 0x74656462 ^ key1;
  absorb(high);
  absorb(low);
  absorb(INPUT_OCTETS << 24);
  state.v2 ^= 0xff;
  for (let i = 0; i < 4; i++) round();
  return state.v1 ^ state.v3;
}

/** The last word of the input is its length. */
const INPUT_OCTETS = 8;

/** One for all calls: nothing is to be allocated for each new connection. */
const state = { v0: 0, v1: 0, v2: 0, v3: 0 };

function absorb(word: number): void {
  state.v3 ^= word;
  round();
  round();
  state.v0 ^= word;
}

function round(): void {
  let { v0, v1, v2, v3 } = state;
  v0 = (v0 + v1) | 0;
  v1 = rotated(v1, 5) ^ v0;
  v0 = rotated(v0, 16);
  v2 = (v2 + v3) | 0;
  v3 = rotated(v3, 8) ^ v2;
  v0 = (v0 + v3) | 0;
  v3 = rotated(v3, 7) ^ v0;
  v2 = (v2 + v1) | 0;
  v1 = rotated(v1, 13) ^ v2;
  v2 = rotated(v2, 16);
  state.v0 = v0;
  state.v1 = v1;
  state.v2 = v2;
  state.v3 = v3;
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
