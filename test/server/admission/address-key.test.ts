import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { addressHash } from "../../../src/server/admission/address-hash.ts";
import { AddressKey } from "../../../src/server/admission/address-key.ts";
import "../../protocol/random-seed.ts";

function keyOf(address: string | undefined): readonly [kind: string, high: number, low: number] {
  const key = new AddressKey();
  const kind = key.read(address);
  return [kind, key.high, key.low];
}

describe("keys of addresses", () => {
  test("IPv4 counts by address, also inside IPv6", () => {
    assert.deepEqual(keyOf("192.0.2.1"), ["ipv4", -1, 0xc0000201 | 0]);
    assert.deepEqual(keyOf("::ffff:192.0.2.1"), keyOf("192.0.2.1"));
    assert.deepEqual(keyOf("::ffff:c000:201"), keyOf("192.0.2.1"));
    assert.notDeepEqual(keyOf("192.0.2.2"), keyOf("192.0.2.1"));
  });

  test("IPv6 counts by /64, zone or not", () => {
    assert.deepEqual(keyOf("2001:db8:1:2:3:4:5:6"), ["ipv6", 0x20010db8, 0x00010002]);
    assert.deepEqual(keyOf("2001:db8:1:2::"), keyOf("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    assert.notDeepEqual(keyOf("2001:db8:1:3::"), keyOf("2001:db8:1:2::"));
    assert.deepEqual(keyOf("fe80::1%eth0"), keyOf("fe80::2"));
    assert.notDeepEqual(keyOf("::1"), keyOf("0.0.0.1"));
    assert.notDeepEqual(keyOf("::1"), keyOf("0.0.0.0"));
  });

  test("what is no address has one key of its own and does not throw", () => {
    const unknown = keyOf(undefined);
    assert.equal(unknown[0], "unknown");
    for (const text of ["", "?", "localhost", "1.2.3", "1.2.3.4.5", "::%", ":::", "1::2::3", "99999999999"]) {
      assert.deepEqual(keyOf(text), unknown, text);
    }
    fc.assert(fc.property(fc.string(), (text) => keyOf(text).length === 3));
  });

  test("a key is overwritten as a whole", () => {
    const key = new AddressKey();
    key.read("2001:db8::1");
    key.read("10.0.0.1");
    assert.deepEqual([key.high, key.low], [-1, 0x0a000001]);
    key.read("nothing");
    assert.deepEqual([key.high, key.low], [-1, -1]);
  });
});

describe("hash of addresses", () => {
  test("is HalfSipHash-2-4: the vector of 8 octets of its authors", () => {
    const hash = addressHash(0x03020100, 0x07060504, 0x03020100, 0x07060504);
    const octets = [0, 8, 16, 24].map((bits) => (hash >>> bits) & 0xff);
    assert.deepEqual(octets, [0xd0, 0xb8, 0x84, 0x8f]);
  });

  test("addresses that collide under one secret do not under another", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (key0, key1, other) => {
        fc.pre(other !== key0);
        const sets = new Map<number, number[]>();
        for (let low = 0; low < 1024; low++) {
          const set = addressHash(-1, low, key0, key1) & 15;
          sets.set(set, [...(sets.get(set) ?? []), low]);
        }
        assert.equal(sets.size, 16);
        const together = sets.get(0) ?? [];
        assert.ok(together.length < 120, `${together.length} of 1024 in one of 16 sets`);
        assert.ok(new Set(together.map((low) => addressHash(-1, low, other, key1) & 15)).size > 8);
      }),
      { numRuns: 30 },
    );
  });
});
