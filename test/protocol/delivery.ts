import assert from "node:assert/strict";
import {
  type CivilClock,
  latin1Text,
  type ReplyForm,
  type RequestWitness,
  Responder,
  type SameOctets,
  Session,
  type SessionRules,
  type Strictness,
  type Verdict,
} from "../../src/protocol/index.ts";

/** The replies of a session whose clock stands at {@link STANDING_CLOCK}. */
export const JAM = "JAM 03:04:05\r\n";
export const DATED_JAM = "JAM 02 01 2026 03:04:05\r\n";
export const INVALID = "Invalid command\r\n";

const STANDING_TIME = { year: 2026, month: 1, day: 2, hours: 3, minutes: 4, seconds: 5 };
const STANDING_CLOCK: CivilClock = { civilTime: () => STANDING_TIME };

export const STRICTNESSES: readonly Strictness[] = ["tolerant", "strict"];
export const REPLY_FORMS: readonly ReplyForm[] = ["time", "datetime"];

/** Octets of a text in which each character is one octet. */
export function octetsOf(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff)
      throw new RangeError(`a character of a test text is one octet, not U+${code.toString(16)}`);
    octets[i] = code;
  }
  return octets;
}

/** The runtime's own comparison, as an engine injects it. */
export const nativeSameOctets: SameOctets = (a, aStart, aEnd, b) =>
  Buffer.compare(a.subarray(aStart, aEnd), b.subarray(0, aEnd - aStart)) === 0;

/** Finds nothing equal, so that only the line-by-line path is left. */
export const neverSameOctets: SameOctets = () => false;

/** A responder with a standing clock that owes nothing, however much is asked at once; name what shall differ. */
export function responderWith(rules: Partial<SessionRules> = {}): Responder {
  const all = { repliesAtOnce: Number.MAX_SAFE_INTEGER };
  return new Responder({
    clock: STANDING_CLOCK,
    replyForm: "time",
    strictness: "tolerant",
    ...all,
    ...rules,
  });
}

/** All that a session did with what it was fed. */
export interface Transcript {
  reply: string;
  times: number;
  invalid: number;
  verdict: Verdict;
}

const AROUND = octetsOf("TIME\r\n");

/** Feeds one chunk as a socket would and adds what came of it to the transcript. @returns the reply to it. */
export function feedChunk(
  session: Session,
  chunk: Uint8Array,
  transcript: Transcript,
  witness: RequestWitness | null = null,
): string {
  // Engines use their read buffer again, so the session must not keep a view of it: it gets a view
  // into the midst of memory, with requests around it, and that memory is spoilt after the call.
  const memory = new Uint8Array(chunk.length + 2 * AROUND.length);
  memory.set(AROUND);
  memory.set(chunk, AROUND.length);
  memory.set(AROUND, AROUND.length + chunk.length);
  const outcome = session.feed(memory.subarray(AROUND.length, AROUND.length + chunk.length), witness);
  memory.fill(0x54);

  const reply = latin1Text(outcome.reply);
  if (transcript.verdict !== "open") {
    assert.equal(
      outcome.verdict,
      transcript.verdict,
      "a closed session stays closed, and for the same cause",
    );
  }
  transcript.reply += reply;
  transcript.times += outcome.times;
  transcript.invalid += outcome.invalid;
  transcript.verdict = outcome.verdict;
  return reply;
}

export function emptyTranscript(): Transcript {
  return { reply: "", times: 0, invalid: 0, verdict: "open" };
}

/** What a new session of the responder does with the chunks. */
export function feedAll(
  responder: Responder,
  chunks: Iterable<Uint8Array>,
  witness: RequestWitness | null = null,
): Transcript {
  const session = new Session(responder);
  const transcript = emptyTranscript();
  for (const chunk of chunks) feedChunk(session, chunk, transcript, witness);
  return transcript;
}

/** Cuts the octets into chunks of the given sizes, taken in turn and again from the first. */
export function cutInto(octets: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < octets.length; turn++) {
    const end = at + (sizes[turn % sizes.length] ?? octets.length);
    chunks.push(octets.subarray(at, end));
    at = end;
  }
  return chunks;
}

/** Chunks of one octet each. */
export function octetByOctet(octets: Uint8Array): Uint8Array[] {
  return cutInto(octets, [1]);
}
