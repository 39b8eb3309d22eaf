import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { latin1Text, Session } from "../../src/protocol/index.ts";
import { OwedReplies, type OwedReply } from "../../src/protocol/owed-replies.ts";
import {
  cutInto,
  emptyTranscript,
  feedAll,
  feedChunk,
  JAM,
  octetsOf,
  responderWith,
  STRICTNESSES,
  type Transcript,
} from "./delivery.ts";
import "./random-seed.ts";
import { CHUNK_SIZES, STREAM } from "./stream-arbitrary.ts";

const KIND = fc.constantFrom<OwedReply>("time", "invalid");

describe("owed replies", () => {
  test("are taken in the order in which they were added, each as often", () => {
    const step = fc.oneof(
      fc.record({ add: fc.tuple(KIND, fc.integer({ min: 1, max: 1000 })) }),
      fc.record({ take: fc.integer({ min: 1, max: 700 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const owed = new OwedReplies();
        const model: OwedReply[] = [];
        for (const each of steps) {
          if ("add" in each) {
            const [kind, count] = each.add;
            owed.add(kind, count);
            for (let i = 0; i < count; i++) model.push(kind);
          } else if (!owed.isEmpty) {
            const { kind } = owed;
            const taken = owed.take(each.take);
            const alike = model.findIndex((other) => other !== kind);
            const run = alike < 0 ? model.length : alike;
            assert.equal(taken, Math.min(run, each.take));
            assert.deepEqual(new Set(model.splice(0, taken)), new Set([kind]));
          }
          assert.equal(owed.isEmpty, model.length === 0);
        }
      }),
    );
  });

  test("a long run of one kind takes an octet for 128 of them", () => {
    const owed = new OwedReplies();
    for (let i = 0; i < 1000; i++) owed.add("time", 88);
    assert.equal(owed.octets, 88_000 / 128 + 0.5);
  });
});

describe("session that owes", () => {
  /** Answers what is owed in up to `turns` turns, at most so many replies in each. */
  function answerOwed(session: Session, transcript: Transcript, turns: number, most: number): void {
    for (let turn = 0; turn < turns && session.owes; turn++) {
      const { reply, times, invalid, verdict } = session.more(most);
      transcript.reply += latin1Text(reply);
      transcript.times += times;
      transcript.invalid += invalid;
      transcript.verdict = verdict;
    }
  }

  test("R8 gives what one that answers at once gives, whenever the rest is answered", () => {
    const turns = fc.infiniteStream(fc.integer({ min: 0, max: 3 }));
    const atOnce = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(
        STREAM,
        CHUNK_SIZES,
        fc.constantFrom(...STRICTNESSES),
        atOnce,
        turns,
        (stream, sizes, strictness, repliesAtOnce, pauses) => {
          const chunks = cutInto(octetsOf(stream), sizes);
          const session = new Session(responderWith({ strictness, repliesAtOnce }));
          const transcript = emptyTranscript();
          for (const chunk of chunks) {
            feedChunk(session, chunk, transcript);
            answerOwed(session, transcript, pauses.next().value ?? 0, Math.max(1, repliesAtOnce));
          }
          answerOwed(session, transcript, Number.MAX_SAFE_INTEGER, Math.max(1, repliesAtOnce));
          assert.deepEqual(transcript, feedAll(responderWith({ strictness }), chunks));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("answers at most so many at once, and says QUIT only behind the last", () => {
    const session = new Session(responderWith({ repliesAtOnce: 4 }));
    const first = session.feed(octetsOf(`${"TIME\r\n".repeat(9)}QUIT\r\nTIME\r\n`), null);
    assert.equal(latin1Text(first.reply), JAM.repeat(4));
    assert.equal(first.verdict, "open");
    assert.equal(session.owes, true);
    assert.equal(latin1Text(session.more(4).reply), JAM.repeat(4));
    const last = session.more(4);
    assert.equal(latin1Text(last.reply), JAM);
    assert.equal(last.verdict, "quit");
    assert.equal(session.owes, false);
  });

  test("a longer line can be allowed, and a shorter one asked for", () => {
    const long = `TIME ${"x".repeat(600)}\r\n`;
    assert.equal(feedAll(responderWith({ maxLineOctets: 700 }), [octetsOf(long)]).reply, JAM);
    assert.equal(feedAll(responderWith(), [octetsOf(long)]).verdict, "overlong");
    assert.equal(
      feedAll(responderWith({ maxLineOctets: 64 }), [octetsOf(long.slice(0, 66))]).verdict,
      "overlong",
    );
  });
});
