import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { escapeOctets, SHOWN_OCTETS } from "../../src/observability/index.ts";

function escaped(text: string): string {
  return escapeOctets(Buffer.from(text, "latin1"));
}

describe("what a client sent, made safe to print", () => {
  for (const [sent, shown] of [
    ["TIME", "TIME"],
    ["", ""],
    [" a b ", " a b "],
    ["a\rb\nc\td", "a\\rb\\nc\\td"],
    ["\0\x01\x1f\x7f", "\\x00\\x01\\x1f\\x7f"],
    ["\x80\x9b\xff", "\\x80\\x9b\\xff"],
    ["\x1b[31m", "\\x1b[31m"],
    ["\\x1b", "\\\\x1b"],
    ["'\"`$%", "'\"`$%"],
  ] as const) {
    test(`${JSON.stringify(sent)} is shown as ${shown}`, () => {
      assert.equal(escaped(sent), shown);
    });
  }

  test("whatever the octet, only visible ASCII and space come out, and no two octets look alike", () => {
    const shown = new Set<string>();
    for (let octet = 0; octet < 256; octet++) {
      const text = escaped(String.fromCharCode(octet));
      assert.match(text, /^[ -~]+$/);
      shown.add(text);
    }
    assert.equal(shown.size, 256);
  });

  test(`${SHOWN_OCTETS} octets are shown whole, one more is cut`, () => {
    assert.equal(escaped("x".repeat(SHOWN_OCTETS)), "x".repeat(SHOWN_OCTETS));
    assert.equal(escaped("x".repeat(SHOWN_OCTETS + 1)), `${"x".repeat(SHOWN_OCTETS)}...`);
    assert.equal(escaped("\0".repeat(512)), `${"\\x00".repeat(SHOWN_OCTETS)}...`);
  });

  test("a part of more octets", () => {
    assert.equal(escapeOctets(Buffer.from("TIME\r\nQUIT\r\n"), 6, 10), "QUIT");
  });
});
