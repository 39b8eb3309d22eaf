import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import {
  ALL_CASES,
  type CheckLanguage,
  type CheckResult,
  htmlReport,
  jsonReport,
  junitReport,
  PROFILES,
  type ReportStyle,
  strictly,
  tapReport,
  weightsOf,
  withoutControls,
} from "../../src/check/index.ts";
import { needsProgram } from "../support/system-programs.ts";
import { type MadeOutcome, madeResult } from "./made-results.ts";

/** Text with everything that a format may take for something else. */
const NASTY = `<script>alert("1")</script> & ' " \` # \\ ]]> {x} \u0000\u001b[31m\u202e\u2028\ud800\uffff \u00e9`;
const STYLE: ReportStyle = {
  language: "en",
  weights: weightsOf(ALL_CASES, "sheet", null),
  rubric: null,
};

const SPLIT: MadeOutcome = {
  outcome: "fail",
  seen: "error-each",
  facts: { reply: "Invalid command\\r\\nInvalid command\\r\\n" },
  trace: [
    { at: 0.4, connection: 1, what: "connected", octets: "" },
    { at: 1, connection: 1, what: "sent", octets: "TI" },
    { at: 151.2, connection: 1, what: "received", octets: "Invalid command\\r\\n" },
  ],
  cause: "framing/one-recv-stripped",
};
const FORMAT: MadeOutcome = {
  outcome: "fail",
  seen: "two-spaces",
  facts: { reply: "JAM  03:04:05\\r\\n" },
};

function typical(rest: Parameters<typeof madeResult>[1] = {}): CheckResult {
  return madeResult(
    {
      "R4/format": FORMAT,
      "R8/split-in-two": SPLIT,
      "R8/octet-by-octet": { ...SPLIT, trace: [] },
      "R2/bare-lf": { outcome: "fail", seen: "silence" },
      "OPS/restarts": { outcome: "unknown", seen: "no-restart" },
    },
    { framing: "one-recv-stripped", ...rest },
  );
}

/** A server that sends, prints and is called by whatever may hurt a report. */
function nasty(): CheckResult {
  return madeResult(
    {
      "R4/format": { ...FORMAT, facts: { reply: NASTY } },
      "R1/no-banner": { outcome: "fail", seen: NASTY, facts: {} },
      "R8/split-in-two": {
        ...SPLIT,
        facts: { reply: NASTY },
        trace: [{ at: 1, connection: 2, what: "received", octets: NASTY }],
      },
      "OPS/restarts": { outcome: "unknown", seen: NASTY },
    },
    { target: NASTY, output: `first\n${NASTY}\nlast\n` },
  );
}

describe("JSON", () => {
  test("version, verdict, grade, causes, and of each case all there is", () => {
    const report = JSON.parse(jsonReport(typical(), STYLE));
    assert.equal(report.format, 1);
    assert.deepEqual(Object.keys(report), [
      "format",
      "target",
      "profile",
      "language",
      "startedAt",
      "milliseconds",
      "verdict",
      "grade",
      "framing",
      "concurrency",
      "causes",
      "cases",
      "output",
    ]);
    assert.equal(report.startedAt, "2026-01-02T03:04:05.000Z");
    assert.equal(report.verdict, "fail");
    assert.equal(report.grade.rubric, null);
    assert.deepEqual(report.causes[0].explains, ["R8/split-in-two", "R8/octet-by-octet"]);
    assert.equal(report.cases.length, ALL_CASES.length);
    const split = report.cases.find((one: { id: string }) => one.id === "R8/split-in-two");
    assert.deepEqual(Object.keys(split), [
      "id",
      "requirement",
      "level",
      "outcome",
      "title",
      "sheet",
      "expected",
      "seen",
      "why",
      "hint",
      "weight",
      "margin",
      "cause",
      "trace",
    ]);
    assert.deepEqual(split.margin, { agreeing: 2, runs: 3 });
    assert.equal(split.requirement, "R8");
    assert.equal(split.seen.word, "error-each");
    assert.equal(split.trace.length, 3);
    const restarts = report.cases.find((one: { id: string }) => one.id === "OPS/restarts");
    assert.equal(restarts.weight, null, "it is not counted");
  });

  test("whatever a server sends is valid JSON", () => {
    const report = JSON.parse(jsonReport(nasty(), STYLE));
    assert.equal(report.target, NASTY);
  });
});

describe("JUnit XML", () => {
  test("only a MUST is a failure; what else went wrong is skipped, with its reason", () => {
    const xml = junitReport(typical(), STYLE);
    const { length } = ALL_CASES;
    assert.match(
      xml,
      new RegExp(`<testsuites [^>]*tests="${length}" failures="1" errors="0" skipped="4" time="12.340">`),
    );
    assert.equal(xml.match(/<testcase /g)?.length, length);
    assert.equal(xml.match(/<failure /g)?.length, 1);
    assert.match(
      xml,
      /name="R4\/format: [^"]*" time="0\.000">\n\s+<failure type="two-spaces" message="more than one space/,
    );
    assert.match(xml, /<skipped message="should: each piece was answered/);
    assert.match(xml, /<skipped message="info: no answer came"\/>/);
    assert.match(xml, /<skipped message="not observed: only a server/);
    assert.match(xml, /name="R8\/split-in-two: [^"]*" time="0\.151"/);
    const strict = junitReport({ ...typical(), cases: strictly(typical().cases) }, STYLE);
    assert.equal(strict.match(/<failure /g)?.length, 3);
  });

  test("a parser of XML reads it, whatever a server sends", needsProgram("python3"), () => {
    for (const result of [typical(), nasty(), madeResult({})]) {
      const script =
        "import sys, xml.dom.minidom as m; d = m.parseString(sys.stdin.buffer.read()); print(len(d.getElementsByTagName('testcase')), d.documentElement.tagName)";
      const run = spawnSync("python3", ["-c", script], {
        input: junitReport(result, STYLE),
        encoding: "utf8",
      });
      assert.equal(run.stderr, "");
      assert.equal(run.stdout, `${ALL_CASES.length} testsuites\n`);
    }
  });
});

describe("TAP", () => {
  test("plan, points, directives and diagnostics", () => {
    const tap = tapReport(typical(), STYLE);
    const lines = tap.split("\n");
    assert.deepEqual(lines.slice(0, 2), ["TAP version 14", `1..${ALL_CASES.length}`]);
    const points = lines.filter((line) => /^(?:not )?ok \d+ - /.test(line));
    assert.equal(points.length, ALL_CASES.length);
    assert.deepEqual(
      points.map((line) => Number(/\d+/.exec(line)?.[0])),
      ALL_CASES.map((_, index) => index + 1),
    );
    const of = (id: string) => points.find((line) => line.includes(` ${id}:`)) ?? "";
    assert.match(of("R4/format"), /^not ok .* CR LF$/);
    assert.match(of("R8/split-in-two"), /^not ok .* # TODO SHOULD$/);
    assert.match(of("R2/bare-lf"), /^not ok .* # TODO INFO$/);
    assert.match(of("OPS/restarts"), /^ok .* # SKIP not observed: /);
    assert.match(tap, /\n {2}---\n {2}seen: "more than one space after JAM: \\"JAM {2}03:04:05/);
    assert.match(tap, /# Grade: [\d.]+ of [\d.]+ points/);
  });

  test("a `#` or a line end in what a server sends makes no directive and no line", () => {
    const lines = tapReport(nasty(), STYLE).trimEnd().split("\n");
    for (const line of lines) {
      assert.match(
        line,
        /^(?:TAP version 14|1\.\.\d+|#.*|(?:not )?ok \d+ - .*| {2}(?:---|\.\.\.)| {2}[a-z]+: .*)$/u,
      );
      assert.doesNotMatch(line, /\p{Cc}/u);
      if (/^ {2}(?:seen|word): /.test(line)) JSON.parse(line.slice(line.indexOf(":") + 1));
    }
    const skip = lines.find((line) => line.includes("OPS/restarts")) ?? "";
    assert.equal(skip.match(/(?<!\\)#/g)?.length, 1);
  });
});

describe("HTML", () => {
  test("one page that runs nothing and fetches nothing, with a policy that says so", () => {
    for (const result of [typical(), nasty()]) {
      const html = htmlReport(result, STYLE);
      const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? "";
      const hash = createHash("sha256").update(style).digest("base64");
      const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
      assert.equal(
        policy,
        `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
      );
      assert.doesNotMatch(
        html,
        /<script|<iframe|<img|<link|<object|\son[a-z]+=|\sstyle=|url\(|@import|https?:/i,
      );
      for (const [, target] of html.matchAll(/href="([^"]*)"/g)) {
        assert.match(target ?? "", /^#/);
        assert.ok(html.includes(`id="${target?.slice(1)}"`), String(target));
      }
    }
  });

  test("what a server sends is shown, and is no markup", () => {
    const html = htmlReport(nasty(), STYLE);
    assert.ok(html.includes("&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;"));
    assert.ok(html.includes("\\x00\\x1b[31m\\u{202e}\\u{2028}\\u{d800}\\u{ffff}"));
    assert.doesNotMatch(html, /[\p{Cs}\p{Cf}]|[^\P{Cc}\n]/u);
    assert.match(html, /<pre>first\n/);
  });

  test("every element is closed", () => {
    for (const result of [typical(), nasty(), madeResult({})]) {
      const open: string[] = [];
      const body = htmlReport(result, STYLE).replace(/<!doctype html>|<style>[\s\S]*?<\/style>/g, "");
      for (const [, slash, name = ""] of body.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
        if (["meta", "br"].includes(name)) continue;
        if (slash === "") open.push(name);
        else assert.equal(open.pop(), name);
      }
      assert.deepEqual(open, []);
    }
  });

  test("causes come first, what follows from them is linked, spaces are kept", () => {
    const html = htmlReport(typical(), STYLE);
    const order = [
      "What is wrong, and where to look",
      "Other failed cases",
      "All cases",
      "Failed cases in detail",
    ];
    const places = order.map((title) => html.indexOf(title));
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? 0)),
      String(places),
    );
    assert.match(html, /Failed because of it: <a href="#R8-split-in-two">/);
    assert.ok(html.includes("JAM  03:04:05"));
    assert.match(html, /\.seen \{ white-space: pre-wrap/);
    assert.match(html, /2 of 3 runs agree/);
  });
});

test("every report, in every language and profile, says something else for another result", () => {
  for (const language of ["en", "id"] satisfies CheckLanguage[]) {
    for (const profile of PROFILES) {
      const style: ReportStyle = { language, weights: weightsOf(ALL_CASES, profile, null), rubric: "2026" };
      for (const report of [jsonReport, junitReport, tapReport, htmlReport]) {
        const one = report(typical({ profile }), style);
        assert.notEqual(one, report(madeResult({}, { profile }), style));
        assert.equal(one, report(typical({ profile }), style), "the same result, the same report");
        assert.ok(one.endsWith("\n"));
        assert.doesNotMatch(one, /undefined|\[object|NaN/);
      }
    }
  }
  assert.notEqual(htmlReport(typical(), STYLE), htmlReport(typical(), { ...STYLE, language: "id" }));
});

test("controls are shown, line ends stay", () => {
  assert.equal(withoutControls("a\r\nb\tc\rd\u0085e\u{1f600}"), "a\nb  c\\x0dd\\x85e\u{1f600}");
});
