import assert from "node:assert/strict";
import { isIP } from "node:net";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type IpFamily, ipAddressText, readIpAddress, readIpv6Octets } from "../../src/server/ip-address.ts";
import { RANDOM_SEED } from "../protocol/random-seed.ts";

/** Text that is often an address and often just not one. */
const NEARLY_AN_ADDRESS = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc
    .array(
      fc.constantFrom(
        "::",
        ":",
        ".",
        "%",
        "0",
        "1",
        "01",
        "255",
        "256",
        "ffff",
        "FFFF",
        "12345",
        "g",
        "1.2.3.4",
      ),
      {
        maxLength: 18,
      },
    )
    .map((parts) => parts.join("")),
  fc
    .tuple(fc.ipV6(), fc.nat(), fc.constantFrom(":", "::", ".", "%", "%lo", "", "f", "0", " "))
    .map(([address, place, text]) => {
      const at = place % (address.length + 1);
      return address.slice(0, at) + text + address.slice(at + (place % 2));
    }),
);

function canonical(text: string): string | null {
  const groups = new Uint16Array(8);
  const family = readIpAddress(text, groups);
  return family === null ? null : ipAddressText(family, groups);
}

describe("IP addresses", () => {
  test("text is an address exactly when node:net says so", () => {
    const groups = new Uint16Array(8);
    fc.assert(
      fc.property(NEARLY_AN_ADDRESS, (text) => {
        assert.equal(readIpAddress(text, groups) !== null, isIP(text) !== 0, JSON.stringify(text));
      }),
      { numRuns: 5000 },
    );
  });

  test("the texts above are addresses of both families and none", () => {
    const kinds = new Set(
      fc.sample(NEARLY_AN_ADDRESS, { numRuns: 500, seed: RANDOM_SEED }).map((text) => isIP(text)),
    );
    assert.deepEqual([...kinds].sort(), [0, 4, 6]);
  });

  test("RFC 5952: one text for each address", () => {
    const cases: readonly (readonly [string, string])[] = [
      ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
      ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
      ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
      ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
      ["0:0:0:0:0:0:0:0", "::"],
      ["0:0:0:0:0:0:0:1", "::1"],
      ["1:0:0:0:0:0:0:0", "1::"],
      ["fe80::1%eth0", "fe80::1"],
      ["::ffff:192.0.2.1", "192.0.2.1"],
      ["::FFFF:C000:0201", "192.0.2.1"],
      ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
      ["192.0.2.1", "192.0.2.1"],
    ];
    for (const [text, expected] of cases) assert.equal(canonical(text), expected, text);
  });

  test("octets and their text are the same address", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat({ max: 255 }), (octets, zeros) => {
        // Random octets alone hold hardly any run of zeros.
        for (let group = 0; group < 8; group++)
          if (zeros & (1 << group)) octets.fill(0, 2 * group, 2 * group + 2);
        const groups = new Uint16Array(8);
        const family: IpFamily = readIpv6Octets(octets, 0, groups);
        const text = ipAddressText(family, groups);
        const again = new Uint16Array(8);
        assert.equal(readIpAddress(text, again), family);
        assert.deepEqual(again, groups);
        assert.doesNotMatch(text, /[A-F]|:::|\b0[0-9a-f]/);
      }),
    );
  });
});
