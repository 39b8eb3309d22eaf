import { CounterTable, GaugeTable, Journal } from "../../../src/observability/index.ts";
import { type CivilClock, Responder, type SameOctets } from "../../../src/protocol/index.ts";
import { NO_PLACE } from "../../../src/server/admission/door.ts";
import { Connection, type ConnectionSurroundings } from "../../../src/server/connection.ts";
import { DeadlineWheel } from "../../../src/server/deadlines.ts";
import { DEFAULT_CONNECTION_LIMITS } from "../../../src/server/limits.ts";
import { TurnQueue, type TurnTaker } from "../../../src/server/turn-queue.ts";
import { FakeKernel } from "./fake-kernel.ts";
import { type FuzzInput, octetsOf } from "./inputs.ts";
import { dueReplies, type Reading } from "./reference.ts";

const STANDING_TIME = { year: 2026, month: 1, day: 2, hours: 3, minutes: 4, seconds: 5 };
const STANDING_CLOCK: CivilClock = { civilTime: () => STANDING_TIME };
const REPLIES = { time: "JAM 03:04:05\r\n", invalid: "Invalid command\r\n" } as const;
/** The runtime's own comparison, as its engine injects it. */
const SAME_OCTETS: SameOctets = (a, aStart, aEnd, b) =>
  (a as Buffer).compare(b, 0, aEnd - aStart, aStart, aEnd) === 0;
/** Few requests a turn, so that small inputs have several. */
const REPLIES_AT_ONCE = 50;
/** More than any input needs: whoever takes so many steps goes in a circle. */
const MOST_STEPS = 1_000_000;

/** Turns taken when the fuzzer says so, instead of by the event loop. */
class HandTurns extends TurnQueue {
  #waiting: TurnTaker[] = [];

  override add(taker: TurnTaker): void {
    this.#waiting.push(taker);
  }

  /** @returns whether anybody had a turn. */
  run(): boolean {
    const takers = this.#waiting;
    this.#waiting = [];
    for (const taker of takers) taker.takeTurn();
    return takers.length > 0;
  }
}

const turns = new HandTurns();
const counters = new CounterTable(1);
const gauges = new GaugeTable(1).row(0);
const journal = new Journal(0, { eventsPerSecond: 0, burst: 0 }, () => {});
const surroundings = { tolerant: surroundingsFor("tolerant"), strict: surroundingsFor("strict") };

/** Serves one input with the connection of the server. @returns what was wrong, null when nothing. */
export function serveInput({ sent, chunks, taken, reading }: FuzzInput): string | null {
  const octets = octetsOf(sent);
  const due = dueReplies(octets, reading);
  const kernel = new FakeKernel(taken);
  const connection = new Connection(kernel, surroundings[reading], NO_PLACE);
  kernel.attach(connection);
  const stuck = deliver(octets, chunks, kernel, connection);
  if (stuck !== null) return stuck;
  connection.closed("finished");
  const expected = due.replies.map((reply) => REPLIES[reply]).join("");
  if (kernel.sent !== expected) return difference(kernel.sent, expected);
  return kernel.wasAborted ? "the connection was cut off" : null;
}

/** Brings the octets, then the client's end; goes on until the connection is ended. @returns why it is not, or null. */
function deliver(
  octets: Uint8Array,
  chunks: readonly number[],
  kernel: FakeKernel,
  connection: Connection,
): string | null {
  let at = 0;
  let turn = 0;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    if (kernel.hasEnded) return null;
    if (kernel.isReading && at < octets.length) {
      const size = chunks[turn++ % chunks.length] ?? octets.length;
      // A copy that is spoilt after the call: engines use their memory again.
      const chunk = Buffer.from(octets.subarray(at, at + size));
      connection.received(chunk);
      chunk.fill(0x54);
      at += size;
      continue;
    }
    if (kernel.isReading) connection.peerFinished();
    const hasMoved = turns.run() || kernel.drain();
    if (!hasMoved && !kernel.isReading && !kernel.hasEnded) return "nothing moves any more";
  }
  return `not ended after ${MOST_STEPS} steps`;
}

function difference(got: string, expected: string): string {
  let at = 0;
  while (at < got.length && got[at] === expected[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 14), at + 30));
  return `octet ${at}: ${around(got)} instead of ${around(expected)} (${got.length} and ${expected.length} octets)`;
}

function surroundingsFor(strictness: Reading): ConnectionSurroundings {
  return {
    ...{ thread: 0, counters, row: counters.row(0), gauges, journal, open: new Set(), turns },
    ...{ leave: () => {}, onClosed: undefined },
    limits: DEFAULT_CONNECTION_LIMITS,
    wheel: new DeadlineWheel(() => 0),
    responder: new Responder({
      ...{ clock: STANDING_CLOCK, replyForm: "time", strictness, sameOctets: SAME_OCTETS },
      repliesAtOnce: REPLIES_AT_ONCE,
    }),
  };
}
