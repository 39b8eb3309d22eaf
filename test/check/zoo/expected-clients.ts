import { type Expectation, expected } from "./expectation.ts";

/** Servers that differ in what clients do to them, and to each other. */
export const CLIENTS: Readonly<Record<string, Expectation>> = {
  // A greeting is one fault, and not one more of each answer behind it.
  banner: expected({ fails: { "R1/no-banner": "banner" } }),

  "bad-octets-kill-thread": expected({
    causes: ["dies-on-bad-octets"],
    fails: { "R11/not-utf8": "stuck" },
  }),
  "bad-octets-close": expected({ framing: ["lines"] }),
  "ctrl-c-ends-server": expected({
    causes: ["dies"],
    fails: { "R11/nul-and-controls": "dead", "OPS/survives-many": "" },
    others: "untold",
    cases: ["R1", "R11", "OPS/survives-many"],
  }),
  "no-error-handler": expected({
    causes: ["dies"],
    fails: { "R11/reset": "dead" },
    others: "untold",
    cases: ["R1", "R11/reset"],
  }),
  "select-fragile": expected({
    causes: ["dies"],
    fails: { "R11/reset": "dead", "R11/not-utf8": "dead", "OPS/survives-many": "" },
    others: "untold",
    cases: ["R1", "R11", "OPS/survives-many"],
  }),

  "one-at-a-time": expected({
    causes: ["not-concurrent"],
    fails: { "R12/two-at-once": "second-waits", "R12/idle-crowd": "not-served" },
    // It takes two clients to see.
    open: ["R5/others-stay"],
    cases: ["R1", "R4", "R5", "R11/reset", "R12/two-at-once", "R12/idle-crowd"],
  }),
  "one-at-a-time-joined": expected({
    causes: ["not-concurrent"],
    fails: { "R12/two-at-once": "second-waits" },
    cases: ["R1", "R12/two-at-once"],
  }),
  "pool-of-four": expected({
    causes: ["concurrent-up-to"],
    fails: { "R12/twenty-at-once": "up-to" },
    cases: ["R1", "R5", "R12/two-at-once", "R12/twenty-at-once"],
  }),
  "select-blocking": expected({
    fails: { "R12/slow-client": "not-served", "R10/endless-line": "", "R3/arguments": "error" },
    others: "untold",
    cases: ["R1", "R3/arguments", "R10/endless-line", "R12/two-at-once", "R12/slow-client"],
  }),
  "dies-at-first-client": expected({
    causes: ["dies"],
    fails: { "OPS/survives-first-client": "" },
    others: "untold",
    cases: ["R1/connects", "OPS/survives-first-client"],
  }),
  "dies-at-three-hundredth": expected({
    causes: ["dies"],
    fails: { "R12/thousand-sessions": "", "OPS/survives-many": "" },
    cases: ["R1", "R4/format", "R12/thousand-sessions", "OPS/survives-many"],
  }),

  // Each of its dead connections takes a core: the fewer, the better for those that are tested beside it.
  spins: expected({
    causes: ["spins"],
    fails: { "OPS/no-spin": "spins", "R9/half-close": "stays-open" },
    others: "untold",
    cases: ["R1/connects", "R9/half-close", "OPS/no-spin"],
  }),
  "error-in-a-loop": expected({
    fails: { "OPS/no-error-loop": "loop", "R9/half-close": "" },
    others: "untold",
    cases: ["R1/connects", "R9/half-close", "OPS/no-error-loop"],
  }),
  "socket-kept": expected({
    fails: { "R9/half-close": "stays-open", "R5/quit-without-line-end": "open", "OPS/no-leak": "both" },
    cases: ["R1", "R5", "R9", "OPS/no-leak"],
  }),
  "leaks-descriptors": expected({
    fails: { "OPS/no-leak": "descriptors" },
    cases: ["R1", "R5", "R9", "OPS/no-leak"],
  }),
  "leaks-threads": expected({ fails: { "OPS/no-leak": "threads" }, cases: ["R1", "OPS/no-leak"] }),
  "no-reuse-address": expected({
    causes: ["no-reuse-address"],
    fails: { "OPS/restarts": "exited" },
    cases: ["R1", "OPS/restarts"],
  }),
};
