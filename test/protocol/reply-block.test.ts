import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ManualClock, ZonedClock } from "../../src/clock/index.ts";
import { latin1Text, type ReplyForm } from "../../src/protocol/index.ts";
import { ReplyBlock } from "../../src/protocol/reply-block.ts";
import { ReplyQueue } from "../../src/protocol/reply-queue.ts";
import { INVALID, JAM, octetsOf, REPLY_FORMS } from "./delivery.ts";
import "./random-seed.ts";

const EVENING = Date.UTC(2026, 10, 9, 18, 7, 6);

/** A block whose clock stands at {@link EVENING} until it is moved. */
function blockAt(form: ReplyForm): { block: ReplyBlock; clock: ManualClock } {
  const clock = new ManualClock(EVENING);
  return { block: new ReplyBlock(new ZonedClock("UTC", clock), form), clock };
}

/** The reply at a moment, its label cut out of the runtime's ISO 8601 form. */
function replyAt(milliseconds: number, form: ReplyForm): string {
  const iso = new Date(milliseconds).toISOString();
  const date = `${iso.slice(8, 10)} ${iso.slice(5, 7)} ${iso.slice(0, 4)} `;
  return `JAM ${form === "time" ? "" : date}${iso.slice(11, 19)}\r\n`;
}

describe("reply block", () => {
  test("R4 R13 one reply has 14 octets, and 25 with the date", () => {
    assert.equal(latin1Text(blockAt("time").block.take(1)), "JAM 18:07:06\r\n");
    assert.equal(blockAt("time").block.take(1).length, 14);
    assert.equal(latin1Text(blockAt("datetime").block.take(1)), "JAM 09 11 2026 18:07:06\r\n");
    assert.equal(blockAt("datetime").block.take(1).length, 25);
  });

  for (const form of REPLY_FORMS) {
    // 256 replies is what a block has room for at first.
    for (const count of [1, 2, 3, 255, 256, 257, 511, 512, 513, 5000]) {
      test(`${form}: a first run of ${count}`, () => {
        const { block } = blockAt(form);
        assert.equal(latin1Text(block.take(count)), replyAt(EVENING, form).repeat(count));
      });

      test(`${form}: a run of ${count} over a change of the second, and back`, () => {
        const { block, clock } = blockAt(form);
        for (const step of [0, 1000, 1000, -2000, 86_400_000]) {
          clock.advance(step);
          for (const run of [count, 1, count, 2, count]) {
            assert.equal(
              latin1Text(block.take(run)),
              replyAt(clock.now(), form).repeat(run),
              `${run} at +${step}`,
            );
          }
        }
      });
    }

    test(`${form}: the block grows just when the second changes`, () => {
      const { block, clock } = blockAt(form);
      for (const count of [10, 256, 257, 10, 514, 515, 3000, 1, 5000, 2, 5001]) {
        clock.advance(1000);
        assert.equal(
          latin1Text(block.take(count)),
          replyAt(clock.now(), form).repeat(count),
          `run of ${count}`,
        );
      }
    });
  }

  test("the same run after a change of the second carries the new label throughout", () => {
    const { block, clock } = blockAt("time");
    block.take(5);
    clock.advance(1000);
    assert.equal(latin1Text(block.take(5)), "JAM 18:07:07\r\n".repeat(5));
    clock.advance(1000);
    assert.equal(latin1Text(block.take(1)), "JAM 18:07:08\r\n", "one first");
    assert.equal(
      latin1Text(block.take(5)),
      "JAM 18:07:08\r\n".repeat(5),
      "then the rest of the run is made anew",
    );
  });

  test("any order of runs and of steps of the clock", () => {
    const RUN = fc.oneof(
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(254, 255, 256, 257, 511, 512, 513, 5000),
    );
    const STEP = fc.constantFrom(0, 0, 0, 1, 500, 999, 1000, -1, -1000, 3_600_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...REPLY_FORMS),
        fc.array(fc.tuple(RUN, STEP), { minLength: 1, maxLength: 20 }),
        (form, turns) => {
          const { block, clock } = blockAt(form);
          for (const [count, step] of turns) {
            clock.advance(step);
            assert.equal(latin1Text(block.take(count)), replyAt(clock.now(), form).repeat(count));
          }
        },
      ),
    );
  });

  test("the clock is read for each run, not once per second", () => {
    let reads = 0;
    const time = { year: 2026, month: 1, day: 1, hours: 0, minutes: 0, seconds: 0 };
    const civilTime = () => {
      reads++;
      return time;
    };
    const block = new ReplyBlock({ civilTime }, "time");
    assert.equal(reads, 0, "not before it is asked");
    for (let run = 1; run <= 5; run++) {
      block.take(run);
      assert.equal(reads, run);
    }
  });

  test("a repeated run costs no new view", () => {
    const { block, clock } = blockAt("time");
    const first = block.take(7);
    clock.advance(1000);
    assert.equal(block.take(7), first);
  });
});

describe("reply queue", () => {
  test("gives what was appended, in order, once", () => {
    const queue = new ReplyQueue();
    assert.equal(queue.take().length, 0);
    queue.append(octetsOf(JAM));
    queue.append(octetsOf(INVALID));
    assert.equal(latin1Text(queue.take()), JAM + INVALID);
    assert.equal(queue.take().length, 0);
    queue.append(octetsOf("x"));
    assert.equal(latin1Text(queue.take()), "x");
  });

  test("grows without losing what it holds", () => {
    const queue = new ReplyQueue();
    let expected = "";
    for (const length of [4095, 1, 1, 10, 4096, 50_000, 3]) {
      const text = String.fromCharCode(65 + (expected.length % 26)).repeat(length);
      queue.append(octetsOf(text));
      expected += text;
    }
    assert.equal(latin1Text(queue.take()), expected);
  });
});
