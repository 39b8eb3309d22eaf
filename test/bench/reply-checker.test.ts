import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SecondClock } from "../../src/bench/clocks.ts";
import { REPLY_OCTETS, ReplyChecker } from "../../src/bench/reply-checker.ts";
import { ManualClocks } from "./manual-clocks.ts";

const NOON = Date.UTC(2026, 10, 21, 12);

function checkerAt(now: number, { tolerance = 0, zoneOffset = 0 as number | null } = {}) {
  const clocks = new ManualClocks(now);
  const sameOctets = (a: Uint8Array, start: number, end: number, b: Uint8Array): boolean =>
    Buffer.compare(a.subarray(start, end), b.subarray(0, end - start)) === 0;
  return { clocks, checker: new ReplyChecker({ sameOctets, clocks, tolerance, zoneOffset }) };
}

function octets(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

describe("second of a monotonic time", () => {
  test("the wall clock is read once a second, and around its change", () => {
    const clocks = new ManualClocks(NOON + 100);
    const seconds = new SecondClock(clocks);
    for (let ms = 100; ms < 990; ms += 10) {
      clocks.now = NOON + ms;
      assert.equal(seconds.secondAt(clocks.monotonic()), NOON / 1000);
    }
    assert.equal(clocks.wallReadings, 1);
    clocks.now = NOON + 999.99;
    assert.equal(seconds.secondAt(clocks.monotonic()), NOON / 1000);
    clocks.now = NOON + 1000;
    assert.equal(seconds.secondAt(clocks.monotonic()), NOON / 1000 + 1);
  });
});

describe("many replies at once", () => {
  test("those with the label of the second at hand pass, whatever their number", () => {
    const { clocks, checker } = checkerAt(NOON + 500);
    for (const count of [1, 2, 31, 1024, 1025, 5000]) {
      const replies = octets("JAM 12:00:00\r\n".repeat(count));
      assert.ok(checker.areCurrent(replies, 0, count, clocks.monotonic()), `${count}`);
    }
  });

  test("one octet of one reply that is off is seen, wherever it is", () => {
    const { clocks, checker } = checkerAt(NOON + 500);
    const replies = octets("JAM 12:00:00\r\n".repeat(2000));
    for (const at of [0, 13, 14 * 1023, 14 * 1024, 14 * 2000 - 1]) {
      const spoilt = Buffer.from(replies);
      spoilt[at] = (spoilt[at] as number) ^ 1;
      assert.equal(checker.areCurrent(spoilt, 0, 2000, clocks.monotonic()), false, `${at}`);
    }
  });

  test("a start in the middle of the octets is kept", () => {
    const { clocks, checker } = checkerAt(NOON + 500);
    const replies = octets("xxxxxJAM 12:00:00\r\nJAM 12:00:00\r\nyy");
    assert.ok(checker.areCurrent(replies, 5, 2, clocks.monotonic()));
    assert.equal(checker.areCurrent(replies, 4, 2, clocks.monotonic()), false);
  });

  test("the label follows the clock and the zone", () => {
    const { clocks, checker } = checkerAt(NOON + 500, { zoneOffset: 7 * 3600 });
    assert.ok(checker.areCurrent(octets("JAM 19:00:00\r\n"), 0, 1, clocks.monotonic()));
    clocks.now = NOON + 1000;
    assert.equal(checker.areCurrent(octets("JAM 19:00:00\r\n"), 0, 1, clocks.monotonic()), false);
    assert.ok(checker.areCurrent(octets("JAM 19:00:01\r\n"), 0, 1, clocks.monotonic()));
  });

  test("while the zone is unknown no reply passes here", () => {
    const { clocks, checker } = checkerAt(NOON + 500, { zoneOffset: null });
    assert.equal(checker.areCurrent(octets("JAM 12:00:00\r\n"), 0, 1, clocks.monotonic()), false);
    assert.equal(checker.judge(octets("JAM 19:00:00\r\n"), 0, clocks.monotonic()), "right");
    assert.equal(checker.zoneOffset, 7 * 3600);
    assert.ok(checker.areCurrent(octets("JAM 19:00:00\r\n"), 0, 1, clocks.monotonic()));
  });
});

describe("one reply", () => {
  const malformed = [
    "JAM 12:00:00\n\n",
    "JAM  12:00:00\n",
    "jam 12:00:00\r\n",
    "JAM 24:00:00\r\n",
    "JAM 12:60:00\r\n",
    "JAM 12:00:60\r\n",
    "JAM 1:00:000\r\n",
    "JAM 12-00-00\r\n",
    " JAM 12:00:0\r\n",
    "Invalid comman",
    "JAM 12:00:00\n\r",
    "JAM 12:00:0\u00b2\r\n",
  ];
  for (const text of malformed) {
    test(`${JSON.stringify(text)} is malformed`, () => {
      const { clocks, checker } = checkerAt(NOON + 500);
      assert.equal(octets(text).length, REPLY_OCTETS);
      assert.equal(checker.judge(octets(text), 0, clocks.monotonic()), "malformed");
    });
  }

  test("a label from before the second changed is right if it was asked for then", () => {
    const { clocks, checker } = checkerAt(NOON + 990);
    const sentAt = clocks.monotonic();
    clocks.now = NOON + 1005;
    assert.equal(checker.judge(octets("JAM 12:00:00\r\n"), 0, sentAt), "right");
    const sentLater = clocks.monotonic();
    clocks.now = NOON + 1010;
    assert.equal(checker.judge(octets("JAM 12:00:00\r\n"), 0, sentLater), "wrong-time");
    assert.equal(checker.judge(octets("JAM 12:00:01\r\n"), 0, sentLater), "right");
    assert.equal(checker.judge(octets("JAM 12:00:02\r\n"), 0, sentLater), "wrong-time");
  });

  test("the zone of the first reply stays: an hour more is wrong afterwards", () => {
    const { clocks, checker } = checkerAt(NOON + 500, { zoneOffset: null });
    assert.equal(checker.judge(octets("JAM 12:00:03\r\n"), 0, clocks.monotonic()), "wrong-time");
    assert.equal(checker.zoneOffset, null);
    assert.equal(checker.judge(octets("JAM 13:00:00\r\n"), 0, clocks.monotonic()), "right");
    assert.equal(checker.judge(octets("JAM 12:00:00\r\n"), 0, clocks.monotonic()), "wrong-time");
  });

  test("tolerance lets a clock that is off a little pass", () => {
    const { clocks, checker } = checkerAt(NOON + 500, { tolerance: 600 });
    assert.equal(checker.judge(octets("JAM 12:00:01\r\n"), 0, clocks.monotonic()), "right");
    assert.equal(checker.judge(octets("JAM 12:00:02\r\n"), 0, clocks.monotonic()), "wrong-time");
  });
});
