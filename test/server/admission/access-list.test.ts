import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { JamError } from "../../../src/errors/index.ts";
import { AccessList, AddressRanges, LOOPBACK } from "../../../src/server/admission/access-list.ts";
import "../../protocol/random-seed.ts";

function ranges(...list: string[]): AddressRanges {
  return new AddressRanges(list, "--deny");
}

describe("ranges of addresses", () => {
  const cases: readonly (readonly [range: string, inside: string[], outside: string[]])[] = [
    [
      "10.0.0.0/8",
      ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3", "::ffff:a01:203"],
      ["11.0.0.0", "9.255.255.255"],
    ],
    ["10.9.1.2/13", ["10.8.0.0", "10.15.255.255"], ["10.16.0.0", "10.7.255.255"]],
    ["192.0.2.1/32", ["192.0.2.1"], ["192.0.2.0", "192.0.2.2"]],
    ["192.0.2.1", ["192.0.2.1", "::ffff:192.0.2.1"], ["192.0.2.2", "::192.0.2.1"]],
    ["0.0.0.0/0", ["0.0.0.0", "255.255.255.255", "::ffff:1.2.3.4"], ["::", "::1", "2001:db8::1"]],
    ["::/0", ["::", "2001:db8::1", "ffff::"], ["1.2.3.4", "::ffff:1.2.3.4"]],
    ["2001:db8::/32", ["2001:db8::", "2001:DB8:ffff::1"], ["2001:db9::", "2001:db7:ffff::"]],
    ["2001:db8::/65", ["2001:db8::7fff:0:0:1"], ["2001:db8::8000:0:0:1"]],
    ["::1/128", ["::1", "0:0:0:0:0:0:0:1"], ["::2", "::", "0.0.0.1"]],
    ["fe80::/10", ["fe80::1%eth0", "fe80::1", "febf::1"], ["fec0::1"]],
    ["::ffff:10.0.0.0/104", ["10.1.1.1", "::ffff:10.1.1.1"], ["11.0.0.1"]],
    ["::ffff:192.0.2.7", ["192.0.2.7"], ["192.0.2.8"]],
  ];
  for (const [range, inside, outside] of cases) {
    test(range, () => {
      for (const address of inside) assert.equal(ranges(range).has(address), true, `${address} is inside`);
      for (const address of outside) assert.equal(ranges(range).has(address), false, `${address} is outside`);
    });
  }

  test("hold an address when the first bits are the same", () => {
    const bits = (family: 4 | 6) =>
      fc.bigInt({ min: 0n, max: family === 4 ? 2n ** 32n - 1n : 2n ** 128n - 1n });
    const question = fc.constantFrom(4 as const, 6 as const).chain((family) =>
      fc.record({
        family: fc.constant(family),
        base: bits(family),
        other: bits(family),
        length: fc.nat({ max: family === 4 ? 32 : 128 }),
        common: fc.nat({ max: family === 4 ? 32 : 128 }),
      }),
    );
    fc.assert(
      fc.property(question, ({ family, base, other, length, common }) => {
        const width = family === 4 ? 32n : 128n;
        // Addresses that differ soon after the prefix, or just before its end, are the interesting ones.
        const mask = (1n << (width - BigInt(common))) - 1n;
        const address = (base & ~mask) | (other & mask);
        const shift = width - BigInt(length);
        const expected = address >> shift === base >> shift;
        const range = ranges(`${textOf(base, family)}/${length}`);
        assert.equal(range.has(textOf(address, family)), expected);
      }),
      { numRuns: 500 },
    );
  });

  test("no address is in none, and what is no address is in none", () => {
    assert.equal(ranges().has("1.2.3.4"), false);
    for (const text of [undefined, "", "?", "nobody", "1.2.3"]) {
      assert.equal(ranges("0.0.0.0/0", "::/0").has(text), false);
    }
  });

  test("what is no range is an error that names it and its option", () => {
    const wrong = [
      "",
      "host",
      "10.0.0.0/33",
      "::/129",
      "10.0.0.0/",
      "10.0.0.0/08",
      "10.0.0.0/-1",
      "/8",
      "10/8",
    ];
    for (const value of [
      ...wrong,
      "1.2.3.4/8/8",
      "10.0.0.0/8 ",
      "fe80::1%eth0",
      "::ffff:10.0.0.0/95",
      "1.2.3.4/1e1",
    ]) {
      assert.throws(
        () => ranges("10.0.0.0/8", value),
        (error) => {
          assert.ok(error instanceof JamError, value);
          assert.equal(error.code, "JAM_BAD_OPTION");
          assert.match(error.message, /--deny/);
          assert.ok(error.message.includes(`"${value}"`), error.message);
          return true;
        },
      );
    }
  });

  test("loopback is the machine itself", () => {
    const loopback = ranges(...LOOPBACK);
    for (const address of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
      assert.ok(loopback.has(address));
    for (const address of ["128.0.0.1", "::2", "10.0.0.1"]) assert.ok(!loopback.has(address));
  });
});

describe("access list", () => {
  test("no list: everybody, also who is unknown", () => {
    const list = new AccessList(ranges(), ranges());
    for (const address of ["1.2.3.4", "::1", undefined]) assert.equal(list.allows(address), true);
  });

  test("deny wins; with a list of who may nobody else may", () => {
    const list = new AccessList(ranges("10.0.0.0/8"), ranges("10.1.0.0/16"));
    assert.equal(list.allows("10.0.0.1"), true);
    assert.equal(list.allows("10.1.0.1"), false);
    assert.equal(list.allows("::ffff:10.1.0.1"), false);
    assert.equal(list.allows("11.0.0.1"), false);
    assert.equal(list.allows("::1"), false);
    assert.equal(list.allows(undefined), false);
    assert.equal(new AccessList(ranges(), ranges("10.0.0.0/8")).allows("11.0.0.1"), true);
  });
});

function textOf(bits: bigint, family: 4 | 6): string {
  // An IPv4 address inside IPv6 is another case, see above.
  if (family === 6)
    return bits
      .toString(16)
      .padStart(32, "0")
      .replace(/(....)(?=.)/g, "$1:");
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join(".");
}
