import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  latin1Text,
  type RequestWitness,
  Session,
  type SessionRules,
  type WitnessedRequest,
} from "../../src/protocol/index.ts";
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
} from "./delivery.ts";
import "./random-seed.ts";
import { readStream } from "./reference-model.ts";
import { CHUNK_SIZES, STREAM } from "./stream-arbitrary.ts";

interface Testimony {
  readonly request: WitnessedRequest;
  readonly count: number;
  readonly line: string;
  readonly reply: string;
}

/** Writes down all it is told, at once: the octets are valid during the call only. */
class Recorder implements RequestWitness {
  readonly heard: Testimony[] = [];

  requested(
    request: WitnessedRequest,
    count: number,
    octets: Uint8Array,
    start: number,
    end: number,
    reply: Uint8Array,
  ): void {
    assert.ok(0 <= start && start <= end && end <= octets.length, "the line lies within the octets");
    const owed = ANSWERS[request];
    const told = latin1Text(reply);
    assert.ok(
      owed === "" ? told === "" : told.startsWith(owed),
      `"${told}" begins with the reply to ${request}`,
    );
    this.heard.push({ request, count, line: latin1Text(octets, start, end), reply: owed });
  }

  count(...requests: WitnessedRequest[]): number {
    return this.heard.reduce(
      (sum, { request, count }) => (requests.includes(request) ? sum + count : sum),
      0,
    );
  }

  /** The testimonies, each as often as it counts. */
  oneByOne(): Testimony[] {
    return this.heard.flatMap((told) => Array.from({ length: told.count }, () => ({ ...told, count: 1 })));
  }
}

const ANSWERS: Readonly<Record<WitnessedRequest, string>> = {
  time: JAM,
  invalid: INVALID,
  overlong: INVALID,
  quit: "",
};

const COMPARISONS: readonly Partial<SessionRules>[] = [
  {},
  { sameOctets: nativeSameOctets },
  { sameOctets: neverSameOctets },
];

describe("witness", () => {
  test("is told of the requests that the reference model reads, in order, with their lines", () => {
    fc.assert(
      fc.property(STREAM, CHUNK_SIZES, fc.constantFrom(...STRICTNESSES), (stream, sizes, strictness) => {
        const expected = readStream(stream, strictness).requests;
        for (const rules of COMPARISONS) {
          const recorder = new Recorder();
          const responder = responderWith({ strictness, ...rules });
          const { reply } = feedAll(responder, cutInto(octetsOf(stream), sizes), recorder);
          const heard = recorder.oneByOne();
          assert.deepEqual(
            heard.map(({ request }) => request),
            expected.map(({ request }) => request),
          );
          assert.equal(heard.map(({ reply }) => reply).join(""), reply);
          for (const [index, { request, line }] of expected.entries()) {
            const told = heard[index]?.line ?? "";
            if (request !== "overlong") assert.equal(told, line);
            else assert.ok(told !== "" && line.startsWith(told), "the beginning of the overlong line");
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("is told in each feed of just what that feed counts", () => {
    fc.assert(
      fc.property(STREAM, CHUNK_SIZES, fc.constantFrom(...COMPARISONS), (stream, sizes, rules) => {
        const session = new Session(responderWith(rules));
        const transcript = emptyTranscript();
        for (const chunk of cutInto(octetsOf(stream), sizes)) {
          const recorder = new Recorder();
          const before = { ...transcript };
          feedChunk(session, chunk, transcript, recorder);
          assert.equal(recorder.count("time"), transcript.times - before.times);
          assert.equal(recorder.count("invalid", "overlong"), transcript.invalid - before.invalid);
          const quits = before.verdict === "open" && transcript.verdict === "quit";
          assert.equal(recorder.count("quit"), quits ? 1 : 0);
          for (const { request, count, line } of recorder.heard) {
            if (count !== 1) assert.deepEqual({ request, line }, { request: "time", line: "TIME" });
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test("changes nothing by being there", () => {
    fc.assert(
      fc.property(STREAM, CHUNK_SIZES, (stream, sizes) => {
        const chunks = cutInto(octetsOf(stream), sizes);
        assert.deepEqual(feedAll(responderWith(), chunks, new Recorder()), feedAll(responderWith(), chunks));
      }),
    );
  });

  test("hears a run as one, and only then a count above 1", () => {
    const recorder = new Recorder();
    feedAll(responderWith(), [octetsOf("TIME\r\n".repeat(300))], recorder);
    assert.deepEqual(recorder.heard, [{ request: "time", count: 300, line: "TIME", reply: JAM }]);
  });

  test("hears nothing of empty lines, fragments and what follows QUIT", () => {
    const recorder = new Recorder();
    feedAll(
      responderWith(),
      [octetsOf("\r\n\n"), octetsOf("QU"), octetsOf("IT\r\nTIME\r\n"), octetsOf("TIME\r\n")],
      recorder,
    );
    assert.deepEqual(recorder.heard, [{ request: "quit", count: 1, line: "QUIT", reply: "" }]);
  });
});
