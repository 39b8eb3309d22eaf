import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LineBuffer } from "../../src/protocol/line-buffer.ts";
import { asciiOctets, hasOctetsAt, latin1Text } from "../../src/protocol/octets.ts";
import { countTimeLines, sameOctets } from "../../src/protocol/request-block.ts";
import { nativeSameOctets, neverSameOctets, octetsOf } from "./delivery.ts";

const COMPARISONS = [sameOctets, nativeSameOctets];
const EXPECTATIONS = ["all", "few"] as const;

describe("request block", () => {
  // The block it compares with holds 1024 lines.
  for (const count of [0, 1, 2, 3, 1023, 1024, 1025, 1026, 2048, 2049, 2050, 3100]) {
    test(`counts a run of ${count}, wherever it starts and however its next line is cut off`, () => {
      for (const same of COMPARISONS) {
        for (const before of ["", "x", "TIME\r\n"]) {
          for (const after of ["", "T", "TI", "TIM", "TIME", "TIME\r", "HELLO"]) {
            const octets = octetsOf(before + "TIME\r\n".repeat(count) + after);
            for (const expected of EXPECTATIONS) {
              const found = countTimeLines(octets, before.length, same, expected);
              assert.equal(found, count, JSON.stringify({ before, after, expected }));
            }
          }
        }
      }
    });
  }

  test("overlooks no octet that differs", () => {
    const lines = 1030;
    const run = octetsOf("TIME\r\n".repeat(lines));
    for (const same of COMPARISONS) {
      for (let at = 0; at < run.length; at++) {
        const kept = run[at] as number;
        run[at] = kept ^ 0x20;
        const whole = Math.floor(at / 6);
        for (const expected of EXPECTATIONS) {
          assert.equal(countTimeLines(run, 0, same, expected), whole, `octet ${at}`);
        }
        run[at] = kept;
      }
      assert.equal(countTimeLines(run, 0, same, "all"), lines);
    }
  });

  test("leaves a whole line of another kind to the general path, also the last one", () => {
    for (const expected of EXPECTATIONS) {
      assert.equal(countTimeLines(octetsOf("TIME\r\nTIME\r\nTIME\n\n"), 0, sameOctets, expected), 2);
      assert.equal(countTimeLines(octetsOf("TIME\r\nQUIT\r\n"), 0, sameOctets, expected), 1);
      assert.equal(countTimeLines(octetsOf("QUIT\r\nTIME\r\n"), 0, sameOctets, expected), 0);
      assert.equal(countTimeLines(octetsOf("TIME\r\nTIME\r\n"), 0, neverSameOctets, expected), 1);
    }
  });

  test("plain and native comparison see the same", () => {
    const text = octetsOf("..TIME\r\nTIMX\r\n");
    for (const [start, end, other, same] of [
      [2, 8, "TIME\r\n", true],
      [2, 8, "TIME\r\nand more", true],
      [8, 14, "TIME\r\n", false],
      [8, 11, "TIME\r\n", true],
      [3, 3, "TIME", true],
    ] as const) {
      for (const comparison of COMPARISONS) {
        assert.equal(comparison(text, start, end, octetsOf(other)), same, `${start} to ${end}, ${other}`);
      }
    }
  });
});

describe("line buffer", () => {
  test("R10 takes a line of 512 octets with CR LF, in any parts, and not one octet more", () => {
    for (const part of [1, 2, 31, 32, 33, 257, 514]) {
      const buffer = new LineBuffer();
      const line = octetsOf(`${"abcdefg".repeat(74).slice(0, 512)}\r\n`);
      for (let at = 0; at < line.length; at += part) {
        assert.ok(buffer.append(line, at, Math.min(at + part, line.length)), `parts of ${part}, at ${at}`);
      }
      assert.equal(latin1Text(buffer.octets, 0, buffer.length), latin1Text(line));
      assert.equal(buffer.append(line, 0, 1), false);
      assert.equal(buffer.length, line.length, "a refused octet is not kept");
      buffer.clear();
      assert.equal(buffer.length, 0);
      assert.ok(buffer.append(line, 0, 1), "after clear there is room again");
    }
  });

  test("R10 its memory stays within the longest line, whatever is offered", () => {
    const buffer = new LineBuffer();
    const flood = new Uint8Array(100_000);
    assert.equal(buffer.append(flood, 0, flood.length), false);
    for (let at = 0; at < flood.length; at++) if (!buffer.append(flood, at, at + 1)) break;
    assert.ok(buffer.octets.length <= 514, `${buffer.octets.length} octets`);
  });
});

describe("octets", () => {
  test("asciiOctets takes ASCII and nothing else", () => {
    assert.deepEqual([...asciiOctets("TIME\r\n\0\x7f")], [84, 73, 77, 69, 13, 10, 0, 127]);
    assert.throws(() => asciiOctets("caf\u00e9"), RangeError);
    assert.throws(() => asciiOctets("\u{1f550}"), RangeError);
  });

  test("R11 latin1Text loses and merges no octet", () => {
    const all = Uint8Array.from({ length: 256 }, (_, octet) => octet);
    const text = latin1Text(all);
    assert.equal(new Set(text).size, 256);
    assert.deepEqual(octetsOf(text), all);
    assert.equal(latin1Text(all, 0x41, 0x44), "ABC");
    assert.equal(latin1Text(all, 5, 5), "");
  });

  test("hasOctetsAt looks at all of the text and not past the end", () => {
    const octets = octetsOf("xTIMEx");
    assert.ok(hasOctetsAt(octets, 1, octetsOf("TIME")));
    assert.ok(hasOctetsAt(octets, 2, octetsOf("IMEx")));
    assert.ok(!hasOctetsAt(octets, 0, octetsOf("TIME")));
    assert.ok(!hasOctetsAt(octets, 1, octetsOf("TIMEX")));
    assert.ok(!hasOctetsAt(octets, 3, octetsOf("MExx")));
    assert.ok(hasOctetsAt(octets, 6, octetsOf("")));
  });
});
