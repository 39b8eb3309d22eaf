import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  type BatchRecord,
  parseRecord,
  parseReport,
  RECORD_FORMAT,
} from "../../src/check/batch/batch-record.ts";
import { BatchStore, fingerprintOf } from "../../src/check/batch/batch-store.ts";
import {
  fillTemplate,
  namesFile,
  namesSubmission,
  usualCommand,
  wordsOf,
} from "../../src/check/batch/command-template.ts";
import { findServerFile, listSubmissions, type ServerFile } from "../../src/check/batch/submissions.ts";
import { summaryOf } from "../../src/check/batch/summary.ts";
import { summaryCsv } from "../../src/check/batch/summary-csv.ts";
import { summaryHtml } from "../../src/check/batch/summary-html.ts";
import type { Outcome } from "../../src/check/model.ts";
import { batchEn } from "../../src/cli/check/batch-messages-en.ts";
import { batchId } from "../../src/cli/check/batch-messages-id.ts";
import { batchProgressLine } from "../../src/cli/check/batch-progress.ts";
import { batchTable } from "../../src/cli/check/batch-table.ts";

let root = "";
let folders = 0;
before(() => {
  root = mkdtempSync(join(tmpdir(), "jam-batch-parts-"));
});
after(() => rmSync(root, { recursive: true }));

/** Makes a folder with files in it, by path. */
function folderWith(...files: readonly string[]): string {
  const folder = join(root, `${++folders}`);
  mkdirSync(folder);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  return folder;
}

describe("the command template of a batch", () => {
  const words: readonly (readonly [template: string, words: string[] | null])[] = [
    ["python3 {file}", ["python3", "{file}"]],
    ["  a   b\tc ", ["a", "b", "c"]],
    [`sh -c 'cd x && "./run" $1' "a b" c\\ d`, ["sh", "-c", `cd x && "./run" $1`, "a b", "c d"]],
    [`"a \\" b" '\\' ""`, [`a " b`, "\\", ""]],
    ["", null],
    ["  ", null],
    ["python3 'x", null],
    ['python3 "x', null],
  ];
  for (const [template, expected] of words) {
    test(`of ${JSON.stringify(template)} has the words ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(wordsOf(template), expected);
    });
  }

  test("takes names as they are: no space, quote or placeholder in them is read", () => {
    const values = { file: "a b'{name}.py", folder: "/x $& y", name: "{file}" };
    assert.deepEqual(fillTemplate(["run", "{file}", "--in={folder}:{name}", "{other}"], values), [
      "run",
      "a b'{name}.py",
      "--in=/x $& y:{file}",
      "{other}",
    ]);
  });

  test("must name the submission", () => {
    assert.deepEqual(
      [namesSubmission(["make", "run"]), namesSubmission(["make", "-C", "{folder}"])],
      [false, true],
    );
    assert.deepEqual([namesFile(["a", "{folder}"]), namesFile(["a", "x={file}"])], [false, true]);
  });

  test("may be left out: the ending of the file says what runs it", () => {
    assert.deepEqual(usualCommand("server.py"), ["python3", "./server.py"]);
    assert.deepEqual(usualCommand("src/Server.TS"), ["node", "src/Server.TS"]);
    assert.deepEqual(usualCommand("server"), ["./server"]);
  });
});

describe("submissions", () => {
  test("of a folder are its entries in order, hidden ones left out", () => {
    const folder = folderWith("b.py", "a/server.py", ".hidden");
    const found = listSubmissions(folder).map(({ name, kind }) => [name, kind]);
    assert.deepEqual(found, [
      ["a", "folder"],
      ["b.py", "file"],
    ]);
  });

  test("of a list are its lines, by the list's own folder, each with a name of its own", () => {
    const folder = folderWith("one/server.py", "two/server.py", "list.txt");
    const list = join(folder, "list.txt");
    writeFileSync(list, "# a class\r\none/server.py\r\n\r\ntwo/server.py\nBudi\ttwo\nbudi\tnot-there\n");
    assert.deepEqual(listSubmissions(list), [
      { name: "server.py", path: join(folder, "one/server.py"), kind: "file" },
      { name: "server.py (2)", path: join(folder, "two/server.py"), kind: "file" },
      { name: "Budi", path: join(folder, "two"), kind: "folder" },
      { name: "budi (2)", path: join(folder, "not-there"), kind: "file" },
    ]);
  });

  const searches: readonly (readonly [files: string[], pattern: string | null, found: ServerFile])[] = [
    [["server.py", "client.py"], null, { file: "server.py" }],
    [["my_server.py", "client_server.py", "server_test.py"], null, { file: "my_server.py" }],
    [["deep/er/server.py", "time_server_v2.py"], null, { file: "deep/er/server.py" }],
    [["a/server.py", "server.py"], null, { file: "server.py" }],
    [["main.py", "other.py", "README.md"], null, { file: "main.py" }],
    [["tugas1.py", "klien.py", "laporan.pdf"], null, { file: "tugas1.py" }],
    [["node_modules/server.js", ".venv/server.py", "index.js"], null, { file: "index.js" }],
    [["a.py", "b.py"], null, { file: null, candidates: ["a.py", "b.py"] }],
    [["report.pdf"], null, { file: null, candidates: [] }],
    [["server.py", "x/run.cpp"], "*.cpp", { file: "x/run.cpp" }],
    [["a/b/Progjar.py", "c/Progjar.py"], "a/**/progjar.py", { file: "a/b/Progjar.py" }],
    [["server+1.py", "server11.py"], "server+?.py", { file: "server+1.py" }],
  ];
  for (const [files, pattern, found] of searches) {
    test(`with ${files.join(", ")}${pattern === null ? "" : ` and ${pattern}`}: ${JSON.stringify(found)}`, () => {
      const path = folderWith(...files);
      assert.deepEqual(findServerFile({ name: "x", path, kind: "folder" }, pattern), found);
    });
  }
});

describe("the store of a batch", () => {
  test("gives each name a file of its own, whatever characters are in it", () => {
    const store = new BatchStore(join(root, "store"));
    const names = ["a", "a/b", "a:b", "../../x", "..", "", "x".repeat(300), `${"x".repeat(300)}y`, "Ibu Sri"];
    for (const name of names) store.keep(recordOf(name, 1, {}));
    assert.equal(readdirSync(join(root, "store", "servers")).length, names.length);
    for (const name of names) assert.equal(store.read(name, "f")?.name, name);
    assert.equal(store.read("a", "another fingerprint"), null);
  });

  test("sees each change of a submission or a setting, and nothing else", () => {
    const path = folderWith("a.py", "b/c.py");
    const submission = { name: "x", path, kind: "folder" } as const;
    const first = fingerprintOf(submission, ["s"]);
    assert.equal(fingerprintOf({ ...submission, name: "y" }, ["s"]), first);
    const prints = [first, fingerprintOf(submission, ["t"]), fingerprintOf(submission, ["s", ""])];
    writeFileSync(join(path, "b/c.py"), "C/c.py");
    prints.push(fingerprintOf(submission, ["s"]));
    writeFileSync(join(path, "b/d.py"), "");
    prints.push(fingerprintOf(submission, ["s"]));
    assert.equal(new Set(prints).size, prints.length);
  });

  test("reads no record and no report that is not one", () => {
    const record = recordOf("a", 50, { "R4/format": "fail" });
    assert.deepEqual(parseRecord(JSON.stringify(record)), record);
    for (const change of [
      { format: 2 },
      { outcome: "good" },
      { report: {} },
      { name: 1 },
      { told: undefined },
    ]) {
      assert.equal(parseRecord(JSON.stringify({ ...record, ...change })), null, JSON.stringify(change));
    }
    for (const text of ["", "null", "1", "{}", '{"verdict":"pass"}'])
      assert.equal(parseReport(text), null, text);
  });
});

function recordOf(
  name: string,
  percent: number | null,
  cases: Readonly<Record<string, Outcome>>,
): BatchRecord {
  const failed = Object.values(cases).includes("fail");
  return {
    format: RECORD_FORMAT,
    name,
    path: `/in/${name}`,
    command: ["python3", name],
    fingerprint: "f",
    outcome: percent === null ? "no-server" : "checked",
    reason: percent === null ? "it did not start" : "",
    told: percent === null ? "Traceback\n  SyntaxError: <b>" : "",
    milliseconds: 1234,
    page: percent === null ? null : `servers/${name}.html`,
    report:
      percent === null
        ? null
        : {
            verdict: failed ? "fail" : "pass",
            profile: "sheet",
            grade: { points: percent, of: 100, percent },
            framing: "lines",
            concurrency: 20,
            causes: failed ? [{ id: "reply-format", text: "text" }] : [],
            cases: Object.entries(cases).map(([id, outcome]) => ({
              id,
              level: id.startsWith("R7") ? ("should" as const) : ("must" as const),
              outcome,
              title: `<i>title</i> of ${id}`,
            })),
            output: null,
          },
  };
}

describe("the summary of a batch", () => {
  const records = [
    recordOf("late 10", 50, { "R4/format": "fail", "R7/empty-line": "fail", "R8/split": "unknown" }),
    recordOf("late 9", 50, { "R4/format": "fail", "R7/empty-line": "pass" }),
    recordOf('=cmd|"x"', 100, { "R4/format": "pass" }),
    recordOf("<script>\u001b[31m", null, {}),
    recordOf("zero", 0, { "R4/format": "fail" }),
  ];
  const summary = summaryOf(records);

  test("is sorted by grade, then by name as people count", () => {
    const names = summary.rows.map(({ record }) => record.name);
    assert.deepEqual(names, ['=cmd|"x"', "late 9", "late 10", "zero", "<script>\u001b[31m"]);
    const { passed, failed, withoutGrade, median } = summary;
    assert.deepEqual(
      { passed, failed, withoutGrade, median },
      { passed: 1, failed: 3, withoutGrade: 1, median: 50 },
    );
    assert.deepEqual(
      summary.cases.map(({ id, failed, of }) => [id, failed, of]),
      [
        ["R4/format", 3, 4],
        ["R7/empty-line", 1, 2],
      ],
    );
    assert.deepEqual([summaryOf([]).median, summaryOf(records.slice(0, 3)).median], [null, 50]);
  });

  test("as CSV is what a spreadsheet reads, and no formula in it", () => {
    const [titles, first, , third, , last] = summaryCsv(summary).split("\r\n");
    assert.match(titles ?? "", /^name,verdict,percent,points,of,failed_must,failed_other,/);
    assert.match(first ?? "", /^"'=cmd\|""x""",pass,100,100,100,,,,lines,20,1\.2,/);
    assert.match(third ?? "", /^late 10,fail,50,50,100,R4\/format,R7\/empty-line,reply-format,/);
    assert.match(last ?? "", /,no-server,,,,,,,,,1\.2,.*,it did not start,SyntaxError: <b>$/);
  });

  for (const [language, words] of [
    ["en", batchEn],
    ["id", batchId],
  ] as const) {
    test(`as a page shows names as they are and links to each report, in ${language}`, () => {
      const html = summaryHtml(summary, { language, source: "<class>", done: 5, of: 7 }, words.summary);
      for (const raw of ["<script", "<i>", "<b>", "<class>", "\u001b"]) assert.ok(!html.includes(raw), raw);
      assert.ok(html.includes('<a href="servers/late%209.html">late 9</a>'));
      assert.ok(html.includes(words.summary.incomplete(5, 7)));
      assert.ok(html.includes("SyntaxError: &#60;b&#62;"));
    });
  }

  test("on a terminal keeps to its columns and shows no control characters", () => {
    const lines = batchTable(summary, batchEn, 60);
    const table = lines.filter((line) => line !== batchEn.summary.counts(summary));
    assert.ok(
      table.every((line) => [...line].length <= 60 && !line.includes("\u001b")),
      lines.join("\n"),
    );
    assert.equal(lines[1], '100.0 %  pass       =cmd|"x"');
    assert.equal(lines[5], "      -  no server  <script>?[31m  SyntaxError: <b>");
    assert.ok(lines.includes("5 servers: 1 pass, 3 fail, 1 without a grade; median 50 %."), lines.join("\n"));
  });

  test("comes after a bar that says how long it will take", () => {
    const marks = { full: "#", empty: "." };
    const progress = { done: 5, of: 20, kept: 2, running: ["a", "b\u0007"], record: null };
    assert.equal(
      batchProgressLine(progress, 12_000, marks, batchEn),
      "######..................  5 of 20  about 1:00 left  a, b?",
    );
    const begin = { done: 2, of: 2, kept: 2, running: [], record: null };
    assert.equal(batchProgressLine(begin, 0, marks, batchEn), "########################  2 of 2  ");
  });
});
