import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LineReader, type WireLine } from "../../src/client/line-reader.ts";
import { beginning, excerpt, visibleText } from "../../src/client/visible-octets.ts";

const encoder = new TextEncoder();

function texts(lines: readonly WireLine[]): string[] {
  return lines.map(({ octets, lineEnd }) => `${Buffer.from(octets).toString("latin1")}|${lineEnd}`);
}

test("CR LF and LF end a line; a CR elsewhere belongs to it", () => {
  const reader = new LineReader();
  assert.deepEqual(texts(reader.feed(encoder.encode("a\r\nb\nc\rd\r\n\r\ne"))), [
    "a|crlf",
    "b|lf",
    "c\rd|crlf",
    "|crlf",
  ]);
  assert.equal(Buffer.from(reader.takeFragment()).toString(), "e");
  assert.equal(reader.fragment.length, 0);
});

test("what a line holds does not change when the socket uses its memory again", () => {
  const reader = new LineReader();
  const octets = encoder.encode("first\r\nsecond");
  const [line] = reader.feed(octets);
  octets.fill(0);
  assert.deepEqual(texts(line === undefined ? [] : [line]), ["first|crlf"]);
  assert.equal(Buffer.from(reader.fragment).toString(), "second");
});

test("512 octets are a line, 513 are too many, in any cut", () => {
  for (const [length, end, isOverlong] of [
    [512, "\r\n", false],
    [512, "\n", false],
    [513, "\r\n", true],
    [513, "\n", true],
    [514, "", true],
  ] as const) {
    const octets = encoder.encode("x".repeat(length) + end);
    for (const step of [1, 7, 511, 512, 513, 514, 515, 10_000]) {
      const reader = new LineReader();
      let lines = 0;
      for (let at = 0; at < octets.length; at += step)
        lines += reader.feed(octets.subarray(at, at + step)).length;
      assert.equal(reader.isOverlong, isOverlong, `${length} ${JSON.stringify(end)} by ${step}`);
      assert.equal(lines, isOverlong ? 0 : 1);
      assert.ok(reader.fragment.length <= 514);
    }
  }
});

test("any octets in any cut give the same lines as in one piece", () => {
  const octet = fc.oneof(fc.constantFrom(10, 13, 10, 13), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(
      fc.array(octet, { maxLength: 600 }),
      fc.array(fc.integer({ min: 1, max: 40 })),
      (all, cuts) => {
        const octets = Uint8Array.from(all);
        const whole = new LineReader();
        const expected = texts(whole.feed(octets));
        const reader = new LineReader();
        const lines: string[] = [];
        let at = 0;
        for (const cut of [...cuts, octets.length]) {
          lines.push(...texts(reader.feed(octets.subarray(at, at + cut))));
          at += cut;
        }
        assert.deepEqual(lines, expected);
        assert.deepEqual([...reader.fragment], [...whole.fragment]);
      },
    ),
  );
});

test("what a peer sent is shown so that it can do no harm", () => {
  const cases: readonly [octets: Uint8Array, shown: string][] = [
    [encoder.encode("JAM 21:35:10"), "JAM 21:35:10"],
    [encoder.encode("a\r\n\tb\\c"), "a\\r\\n\\tb\\\\c"],
    [encoder.encode("\x1b]0;title\x07"), "\\x1b]0;title\\x07"],
    [encoder.encode("waktu é ⏰"), "waktu é ⏰"],
    [encoder.encode("abc\u202edef\u200b"), "abc\\u{202e}def\\u{200b}"],
    [Uint8Array.from([0x41, 0xff, 0x00, 0xc3]), "A\\xff\\x00\\xc3"],
    [encoder.encode("\x7f\x85"), "\\x7f\\x85"],
  ];
  for (const [octets, shown] of cases) assert.equal(visibleText(octets), shown);
});

test("a long text is cut, never within an escape", () => {
  const text = encoder.encode("\0".repeat(100));
  assert.equal(excerpt(text), `${"\\x00".repeat(64)}...`);
  assert.equal(beginning(text), "\\x00".repeat(64));
  assert.equal(excerpt(encoder.encode("x".repeat(64))), "x".repeat(64));
});
