import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { latin1Text, Session, type Strictness, type WitnessedRequest } from "../../src/protocol/index.ts";
import {
  cutInto,
  emptyTranscript,
  feedAll,
  feedChunk,
  INVALID,
  JAM,
  nativeSameOctets,
  neverSameOctets,
  octetsOf,
  responderWith,
  STRICTNESSES,
  type Transcript,
} from "./delivery.ts";
import { RANDOM_SEED } from "./random-seed.ts";
import { readStream } from "./reference-model.ts";
import { ANY_OCTETS, CHUNK_SIZES, STREAM } from "./stream-arbitrary.ts";

const STRICTNESS: fc.Arbitrary<Strictness> = fc.constantFrom(...STRICTNESSES);
const ANSWERS: Readonly<Record<WitnessedRequest, string>> = {
  time: JAM,
  invalid: INVALID,
  overlong: INVALID,
  quit: "",
};

/** What the reference model owes a stream. */
function owed(stream: string, strictness: Strictness): Transcript {
  const { requests, verdict } = readStream(stream, strictness);
  const transcript = { ...emptyTranscript(), verdict };
  for (const { request } of requests) {
    transcript.reply += ANSWERS[request];
    if (request === "time") transcript.times++;
    else if (request !== "quit") transcript.invalid++;
  }
  return transcript;
}

describe("session properties", () => {
  test("R8 any cut of a stream gives what the whole gives", () => {
    fc.assert(
      fc.property(STREAM, CHUNK_SIZES, STRICTNESS, (stream, sizes, strictness) => {
        const responder = responderWith({ strictness });
        const octets = octetsOf(stream);
        const whole = feedAll(responder, [octets]);
        assert.deepEqual(feedAll(responder, cutInto(octets, sizes)), whole);
      }),
      { numRuns: 400 },
    );
  });

  test("R2-R10 block comparison, line by line and the reference model agree", () => {
    fc.assert(
      fc.property(STREAM, CHUNK_SIZES, STRICTNESS, (stream, sizes, strictness) => {
        const expected = owed(stream, strictness);
        const chunks = cutInto(octetsOf(stream), sizes);
        for (const rules of [{}, { sameOctets: nativeSameOctets }, { sameOctets: neverSameOctets }]) {
          const responder = responderWith({ strictness, ...rules });
          assert.deepEqual(feedAll(responder, [octetsOf(stream)]), expected);
          assert.deepEqual(feedAll(responder, chunks), expected);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("R11 no octets make a session throw or answer otherwise than the reference model", () => {
    fc.assert(
      fc.property(fc.array(ANY_OCTETS, { maxLength: 6 }), STRICTNESS, (chunks, strictness) => {
        const expected = owed(chunks.map((chunk) => latin1Text(chunk)).join(""), strictness);
        assert.deepEqual(feedAll(responderWith({ strictness }), chunks), expected);
      }),
      { numRuns: 300 },
    );
  });

  test("R8 empty chunks change nothing", () => {
    const nothing = new Uint8Array(0);
    fc.assert(
      fc.property(STREAM, CHUNK_SIZES, STRICTNESS, (stream, sizes, strictness) => {
        const chunks = cutInto(octetsOf(stream), sizes).flatMap((chunk) => [nothing, chunk, nothing]);
        assert.deepEqual(feedAll(responderWith({ strictness }), chunks), owed(stream, strictness));
      }),
    );
  });

  test("R12 sessions that share a responder do not disturb each other", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(STREAM, CHUNK_SIZES), { minLength: 2, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        STRICTNESS,
        (clients, turns, strictness) => {
          const responder = responderWith({ strictness });
          const connections = clients.map(([stream, sizes]) => ({
            session: new Session(responder),
            transcript: emptyTranscript(),
            chunks: cutInto(octetsOf(stream), sizes),
          }));
          for (let waiting = connections; waiting.length > 0; ) {
            const turn = waiting[(turns.next().value ?? 0) % waiting.length];
            const chunk = turn?.chunks.shift();
            if (turn && chunk) feedChunk(turn.session, chunk, turn.transcript);
            waiting = waiting.filter(({ chunks }) => chunks.length > 0);
          }
          assert.deepEqual(
            connections.map(({ transcript }) => transcript),
            clients.map(([stream]) => owed(stream, strictness)),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test("a chunk of nothing but TIME is answered by a cut of the prebuilt block, not by a copy", () => {
    const responder = responderWith();
    const chunk = octetsOf("TIME\r\n".repeat(9));
    const first = new Session(responder).feed(chunk, null).reply;
    assert.equal(latin1Text(first), JAM.repeat(9));
    assert.equal(new Session(responder).feed(chunk, null).reply, first);
  });

  test("the streams above reach every kind of request, verdict and path", () => {
    const streams = fc.sample(STREAM, { numRuns: 1000, seed: RANDOM_SEED });
    const seen = new Set<string>();
    for (const stream of streams) {
      const { requests, verdict } = readStream(stream, "tolerant");
      seen.add(verdict);
      for (const { request } of requests) seen.add(`request ${request}`);
      if (/^(TIME\r\n){2,}$/.test(stream)) seen.add("nothing but TIME");
      if (/^(TIME\r\n){2,}.{1,5}$/.test(stream)) seen.add("TIME and a fragment");
      if (/(TIME\r\n){1024}/.test(stream)) seen.add("a long run");
      if (/(?:^|\n)[^\n]{512}\r?\n/.test(stream)) seen.add("the longest line");
    }
    const wanted = [
      "open",
      "quit",
      "overlong",
      "request time",
      "request invalid",
      "request quit",
      "request overlong",
    ];
    const paths = ["nothing but TIME", "TIME and a fragment", "a long run", "the longest line"];
    assert.deepEqual(
      [...wanted, ...paths].filter((kind) => !seen.has(kind)),
      [],
    );
  });
});
