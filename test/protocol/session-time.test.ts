import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ManualClock, ZonedClock } from "../../src/clock/index.ts";
import { type CivilClock, type CivilTime, type ReplyForm, Session } from "../../src/protocol/index.ts";
import {
  cutInto,
  emptyTranscript,
  feedChunk,
  INVALID,
  octetsOf,
  REPLY_FORMS,
  responderWith,
} from "./delivery.ts";
import "./random-seed.ts";
import { readStream } from "./reference-model.ts";
import { CHUNK_SIZES, STREAM } from "./stream-arbitrary.ts";

/** Milliseconds by which a clock moves between two chunks: not at all, within a second, over it, back, far. */
const STEP = fc.oneof(
  fc.constantFrom(0, 1, 999, 1000, 1001, -1, -1000, 86_400_000),
  fc.integer({ min: -5_000_000, max: 5_000_000 }),
);

/** The reply at a moment in UTC, by the runtime's own formatting. */
function jamAt(milliseconds: number, form: ReplyForm): string {
  const [date = "", time = ""] = new Date(milliseconds).toISOString().slice(0, 19).split("T");
  return form === "time" ? `JAM ${time}\r\n` : `JAM ${date.split("-").reverse().join(" ")} ${time}\r\n`;
}

/** A clock that goes on by one second each time it is read. */
class ReadCounter implements CivilClock {
  reads = 0;

  civilTime(): CivilTime {
    const date = new Date(1000 * this.reads++);
    const [hours, minutes, seconds] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
    return { year: 2026, month: 1, day: 1, hours, minutes, seconds };
  }
}

describe("session and time", () => {
  test("R4 R8 each request is answered once, in order, with the time of the chunk that completed it", () => {
    fc.assert(
      fc.property(
        STREAM,
        CHUNK_SIZES,
        fc.array(STEP, { minLength: 1, maxLength: 10 }),
        fc.constantFrom(...REPLY_FORMS),
        (stream, sizes, steps, replyForm) => {
          const manual = new ManualClock(Date.UTC(2026, 5, 30, 23, 59, 58, 990));
          const responder = responderWith({ clock: new ZonedClock("UTC", manual), replyForm });
          const session = new Session(responder);
          const transcript = emptyTranscript();
          const pending = [...readStream(stream, "tolerant").requests];
          let fed = 0;
          for (const [index, chunk] of cutInto(octetsOf(stream), sizes).entries()) {
            manual.advance(steps[index % steps.length] ?? 0);
            fed += chunk.length;
            let expected = "";
            while (pending[0] !== undefined && pending[0].knownAt < fed) {
              const request = pending.shift()?.request;
              if (request === "time") expected += jamAt(manual.now(), replyForm);
              else if (request !== "quit") expected += INVALID;
            }
            assert.equal(feedChunk(session, chunk, transcript), expected, `chunk ${index}`);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test("R4 a clock that moves within a chunk is followed forwards, and never read ahead", () => {
    fc.assert(
      fc.property(STREAM, CHUNK_SIZES, (stream, sizes) => {
        const clock = new ReadCounter();
        const session = new Session(responderWith({ clock }));
        const transcript = emptyTranscript();
        let lastLabel = "";
        for (const chunk of cutInto(octetsOf(stream), sizes)) {
          const [readsBefore, timesBefore] = [clock.reads, transcript.times];
          const labels = feedChunk(session, chunk, transcript).match(/(?<=JAM )\S+/g) ?? [];
          assert.equal(labels.length, transcript.times - timesBefore, "as many replies as were counted");
          assert.equal(clock.reads > readsBefore, labels.length > 0, "read when asked for, and only then");
          for (const label of labels) {
            assert.ok(label >= labelOf(readsBefore), "not older than its chunk");
            assert.ok(label >= lastLabel, "in order");
            lastLabel = label;
          }
        }
      }),
    );
  });

  test("R4 the second is the one in which the line end came, not the one in which the line began", () => {
    const manual = new ManualClock(Date.UTC(2026, 0, 1, 12, 0, 0, 999));
    const session = new Session(responderWith({ clock: new ZonedClock("UTC", manual) }));
    const transcript = emptyTranscript();
    assert.equal(feedChunk(session, octetsOf("TIME\r"), transcript), "");
    manual.advance(1);
    assert.equal(feedChunk(session, octetsOf("\n"), transcript), "JAM 12:00:01\r\n");
    manual.advance(999);
    assert.equal(feedChunk(session, octetsOf("TIME\r\n"), transcript), "JAM 12:00:01\r\n");
    manual.advance(1);
    assert.equal(feedChunk(session, octetsOf("TIME\r\n"), transcript), "JAM 12:00:02\r\n");
  });
});

function labelOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}
