import assert from "node:assert/strict";
import { isIPv4, isIPv6 } from "node:net";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ProxyHeaderReader, type ProxyHeaderResult } from "../../../src/server/proxy-header.ts";
import { cutInto, octetsOf } from "../../protocol/delivery.ts";
import { CHUNK_SIZES } from "../../protocol/stream-arbitrary.ts";
import "../../protocol/random-seed.ts";
import { block, GOOD_HEADERS } from "./headers.ts";

const OCTET = fc.integer({ min: 0, max: 255 });
const PORT = fc.integer({ min: 0, max: 65535 });
const OCTETS = (length: number) => fc.array(OCTET, { minLength: length, maxLength: length });

const LINE = fc
  .tuple(
    fc.oneof(
      fc.tuple(fc.constant("TCP4"), fc.ipV4(), fc.ipV4()),
      fc.tuple(fc.constant("TCP6"), fc.ipV6(), fc.ipV6()),
    ),
    PORT,
    PORT,
  )
  .map(
    ([[family, source, destination], from, to]) =>
      `PROXY ${family} ${source} ${destination} ${from} ${to}\r\n`,
  )
  .filter((line) => line.length <= 107)
  .map(octetsOf);

const FIELDS = fc.array(
  fc.tuple(
    OCTET.filter((type) => type !== 3),
    fc.array(OCTET, { maxLength: 30 }),
  ),
  { maxLength: 4 },
);

const BLOCK = fc
  .tuple(fc.constantFrom(0x20, 0x21), fc.constantFrom(0x11, 0x12, 0x21, 0x22, 0x31), FIELDS, fc.boolean())
  .chain(([command, family, fields, hasChecksum]) =>
    OCTETS(family < 0x20 ? 12 : family < 0x30 ? 36 : 216).map((addresses) =>
      block({ command, family, addresses, fields, hasChecksum }),
    ),
  );

const HEADER = fc.oneof(LINE, BLOCK, fc.constantFrom(...Object.values(GOOD_HEADERS)));
/** A header, what comes near one, and what does not. */
const BEGINNING = fc.oneof(
  HEADER,
  fc
    .tuple(HEADER, fc.nat(), OCTET)
    .map(([header, place, octet]) => changed(header, place % header.length, octet)),
  fc.uint8Array({ maxLength: 200 }),
);

/** What a reader says of octets in this cut, and of which octet on it says so. */
function readAll(chunks: readonly Uint8Array[]): {
  readonly result: ProxyHeaderResult;
  readonly taken: number;
} {
  const reader = new ProxyHeaderReader();
  let fed = 0;
  for (const chunk of chunks) {
    const result = reader.feed(chunk);
    if (result.kind === "header") return { result, taken: fed + result.consumed };
    fed += chunk.length;
    if (result.kind === "invalid") return { result, taken: 0 };
  }
  return { result: { kind: "incomplete" }, taken: 0 };
}

/** Without the number that depends on the cut. */
function said({ result, taken }: ReturnType<typeof readAll>): unknown {
  return { ...result, consumed: taken };
}

function changed(octets: Uint8Array, at: number, octet: number): Uint8Array {
  const copy = octets.slice();
  copy[at] = octet;
  return copy;
}

describe("PROXY header properties", () => {
  test("any cut gives what the whole gives", () => {
    fc.assert(
      fc.property(BEGINNING, fc.uint8Array({ maxLength: 40 }), CHUNK_SIZES, (beginning, rest, sizes) => {
        const octets = Uint8Array.from([...beginning, ...rest]);
        const whole = readAll([octets]);
        assert.deepEqual(said(readAll(cutInto(octets, sizes))), said(whole));
      }),
      { numRuns: 2000 },
    );
  });

  test("every truncation of a header is incomplete, and octet by octet it is what it is as a whole", () => {
    fc.assert(
      fc.property(HEADER, (header) => {
        const whole = readAll([header]);
        assert.equal(whole.result.kind, "header");
        assert.equal(whole.taken, header.length);
        for (let length = 0; length < header.length; length++) {
          assert.equal(readAll([header.subarray(0, length)]).result.kind, "incomplete", `${length}`);
        }
        assert.deepEqual(said(readAll(Array.from(header, (octet) => Uint8Array.of(octet)))), said(whole));
      }),
      { numRuns: 100 },
    );
  });

  test("each change of one octet is read, without a throw and without a look behind the header", () => {
    for (const [name, header] of Object.entries(GOOD_HEADERS)) {
      for (let at = 0; at < Math.min(header.length, 300); at++) {
        for (const octet of [0, 0x0a, 0x0d, 0x20, 0x30, 0x3a, 0x7f, 0x80, 0xff, (header[at] as number) ^ 1]) {
          const octets = changed(header, at, octet);
          const what = `${name}, octet ${at} is ${octet}`;
          const alone = readAll([octets]);
          if (alone.result.kind === "incomplete") continue;
          // Octets around it, in the same memory: a header is the same whatever they are.
          for (const around of [0, 0x0d, 0xff]) {
            const memory = new Uint8Array(octets.length + 600).fill(around);
            memory.set(octets, 300);
            assert.deepEqual(readAll([memory.subarray(300)]), alone, what);
          }
          if (alone.result.kind === "invalid") continue;
          assert.ok(alone.taken <= octets.length, what);
          assert.ok(isAddressOrNone(alone.result), `${what}: ${JSON.stringify(alone.result)}`);
        }
      }
    }
  });

  test("what is said of a beginning that is neither header nor fault stays true whatever follows", () => {
    fc.assert(
      fc.property(BEGINNING, (octets) => {
        let isOver = false;
        for (let length = 0; length <= octets.length; length++) {
          const { kind } = readAll([octets.subarray(0, length)]).result;
          if (isOver) assert.notEqual(kind, "incomplete", `${length} octets`);
          isOver = kind !== "incomplete";
        }
      }),
      { numRuns: 300 },
    );
  });

  test("memory is bounded: what is no end is a fault within 2064 octets", () => {
    for (const beginning of ["PROXY UNKNOWN ", "PROXY TCP4 ", "PROXY TCP6 ::"]) {
      const reader = new ProxyHeaderReader();
      let fed = 0;
      for (let result = reader.feed(octetsOf(beginning)); result.kind === "incomplete"; fed++) {
        result = reader.feed(octetsOf("1"));
      }
      assert.ok(fed + beginning.length <= 107, `${fed}`);
    }
  });
});

function isAddressOrNone(result: Extract<ProxyHeaderResult, { kind: "header" }>): boolean {
  if (result.source === null) return true;
  const { address, port } = result.source;
  return (isIPv4(address) || isIPv6(address)) && Number.isInteger(port) && port >= 0 && port <= 65535;
}
