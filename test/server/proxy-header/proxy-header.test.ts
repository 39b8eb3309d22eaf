import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { crc32c } from "../../../src/server/crc32c.ts";
import {
  type ProxyHeaderFault,
  ProxyHeaderReader,
  type ProxyHeaderResult,
} from "../../../src/server/proxy-header.ts";
import { octetsOf } from "../../protocol/delivery.ts";
import {
  AWS_HEADER,
  type BlockParts,
  block,
  GOOD_HEADERS,
  IPV4_ADDRESSES,
  IPV6_ADDRESSES,
  octetList,
  SIGNATURE,
  UNIX_ADDRESSES,
} from "./headers.ts";

function read(octets: Uint8Array | string): ProxyHeaderResult {
  return new ProxyHeaderReader().feed(typeof octets === "string" ? octetsOf(octets) : octets);
}

/** The client of a header, with the command before it when it is not the usual one. */
function clientOf(result: ProxyHeaderResult): string {
  if (result.kind !== "header") return result.kind === "invalid" ? result.reason : result.kind;
  const { command, source } = result;
  const client = source === null ? "own address" : `${source.address} ${source.port}`;
  return command === "local" ? `local, ${client}` : client;
}

describe("PROXY header", () => {
  test("tells the client, whichever way it is written", () => {
    const clients = Object.fromEntries(
      Object.entries(GOOD_HEADERS).map(([name, octets]) => [name, clientOf(read(octets))]),
    );
    assert.deepEqual(clients, {
      "TCP4 line": "192.0.2.1 56324",
      "TCP6 line": "2001:db8::1 56324",
      "TCP6 line with IPv4 inside": "192.0.2.1 56324",
      "longest TCP6 line": "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535",
      "short UNKNOWN line": "own address",
      "longest UNKNOWN line": "own address",
      "TCP over IPv4": "192.0.2.1 56324",
      "TCP over IPv6": "2001:db8::1 56324",
      "checksum behind other fields": "192.0.2.1 56324",
      "header of AWS": "172.31.7.113 51442",
      "UNIX stream": "own address",
      "UDP over IPv4": "own address",
      LOCAL: "local, own address",
      "LOCAL with checksum": "local, own address",
      "LOCAL with addresses": "local, own address",
      "LOCAL of no family there is": "local, own address",
      UNSPEC: "own address",
      "longest block": "192.0.2.1 56324",
    });
  });

  test("leaves what follows it to the client", () => {
    for (const [name, header] of Object.entries(GOOD_HEADERS)) {
      const result = read(Uint8Array.from([...header, ...octetList("TIME\r\nPROXY UNKNOWN\r\n")]));
      assert.equal(result.kind === "header" && result.consumed, header.length, name);
    }
  });

  test("IPv4 inside IPv6 is IPv4 in version 2 too", () => {
    const mapped = [...new Array<number>(10).fill(0), 255, 255, 192, 0, 2, 7];
    const addresses = [...mapped, ...mapped, 0, 1, 0, 2];
    assert.equal(clientOf(read(block({ family: 0x21, addresses }))), "192.0.2.7 1");
  });

  test("checksum: the check value of CRC-32C, and a part taken for 0", () => {
    assert.equal(crc32c(octetsOf("123456789")), 0xe3069283);
    assert.equal(crc32c(octetsOf("12xx6789"), 2, 4), crc32c(octetsOf("12\0\x006789")));
    const spoilt = AWS_HEADER.slice();
    spoilt[spoilt.length - 1] = 1;
    assert.equal(clientOf(read(spoilt)), "bad-checksum");
  });
});

describe("a line that is no PROXY header", () => {
  const cases: readonly (readonly [line: string, fault: ProxyHeaderFault])[] = [
    ["TIME\r\n", "not-a-header"],
    ["\n", "not-a-header"],
    ["proxy TCP4 ", "not-a-header"],
    ["PROXY\r\n", "not-a-header"],
    ["PROXY  TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "bad-line"],
    ["PROXY \r\n", "bad-line"],
    ["PROXY TCP\r\n", "bad-line"],
    ["PROXY TCP5 192.0.2.1 192.0.2.2 1 2\r\n", "bad-line"],
    ["PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n", "bad-line"],
    ["PROXY UNKNOWNX\r\n", "bad-line"],
    ["PROXY UNKNOW\r\n", "bad-line"],
    ["PROXY UNKNOWN\n", "bad-line"],
    ["PROXY UNKNOWN 1\r2\r\n", "bad-line"],
    ["PROXY TCP4\r\n", "bad-line"],
    ["PROXY TCP4 192.0.2.1\r\n", "bad-line"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n", "bad-line"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n", "bad-line"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n", "bad-line"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n", "bad-line"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1 2\rX", "bad-line"],
    ["PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n", "bad-address"],
    ["PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n", "bad-address"],
    ["PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n", "bad-address"],
    ["PROXY TCP4 192.0.2 192.0.2.2 1 2\r\n", "bad-address"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2.3 1 2\r\n", "bad-address"],
    ["PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n", "bad-address"],
    ["PROXY TCP4 ::ffff:192.0.2.1 192.0.2.2 1 2\r\n", "bad-address"],
    ["PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n", "bad-address"],
    ["PROXY TCP6 2001:db8::1%eth0 2001:db8::2 1 2\r\n", "bad-address"],
    ["PROXY TCP6 2001:db8::1 2001::db8::2 1 2\r\n", "bad-address"],
    ["PROXY TCP6 2001:db8:1 2001:db8::2 1 2\r\n", "bad-address"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2  1 2\r\n", "bad-port"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n", "bad-port"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1 02\r\n", "bad-port"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1 \r\n", "bad-port"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1 +2\r\n", "bad-port"],
    ["PROXY TCP4 192.0.2.1 192.0.2.2 1 2.0\r\n", "bad-port"],
    [`PROXY UNKNOWN ${"x".repeat(92)}\r\n`, "too-long"],
    [`PROXY UNKNOWN ${"x".repeat(1000)}`, "too-long"],
  ];
  for (const [line, fault] of cases) {
    test(JSON.stringify(line), () => {
      assert.equal(clientOf(read(line)), fault);
    });
  }

  test("the longest line that is taken has 107 octets", () => {
    assert.equal(clientOf(read(`PROXY UNKNOWN ${"x".repeat(91)}\r\n`)), "own address");
  });

  test("the fault is told at the first octet after which nothing can follow", () => {
    const beginnings = [
      "T",
      "PROXYX",
      "PROXY TCP4 2x",
      "PROXY TCP4 256",
      "PROXY TCP4 1..",
      "PROXY TCP4 1.2.3.4.",
      "PROXY TCP4 1.2.3.4 1.2.3.4 00",
      "PROXY TCP4 1.2.3.4 1.2.3.4 65536",
      "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 ",
      "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\r",
      "PROXY TCP6 1:::",
      "PROXY TCP6 12345",
      "PROXY TCP6 ::1::",
      "PROXY TCP6 1:2:3:4:5:6:7:8:",
      "PROXY TCP6 ::1.2.3.4.",
      "PROXY TCP6 ::256.",
      "PROXY UNKNOWN\n",
      `PROXY UNKNOWN ${"x".repeat(92)}`,
    ];
    for (const text of beginnings) {
      assert.equal(read(text).kind, "invalid", JSON.stringify(text));
      assert.equal(read(text.slice(0, -1)).kind, "incomplete", JSON.stringify(text.slice(0, -1)));
    }
  });
});

describe("a block that is no PROXY header", () => {
  const cases: readonly (readonly [name: string, parts: BlockParts, fault: ProxyHeaderFault])[] = [
    ["version 1", { command: 0x11, addresses: IPV4_ADDRESSES }, "bad-command"],
    ["version 3", { command: 0x31, addresses: IPV4_ADDRESSES }, "bad-command"],
    ["another command", { command: 0x22, addresses: IPV4_ADDRESSES }, "bad-command"],
    ["another family", { family: 0x41, addresses: IPV4_ADDRESSES }, "bad-family"],
    ["another transport", { family: 0x13, addresses: IPV4_ADDRESSES }, "bad-family"],
    ["IPv4 too short", { addresses: IPV4_ADDRESSES.slice(1) }, "too-short"],
    ["IPv6 too short", { family: 0x21, addresses: IPV6_ADDRESSES.slice(1) }, "too-short"],
    ["UNIX too short", { family: 0x31, addresses: UNIX_ADDRESSES.slice(1) }, "too-short"],
    ["no addresses", { addresses: [] }, "too-short"],
    ["half a field", { addresses: [...IPV4_ADDRESSES, 1] }, "bad-field"],
    ["a field without its length", { addresses: [...IPV4_ADDRESSES, 1, 0] }, "bad-field"],
    ["a field beyond the end", { addresses: [...IPV4_ADDRESSES, 1, 0, 2, 9] }, "bad-field"],
    ["a checksum of 3 octets", { addresses: IPV4_ADDRESSES, fields: [[3, [1, 2, 3]]] }, "bad-field"],
    [
      "two checksums",
      { addresses: IPV4_ADDRESSES, fields: [[3, [0, 0, 0, 0]]], hasChecksum: true },
      "bad-field",
    ],
    ["a wrong checksum", { addresses: IPV4_ADDRESSES, fields: [[3, [1, 2, 3, 4]]] }, "bad-checksum"],
    [
      "LOCAL with a wrong checksum",
      { command: 0x20, family: 0, addresses: [], fields: [[3, [1, 2, 3, 4]]] },
      "bad-checksum",
    ],
    [
      "2049 octets",
      { addresses: IPV4_ADDRESSES, fields: [[4, new Array<number>(2034).fill(0)]] },
      "too-long",
    ],
  ];
  for (const [name, parts, fault] of cases) {
    test(name, () => {
      assert.equal(clientOf(read(block(parts))), fault);
    });
  }

  test("the fault is told at the first octet after which nothing can follow", () => {
    const beginnings: readonly (readonly [octets: string, fault: ProxyHeaderFault])[] = [
      ["\r\r", "not-a-header"],
      ["\r\n\r\n\r", "not-a-header"],
      [`${SIGNATURE.slice(0, -1)}\r`, "not-a-header"],
      [`${SIGNATURE}\x10`, "bad-command"],
      [`${SIGNATURE}\x21\x14`, "bad-family"],
      [`${SIGNATURE}\x21\x11\x09`, "too-long"],
      [`${SIGNATURE}\x21\x11\x08\x01`, "too-long"],
      [`${SIGNATURE}\x21\x11\x00\x0b`, "too-short"],
    ];
    for (const [octets, fault] of beginnings) {
      assert.equal(clientOf(read(octets)), fault);
      assert.equal(read(octets.slice(0, -1)).kind, "incomplete");
    }
  });
});
