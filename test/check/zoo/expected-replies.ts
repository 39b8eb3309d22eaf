import { type Expectation, expected } from "./expectation.ts";

/** The reply to TIME is written in another way; whoever looks for the time in it finds it. */
function jamLine(seen: string, open: readonly string[] = []): Expectation {
  return expected({ framing: ["lines"], causes: ["reply-format"], fails: { "R4/format": seen }, open });
}

/** Servers that differ in what they say. */
export const REPLIES: Readonly<Record<string, Expectation>> = {
  "jam-two-spaces": jamLine("two-spaces"),
  "jam-no-space": jamLine("no-space"),
  "jam-colon": jamLine("colon"),
  "jam-trailing-space": jamLine("trailing-space"),
  "jam-date-spaces": jamLine("date"),
  "jam-date-dashes": jamLine("date"),
  "jam-date-short": jamLine("date"),
  "jam-am-pm": jamLine("twelve-hour"),
  "jam-no-word": jamLine("no-jam-word"),
  // Where one reply ends and the next begins cannot be seen any more.
  "jam-no-line-end": jamLine("no-crlf", ["R8/two-merged", "R8/many-merged"]),
  "jam-lf-only": jamLine("lf-only"),
  "jam-lower-case": jamLine("lower-case"),
  "jam-milliseconds": jamLine(""),

  // It is right for its first two seconds.
  "clock-frozen": expected({
    causes: ["zone-or-clock"],
    fails: { "R4/advances": "frozen" },
    open: ["R4/right-time"],
  }),
  "clock-of-the-connection": expected({
    causes: ["zone-or-clock"],
    fails: { "R4/advances": "frozen-on-connection" },
    cases: ["R4"],
  }),
  "clock-seven-minutes": expected({ causes: ["zone-or-clock"], fails: { "R4/right-time": "wrong" } }),
  "clock-slow": expected({ causes: ["zone-or-clock"], fails: { "R4/right-time": "wrong" } }),
  "clock-utc": expected({ framing: ["lines"] }),
  "clock-jakarta": expected({ framing: ["lines"] }),

  "any-case": expected({ fails: { "R3/lower-case": "jam" } }),
  "no-arguments": expected({ fails: { "R3/arguments": "error" } }),
  "first-four-letters": expected({ framing: ["lines"], fails: { "R3/prefix": "jam" } }),
  "blank-line-answered": expected({ fails: { "R7/empty-line": "error-too" } }),
  "blank-line-ends": expected({ fails: { "R7/empty-line": "closes" } }),
  "merged-only-a-few": expected({ fails: { "R8/many-merged": "fewer" } }),
  "no-bound": expected({ fails: { "R10/endless-line": "unbounded" }, cases: ["R1", "R10"] }),
  "long-line-kills-thread": expected({ fails: { "R10/long-line": "stuck" } }),
  "reply-printed-only": expected({
    framing: ["unclear"],
    fails: { "R1/connects": "silence" },
    others: "untold",
  }),
  "one-reply-only": expected({
    fails: {
      "R4/second-request": "closed-after-first",
      "R8/two-merged": "one-only",
      "R8/many-merged": "fewer",
      "R7/empty-line": "closes",
    },
    others: "untold",
  }),

  "unknown-other-words": expected({ fails: { "R6/exact-text": "other-text" } }),
  "unknown-lf-only": expected({ fails: { "R6/unknown-line": "lf-only", "R6/exact-text": "" } }),
  "unknown-no-line-end": expected({ fails: { "R6/unknown-line": "no-crlf", "R6/exact-text": "" } }),
  "unknown-two-lines": expected({ fails: { "R6/unknown-line": "two-lines", "R6/exact-text": "" } }),
  "unknown-echo": expected({ fails: { "R6/unknown-line": "echo", "R6/exact-text": "" } }),
  "unknown-silence": expected({
    causes: ["silent-on-unknown"],
    fails: { "R6/unknown-line": "silence" },
    open: ["R6/exact-text"],
  }),
  "unknown-closes": expected({
    causes: ["closes-on-unknown"],
    fails: { "R6/unknown-line": "closed", "R6/goes-on": "" },
    open: ["R6/exact-text"],
  }),
  "unknown-gets-time": expected({
    fails: { "R6/unknown-line": "jam", "R6/exact-text": "", "R3/lower-case": "jam", "R3/prefix": "jam" },
  }),

  // The one text that it says besides: nothing else is wrong with the reply before it.
  "quit-farewell": expected({ fails: { "R5/quit-silent": "farewell" }, open: ["R8/time-and-quit-merged"] }),
  "quit-farewell-stays": expected({
    fails: {
      "R5/quit-closes": "open-after-text",
      "R5/quit-silent": "farewell",
      "R8/time-and-quit-merged": "",
    },
  }),
  "quit-ignored": expected({
    fails: { "R5/quit-closes": "open", "R8/time-and-quit-merged": "time-only" },
    open: ["R5/quit-silent"],
  }),
  // Whoever checks it with several clients at once disturbs himself: nothing else is wrong with it.
  "quit-ends-all": expected({ framing: ["lines"], fails: { "R5/others-stay": "other-closed" } }),
};
