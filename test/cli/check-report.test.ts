import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, test } from "node:test";
import { ALL_CASES, type CheckResult, weightsOf } from "../../src/check/index.ts";
import { CheckProgressLine } from "../../src/cli/check/check-progress.ts";
import { checkMessagesEn } from "../../src/cli/check/messages-en.ts";
import { noServerError } from "../../src/cli/check/no-server.ts";
import { paintFor, wrapped } from "../../src/cli/check/paint.ts";
import { terminalReport } from "../../src/cli/check/terminal-report.ts";
import type { OutputStream } from "../../src/cli/context.ts";
import { madeResult } from "../check/made-results.ts";

const ESCAPE = "\u001b[";

/** A terminal, or a file, that keeps what is written. */
function output(kind: "terminal" | "file"): { stream: OutputStream; text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY: kind === "terminal", columns: 60 });
  return { stream, text: () => String(stream.read() ?? "") };
}

function report(result: CheckResult, kind: "terminal" | "file", details: "usual" | "all" = "usual"): string {
  const { stream } = output(kind);
  const weights = weightsOf(ALL_CASES, "sheet", null);
  const paint = paintFor(stream, {});
  return terminalReport(result, { language: "en", weights, rubric: null, columns: 60, paint, details });
}

const FAILED = madeResult(
  {
    "R4/format": { outcome: "fail", seen: "two-spaces", facts: { reply: "JAM  03:04:05\\r\\n" } },
    "R11/not-utf8": { outcome: "fail", seen: "stuck", cause: "dies-on-bad-octets" },
    "R2/bare-lf": { outcome: "fail", seen: "silence" },
    "OPS/restarts": { outcome: "unknown", seen: "no-restart" },
  },
  { output: "one\ntwo \u001b[31m\u202e red\n" },
);

describe("colours", () => {
  test("only on a terminal, unless NO_COLOR is set or it is a dumb one", () => {
    const [terminal, file] = [output("terminal").stream, output("file").stream];
    assert.equal(paintFor(terminal, {})("red", "x"), `${ESCAPE}31mx${ESCAPE}0m`);
    assert.equal(paintFor(terminal, { NO_COLOR: "" })("red", "x"), `${ESCAPE}31mx${ESCAPE}0m`);
    for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }])
      assert.equal(paintFor(terminal, env)("red", "x"), "x");
    assert.equal(paintFor(file, {})("red", "x"), "x");
  });
});

describe("lines", () => {
  const plain = paintFor(output("file").stream, {});

  test("are broken between words, never inside of code", () => {
    assert.deepEqual(wrapped("one two three", 7, plain), ["one two", "three"]);
    assert.deepEqual(wrapped("see `a b c` now", 8, plain), ["see", "`a b c`", "now"]);
    assert.deepEqual(wrapped("`while b in c:`, then", 10, plain), ["`while b in c:`,", "then"]);
    assert.deepEqual(wrapped("", 10, plain), []);
    assert.deepEqual(wrapped("an odd ` mark", 80, plain), ["an odd ` mark"]);
  });

  test("code is coloured where there are colours, and quoted elsewhere", () => {
    const colours = paintFor(output("terminal").stream, {});
    assert.deepEqual(wrapped("see `a b`.", 80, colours), [`see ${ESCAPE}36ma b${ESCAPE}0m.`]);
    assert.deepEqual(wrapped("see `a b`.", 80, plain), ["see `a b`."]);
  });
});

describe("the report on a terminal", () => {
  test("cases, causes, other failures, output, grade, in this order", () => {
    const text = report(FAILED, "file");
    const order = [
      "FAIL         MUST      R4/format",
      "noted        INFO      R2/bare-lf",
      "not seen     SHOULD    OPS/restarts",
      "What is wrong, and where to look",
      "1. Octets that are not UTF-8",
      "Failed because of it: R11/not-utf8",
      "R4/format MUST: ",
      "What the server printed, at its end",
      "2 failed, 1 noted, 1 not seen; 12.3 s",
      "Grade: ",
    ];
    const places = order.map((part) => text.indexOf(part));
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? -1)),
      String(places),
    );
    assert.ok(
      text.includes('Seen: more than one space after JAM: "JAM  03:04:05\\r\\n"'),
      "its spaces are kept",
    );
  });

  test("nothing that a server prints reaches the terminal as a control", () => {
    const text = report(FAILED, "file", "all");
    assert.ok(text.includes("two \\x1b[31m\\u{202e} red"));
    assert.doesNotMatch(text, /[^\P{C}\n]/u);
    const named = report({ ...FAILED, target: "a\u001b[2Jb" }, "file");
    assert.ok(named.startsWith("Check of a time server: a\\x1b[2Jb\n"));
  });

  test("in colours where there are any", () => {
    assert.ok(report(FAILED, "terminal").includes(`${ESCAPE}31mFAIL`));
    assert.ok(!report(FAILED, "file").includes(ESCAPE));
  });

  test("a good server: no talk of what is wrong", () => {
    const text = report(madeResult({}, { output: "started\n" }), "file");
    assert.ok(!text.includes("What is wrong") && !text.includes("printed"));
    assert.match(text, /100 %\nEverything that it MUST do, it does\.\n$/);
  });
});

describe("progress", () => {
  const first = ALL_CASES[0]!;

  test("one line on a terminal, which is erased", () => {
    const { stream, text } = output("terminal");
    const line = new CheckProgressLine(stream, {}, checkMessagesEn);
    line.draw({ kind: "started", cases: ALL_CASES });
    assert.equal(text(), "");
    line.draw({ kind: "running", case: first });
    assert.equal(text(), `\r${ESCAPE}2K0 of ${ALL_CASES.length}  ${first.id}`);
    line.draw({ kind: "restarted", after: "R4/format ".repeat(20) });
    const drawn = text();
    assert.ok(drawn.length <= 60 + `\r${ESCAPE}2K`.length, "it never wraps");
    line.erase();
    line.erase();
    assert.equal(text(), `\r${ESCAPE}2K`);
  });

  test("nothing anywhere else", () => {
    const { stream, text } = output("file");
    const line = new CheckProgressLine(stream, {}, checkMessagesEn);
    line.draw({ kind: "running", case: first });
    line.erase();
    assert.equal(text(), "");
  });
});

test("why no server answers is told by the system's code", () => {
  const error = (code?: string) => {
    const facts = code === undefined ? {} : { code };
    const result = madeResult({ "R1/connects": { outcome: "fail", seen: "not-connected", facts } });
    return noServerError(result, 2000).code;
  };
  assert.equal(error("ECONNREFUSED"), "JAM_CONNECT_REFUSED");
  assert.equal(error("ENOTFOUND"), "JAM_HOST_NOT_RESOLVED");
  assert.equal(error("EHOSTUNREACH"), "JAM_CONNECT_FAILED");
  assert.equal(error(), "JAM_CONNECT_TIMEOUT");
});
