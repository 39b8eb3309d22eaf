import fc from "fast-check";
import { octetsOf } from "./delivery.ts";

const LINE_END = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r\r\n", "\r", "");

const NEAR_MISS = fc.constantFrom(
  "TIM",
  "TIMEX",
  "time",
  " TIME",
  "TIME ",
  "TIME process ",
  "TIME\t",
  "TI\rME",
  "TIME\0",
  "TIME \x80",
  "TIME \x7f",
  "QUI",
  "QUITX",
  "quit",
  " QUIT",
  "QUIT \xff",
  "JAM/2",
  "HELLO",
  "\xd4\xc9\xcd\xc5",
  "",
);

/** A run of the usual request; long ones cross the sizes of the prebuilt blocks. */
const RUN = fc
  .oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom(255, 256, 257, 1023, 1024, 1025, 1026, 2049) },
  )
  .map((count) => "TIME\r\n".repeat(count));

/** A run with one octet changed: what a block comparison must not overlook. */
const SPOILT_RUN = fc
  .tuple(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.integer({ min: 0, max: 255 }))
  .map(([count, place, octet]) => {
    const run = "TIME\r\n".repeat(count);
    const at = place % run.length;
    return run.slice(0, at) + String.fromCharCode(octet) + run.slice(at + 1);
  });

/** A line about as long as the longest one; its last octets may be CR. */
const LONG_LINE = fc
  .tuple(
    fc.constantFrom("", "TIME ", "QUIT ", "\r"),
    fc.integer({ min: 505, max: 518 }),
    fc.nat({ max: 2 }),
    LINE_END,
  )
  .map(([start, length, returns, end]) => start.padEnd(length - returns, "a") + "\r".repeat(returns) + end);

const RANDOM_OCTETS = fc.uint8Array({ maxLength: 20 }).map((octets) => String.fromCharCode(...octets));

const PIECE = fc.oneof(
  { weight: 12, arbitrary: RUN },
  { weight: 8, arbitrary: fc.tuple(NEAR_MISS, LINE_END).map(([line, end]) => line + end) },
  { weight: 4, arbitrary: fc.tuple(fc.constant("TIME"), LINE_END).map(([line, end]) => line + end) },
  { weight: 4, arbitrary: SPOILT_RUN },
  { weight: 4, arbitrary: RANDOM_OCTETS },
  { weight: 3, arbitrary: fc.constantFrom("\r\n", "\n", "\r", "\n\r") },
  { weight: 2, arbitrary: LONG_LINE },
  { weight: 1, arbitrary: fc.tuple(fc.constant("QUIT"), LINE_END).map(([line, end]) => line + end) },
);

/** What a read of a busy connection holds: a run, and the beginning of the request that comes next. */
const RUN_AND_FRAGMENT = fc
  .tuple(RUN, fc.integer({ min: 1, max: 5 }))
  .map(([run, length]) => run + "TIME\r\n".slice(0, length));

/** What a client may send, one character per octet. */
export const STREAM: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.array(PIECE, { maxLength: 16 }).map((pieces) => pieces.join("")) },
  { weight: 1, arbitrary: RUN_AND_FRAGMENT },
);

/** Sizes of chunks, to be taken in turn. */
export const CHUNK_SIZES: fc.Arbitrary<number[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<number[]>([1]) },
  { weight: 2, arbitrary: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 }) },
  { weight: 2, arbitrary: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 8000 }), { minLength: 1, maxLength: 4 }) },
);

/** Octets without any plan. */
export const ANY_OCTETS: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 2000, size: "max" }),
  STREAM.map(octetsOf),
);
