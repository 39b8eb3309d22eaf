import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ReplyForm, Responder, Strictness } from "../../src/protocol/index.ts";
import {
  DATED_JAM,
  feedAll,
  INVALID,
  JAM,
  octetByOctet,
  octetsOf,
  responderWith,
  STRICTNESSES,
  type Transcript,
} from "./delivery.ts";
import { LINE_CASES, type RequirementCase } from "./line-cases.ts";
import { STREAM_CASES } from "./stream-cases.ts";

const ALL_CASES: readonly RequirementCase[] = [...LINE_CASES, ...STREAM_CASES];

/** What a client may send before or after a row; the same in both strictness modes. */
const NEIGHBOURS: readonly RequirementCase[] = [
  { name: "TIME", sent: "TIME\r\n", reply: JAM },
  { name: "a run of TIME", sent: "TIME\r\n".repeat(3), reply: JAM.repeat(3) },
  { name: "an unknown line", sent: "HELLO\r\n", reply: INVALID },
  { name: "an empty line", sent: "\r\n", reply: "" },
  { name: "QUIT", sent: "QUIT\r\n", reply: "", verdict: "quit" },
  { name: "a line too long", sent: `${"y".repeat(513)}\r\n`, reply: INVALID, verdict: "overlong" },
];

/** The transcript a row asks for; counts are read off its reply. */
function owed(row: RequirementCase, strictness: Strictness, form: ReplyForm): Transcript {
  const { reply, verdict = "open" } = strictness === "strict" ? (row.strict ?? row) : row;
  return {
    reply: form === "datetime" ? reply.replaceAll(JAM, DATED_JAM) : reply,
    times: reply.split(JAM).length - 1,
    invalid: reply.split(INVALID).length - 1,
    verdict,
  };
}

/** What `first` and then `next` get in one connection: nothing for `next` when `first` closes it (R5, R10). */
function owedInTurn(first: Transcript, next: Transcript): Transcript {
  if (first.verdict !== "open") return first;
  return {
    reply: first.reply + next.reply,
    times: first.times + next.times,
    invalid: first.invalid + next.invalid,
    verdict: next.verdict,
  };
}

/** Whether what comes after a row begins a new line, or is ignored. */
function canBeFollowed(row: RequirementCase, outcome: Transcript): boolean {
  return outcome.verdict !== "open" || row.sent === "" || row.sent.endsWith("\n");
}

for (const strictness of STRICTNESSES) {
  describe(`requirements, ${strictness}`, () => {
    // One responder for all rows, as in a server: a row must leave nothing behind for the next.
    const responder = responderWith({ strictness });

    for (const row of ALL_CASES) {
      test(`${row.name}, three ways`, () => {
        const expected = owed(row, strictness, "time");
        const sent = octetsOf(row.sent);
        assert.deepEqual(feedAll(responder, [sent]), expected, "whole");
        assert.deepEqual(feedAll(responder, octetByOctet(sent)), expected, "octet by octet");
        for (const neighbour of NEIGHBOURS) checkGlued(responder, row, neighbour, strictness);
      });
    }

    test("R8 each row cut in two, anywhere", () => {
      for (const row of ALL_CASES) {
        const expected = owed(row, strictness, "time");
        const sent = octetsOf(row.sent);
        for (let cut = 0; cut <= sent.length; cut++) {
          const halves = [sent.subarray(0, cut), sent.subarray(cut)];
          assert.deepEqual(feedAll(responder, halves), expected, `${row.name}, cut at ${cut}`);
        }
      }
    });

    test("R8 all rows that leave the connection open, in one stream", () => {
      const rows = ALL_CASES.filter((row) => {
        const outcome = owed(row, strictness, "time");
        return outcome.verdict === "open" && canBeFollowed(row, outcome);
      });
      assert.ok(rows.length > 50, "the stream has something in it");
      const expected = rows.map((row) => owed(row, strictness, "time")).reduce(owedInTurn);
      const sent = octetsOf(rows.map((row) => row.sent).join(""));
      assert.deepEqual(feedAll(responder, [sent]), expected);
      assert.deepEqual(feedAll(responder, octetByOctet(sent)), expected);
    });

    test("R13 each row in date mode", () => {
      const dated = responderWith({ strictness, replyForm: "datetime" });
      for (const row of ALL_CASES) {
        const expected = owed(row, strictness, "datetime");
        const sent = octetsOf(row.sent);
        assert.deepEqual(feedAll(dated, [sent]), expected, row.name);
        assert.deepEqual(feedAll(dated, octetByOctet(sent)), expected, `${row.name}, octet by octet`);
      }
    });
  });
}

/** The row after the neighbour and before it, whole and octet by octet. */
function checkGlued(
  responder: Responder,
  row: RequirementCase,
  neighbour: RequirementCase,
  strictness: Strictness,
): void {
  const rowOwed = owed(row, strictness, "time");
  const neighbourOwed = owed(neighbour, strictness, "time");
  const behind = octetsOf(neighbour.sent + row.sent);
  const behindOwed = owedInTurn(neighbourOwed, rowOwed);
  assert.deepEqual(feedAll(responder, [behind]), behindOwed, `after ${neighbour.name}`);
  assert.deepEqual(feedAll(responder, octetByOctet(behind)), behindOwed, `after ${neighbour.name}, by octet`);
  if (!canBeFollowed(row, rowOwed)) return;
  const before = octetsOf(row.sent + neighbour.sent);
  const beforeOwed = owedInTurn(rowOwed, neighbourOwed);
  assert.deepEqual(feedAll(responder, [before]), beforeOwed, `before ${neighbour.name}`);
  assert.deepEqual(
    feedAll(responder, octetByOctet(before)),
    beforeOwed,
    `before ${neighbour.name}, by octet`,
  );
}

test("R2 to R11 each have a row", () => {
  const named = new Set(ALL_CASES.flatMap((row) => row.name.match(/\bR\d+\b/g) ?? []));
  const wanted = ["R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11"];
  assert.deepEqual(
    wanted.filter((id) => !named.has(id)),
    [],
  );
});

test("no two rows have the same name or the same octets", () => {
  assert.equal(new Set(ALL_CASES.map((row) => row.name)).size, ALL_CASES.length, "names");
  const sent = ALL_CASES.map((row) => row.sent);
  assert.deepEqual(
    sent.filter((text, at) => sent.indexOf(text) !== at),
    [],
  );
});
