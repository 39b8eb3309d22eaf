import { crc32c } from "../../../src/server/crc32c.ts";
import { octetsOf } from "../../protocol/delivery.ts";

export const SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

/** What a header of version 2 is made of. */
export interface BlockParts {
  /** Version and command. Default: PROXY. */
  readonly command?: number;
  /** Address family and transport. Default: TCP over IPv4. */
  readonly family?: number;
  readonly addresses: readonly number[];
  readonly fields?: readonly (readonly [type: number, value: readonly number[]])[];
  /** Puts a right checksum behind the other fields. */
  readonly hasChecksum?: boolean;
}

/** A header of version 2. */
export function block({
  command = 0x21,
  family = 0x11,
  addresses,
  fields = [],
  hasChecksum,
}: BlockParts): Uint8Array {
  const all = hasChecksum === true ? [...fields, [3, [0, 0, 0, 0]] as const] : fields;
  const further = [
    ...addresses,
    ...all.flatMap(([type, value]) => [type, ...twoOctets(value.length), ...value]),
  ];
  const head = [...octetsOf(SIGNATURE), command, family, ...twoOctets(further.length)];
  const octets = Uint8Array.from([...head, ...further]);
  if (hasChecksum === true) new DataView(octets.buffer).setUint32(octets.length - 4, crc32c(octets));
  return octets;
}

/** 192.0.2.1:56324 to 192.0.2.2:45000. */
export const IPV4_ADDRESSES: readonly number[] = [
  192,
  0,
  2,
  1,
  192,
  0,
  2,
  2,
  ...twoOctets(56324),
  ...twoOctets(45000),
];

/** [2001:db8::1]:56324 to [2001:db8::2]:45000. */
export const IPV6_ADDRESSES: readonly number[] = [
  ...[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  ...[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2],
  ...twoOctets(56324),
  ...twoOctets(45000),
];

export const UNIX_ADDRESSES: readonly number[] = new Array<number>(216).fill(0x2f);

/**
 * As a network load balancer of AWS sends it: a checksum, the number of an endpoint, and padding. The checksum is
 * not of our making.
 */
export const AWS_HEADER: Uint8Array = Uint8Array.from([
  ...octetsOf(SIGNATURE),
  ...[0x21, 0x11, 0x00, 0x54],
  ...[172, 31, 7, 113, 172, 31, 10, 31, 0xc8, 0xf2, 0x00, 0x50],
  ...[0x03, 0x00, 0x04, 0xe8, 0xd6, 0x89, 0x2d],
  ...[0xea, 0x00, 0x17, 0x01],
  ...octetsOf("vpce-08d2bf15fac5001c9"),
  ...[0x04, 0x00, 0x24],
  ...new Array<number>(36).fill(0),
]);

/** Headers of every kind that is taken, by name. */
export const GOOD_HEADERS: Readonly<Record<string, Uint8Array>> = {
  "TCP4 line": octetsOf("PROXY TCP4 192.0.2.1 192.0.2.2 56324 45000\r\n"),
  "TCP6 line": octetsOf("PROXY TCP6 2001:db8::1 2001:DB8::2 56324 45000\r\n"),
  "TCP6 line with IPv4 inside": octetsOf("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 56324 45000\r\n"),
  "longest TCP6 line": octetsOf(`PROXY TCP6 ${long("f")} ${long("e")} 65535 65535\r\n`),
  "short UNKNOWN line": octetsOf("PROXY UNKNOWN\r\n"),
  "longest UNKNOWN line": octetsOf(`PROXY UNKNOWN ${long("f")} ${long("f")} 65535 65535\r\n`),
  "TCP over IPv4": block({ addresses: IPV4_ADDRESSES }),
  "TCP over IPv6": block({ family: 0x21, addresses: IPV6_ADDRESSES }),
  "checksum behind other fields": block({
    addresses: IPV4_ADDRESSES,
    fields: [
      [1, octetList("h2")],
      [0x20, [1, 0, 0, 0, 0]],
      [0xef, []],
    ],
    hasChecksum: true,
  }),
  "header of AWS": AWS_HEADER,
  "UNIX stream": block({ family: 0x31, addresses: UNIX_ADDRESSES, hasChecksum: true }),
  "UDP over IPv4": block({ family: 0x12, addresses: IPV4_ADDRESSES }),
  LOCAL: block({ command: 0x20, family: 0, addresses: [] }),
  "LOCAL with checksum": block({ command: 0x20, family: 0, addresses: [], hasChecksum: true }),
  "LOCAL with addresses": block({ command: 0x20, addresses: IPV4_ADDRESSES, hasChecksum: true }),
  "LOCAL of no family there is": block({ command: 0x20, family: 0xff, addresses: [1, 2, 3] }),
  UNSPEC: block({ family: 0, addresses: [9, 9, 9, 9, 9] }),
  "longest block": block({ addresses: IPV4_ADDRESSES, fields: [[4, new Array<number>(2048 - 15).fill(7)]] }),
};

export function octetList(text: string): number[] {
  return [...octetsOf(text)];
}

function twoOctets(value: number): readonly [high: number, low: number] {
  return [value >> 8, value & 0xff];
}

function long(digit: string): string {
  return new Array(8).fill(digit.repeat(4)).join(":");
}
