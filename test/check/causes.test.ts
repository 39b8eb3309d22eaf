import assert from "node:assert/strict";
import { test } from "node:test";
import { findCauses } from "../../src/check/causes.ts";
import { ALL_CASES, type CaseResult, type FramingClass, type Outcome } from "../../src/check/index.ts";

/** Results of all cases: those named have failed with the word given, the others have passed. */
function results(failed: Readonly<Record<string, string>>, facts: CaseResult["finding"]["facts"] = {}) {
  return ALL_CASES.map((one): CaseResult => {
    const outcome: Outcome = one.id in failed ? "fail" : "pass";
    const finding = { outcome, seen: failed[one.id] ?? "", facts, trace: [] };
    return { case: one, level: "must", outcome, finding, margin: [1, 1], cause: null };
  });
}

function explained(failed: Readonly<Record<string, string>>, framing: FramingClass = "lines") {
  const { causes, cases } = findCauses(results(failed), framing);
  for (const { id, explains } of causes) {
    for (const one of explains) assert.equal(cases.find((found) => found.case.id === one)?.cause, id);
  }
  return Object.fromEntries(causes.map(({ id, explains }) => [id, [...explains].toSorted()]));
}

test("a server without failures has no causes, whatever its framing", () => {
  assert.deepEqual(explained({}, "loop-on-crlf"), {});
});

test("cuts and merges are explained by the framing; what has nothing to do with it is not", () => {
  const failed = { "R8/split-in-two": "error-each", "R8/two-merged": "error", "R5/quit-silent": "farewell" };
  assert.deepEqual(explained(failed, "one-recv-stripped"), {
    "framing/one-recv-stripped": ["R8/split-in-two", "R8/two-merged"],
  });
  assert.deepEqual(explained(failed, "unclear"), {});
});

test("many answers to a long line come of taking pieces for commands; a stuck server does not", () => {
  assert.deepEqual(explained({ "R10/long-line": "many" }, "one-recv-prefix"), {
    "framing/one-recv-prefix": ["R10/long-line"],
  });
  assert.deepEqual(explained({ "R10/long-line": "stuck" }, "one-recv-prefix"), {});
  assert.deepEqual(explained({ "R10/long-line": "many" }, "lines"), {});
});

test("one client at a time, or only so many", () => {
  assert.deepEqual(explained({ "R12/two-at-once": "second-waits", "R12/twenty-at-once": "up-to" }), {
    "not-concurrent": ["R12/twenty-at-once", "R12/two-at-once"],
  });
  const { causes } = findCauses(results({ "R12/twenty-at-once": "up-to" }, { served: 5 }), "lines");
  assert.deepEqual(causes, [
    { id: "concurrent-up-to", facts: { clients: 5 }, explains: ["R12/twenty-at-once"] },
  ]);
});

test("a server that is gone explains what was not asked any more; what killed it is named", () => {
  const gone = results(
    { "R10/endless-line": "server-gone", "OPS/survives-many": "server-gone" },
    { after: "R11/reset" },
  );
  const [cause] = findCauses(gone, "lines").causes;
  assert.deepEqual([cause?.id, cause?.facts], ["dies", { after: "R11/reset" }]);
  const bad = results(
    { "R11/not-utf8": "dead", "OPS/survives-many": "server-gone" },
    { after: "R11/not-utf8" },
  );
  assert.deepEqual(
    findCauses(bad, "lines").causes.map(({ id, explains }) => [id, explains.length]),
    [["dies-on-bad-octets", 2]],
  );
});

test("each of the others", () => {
  assert.deepEqual(explained({ "R4/format": "two-spaces" }), { "reply-format": ["R4/format"] });
  assert.deepEqual(explained({ "R4/advances": "frozen", "R4/right-time": "wrong" }), {
    "zone-or-clock": ["R4/advances", "R4/right-time"],
  });
  assert.deepEqual(explained({ "R6/unknown-line": "silence", "R6/exact-text": "silence" }), {
    "silent-on-unknown": ["R6/exact-text", "R6/unknown-line"],
  });
  assert.deepEqual(explained({ "R6/unknown-line": "closed", "R6/goes-on": "closed" }), {
    "closes-on-unknown": ["R6/goes-on", "R6/unknown-line"],
  });
  assert.deepEqual(explained({ "OPS/no-spin": "spins" }), { spins: ["OPS/no-spin"] });
  assert.deepEqual(explained({ "OPS/restarts": "exited" }), { "no-reuse-address": ["OPS/restarts"] });
});
