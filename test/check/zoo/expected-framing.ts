import { type Expectation, expected } from "./expectation.ts";

/** Whoever takes what one read returns for one command fails at each of these, in its own way. */
const PIECES = {
  "R8/split-in-two": "",
  "R8/octet-by-octet": "",
  "R8/split-line-end": "",
  "R8/two-merged": "",
  "R8/many-merged": "",
  "R8/time-and-quit-merged": "",
} as const;

/** A line of 64 KiB comes in many reads: an answer to each of them is right in their own way of reading. */
const MANY_ANSWERS = ["R10/long-line"];

/** Servers that differ in how they cut the stream into commands, and in what follows from that (interop.md). */
export const FRAMING: Readonly<Record<string, Expectation>> = {
  correct: expected({ framing: ["lines"], cases: "all" }),

  // S. `decode()` without a word on errors besides, in a class that keeps its connection: the thread dies, the socket stays.
  stripped: expected({
    framing: ["one-recv-stripped"],
    causes: ["dies-on-bad-octets"],
    fails: {
      ...PIECES,
      "R8/split-in-two": "error-each",
      "R8/two-merged": "error",
      "R3/arguments": "error",
      "R11/not-utf8": "stuck",
    },
    open: MANY_ANSWERS,
  }),
  "data-event": expected({
    framing: ["one-recv-stripped"],
    fails: { ...PIECES, "R8/two-merged": "error", "R3/arguments": "error" },
    open: MANY_ANSWERS,
  }),

  // SP
  "starts-with": expected({
    framing: ["one-recv-prefix"],
    fails: {
      ...PIECES,
      "R8/two-merged": "one-only",
      "R8/time-and-quit-merged": "time-only",
      "R3/prefix": "jam",
    },
    open: MANY_ANSWERS,
  }),

  // R
  raw: expected({
    framing: ["one-recv-raw"],
    fails: { ...PIECES, "R8/two-merged": "one-only", "R2/bare-lf": "error", "R3/prefix": "jam" },
    open: MANY_ANSWERS,
  }),

  // X
  exact: expected({
    framing: ["one-recv-exact"],
    fails: {
      ...PIECES,
      "R8/two-merged": "error",
      "R7/empty-line": "error",
      "R2/bare-lf": "error",
      "R3/arguments": "error",
    },
    open: MANY_ANSWERS,
  }),

  // E
  "ends-with": expected({
    framing: ["ends-with"],
    fails: {
      ...PIECES,
      "R8/two-merged": "one-only",
      "R8/time-and-quit-merged": "end-only",
      "R3/arguments": "error",
    },
    open: MANY_ANSWERS,
  }),

  // P
  prefix: expected({
    framing: ["prefix-no-line-end"],
    fails: { ...PIECES, "R8/two-merged": "one-only", "R3/prefix": "jam" },
    open: MANY_ANSWERS,
  }),

  // W
  "whole-buffer": expected({
    framing: ["whole-buffer"],
    fails: {
      "R8/two-merged": "error",
      "R8/many-merged": "",
      "R8/time-and-quit-merged": "error",
      "R2/bare-lf": "silence",
      "R3/arguments": "error",
    },
  }),

  // B
  octets: expected({
    framing: ["octet-by-octet"],
    fails: { "R7/empty-line": "error-too", "R2/bare-lf": "silence", "R3/arguments": "error" },
  }),

  // L
  "loop-on-crlf": expected({
    framing: ["loop-on-crlf"],
    fails: {
      "R7/empty-line": "error-too",
      "R2/bare-lf": "silence",
      "R3/arguments": "error",
      "R10/endless-line": "unbounded",
    },
    cases: "all",
  }),
  "crlf-only": expected({ framing: ["loop-on-crlf"], fails: { "R2/bare-lf": "silence" } }),

  // Libraries that cut lines. That of Node.js takes a lone CR for a line end, too.
  "asyncio-lines": expected({ framing: ["lines"], fails: { "R3/arguments": "error" } }),
  readline: expected({
    framing: ["lines"],
    fails: { "R7/empty-line": "error-too", "R3/arguments": "error" },
    open: ["R8/split-line-end", "R8/octet-by-octet"],
  }),
  "late-reply": expected({ framing: ["lines"], fails: { "R9/half-close": "" } }),

  // A process for each client, and a parent that keeps each connection until the next one comes.
  forked: expected({
    framing: ["one-recv-stripped"],
    fails: { ...PIECES, "R3/arguments": "error", "R5/quit-closes": "open" },
    open: [...MANY_ANSWERS, "R5/quit-without-line-end", "R9/half-close"],
  }),
};
