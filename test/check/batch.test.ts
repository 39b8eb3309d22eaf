import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type BatchOptions, type BatchOutcome, checkBatch } from "../../src/check/batch/batch-run.ts";
import { BatchStore } from "../../src/check/batch/batch-store.ts";
import { type Enclosure, withoutIsolation } from "../../src/check/batch/isolation.ts";
import { listSubmissions } from "../../src/check/batch/submissions.ts";
import { hasProcessTable } from "../../src/check/process-table.ts";
import { needsProgram } from "../support/system-programs.ts";

const FAKE = fileURLToPath(new URL("fixtures-b/fake_check.py", import.meta.url));
const FOUND = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
const PYTHON = FOUND.stdout?.trim() ?? "";
const options = hasProcessTable() ? needsProgram("python3") : { skip: "needs /proc of Linux" };
/** Checks of the tests need no network, so as many may run at once as are asked for. */
const TOGETHER: Enclosure = { isolation: "network", wrap: (command) => [...command] };

let root = "";
let source = "";
let results = "";
let runs = 0;
before(() => {
  root = mkdtempSync(join(tmpdir(), "jam-batch-test-"));
});
after(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  const run = join(root, `${++runs}`);
  [source, results] = [join(run, "in"), join(run, "out")];
  mkdirSync(source, { recursive: true });
  process.env.FAKE_CHECK_LOG = join(run, "log");
  writeFileSync(process.env.FAKE_CHECK_LOG, "");
});

function hand(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(source, name), content);
}

function batch(changes: Partial<BatchOptions> = {}): Promise<BatchOutcome> {
  return checkBatch({
    submissions: listSubmissions(source),
    store: new BatchStore(results),
    template: ["run", "{file}"],
    find: null,
    checker: [PYTHON, FAKE],
    settings: [],
    enclosure: TOGETHER,
    jobs: 2,
    limits: { milliseconds: 20_000, residentOctets: 1024 ** 3 },
    results: "kept",
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...changes,
  });
}

interface Noted {
  readonly what: string;
  readonly file: string;
  readonly at: number;
}

function noted(): Noted[] {
  return readFileSync(process.env.FAKE_CHECK_LOG as string, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(" "))
    .map(([what = "", file = "", , at]) => ({ what, file, at: Number(at) }));
}

const begun = () => noted().filter(({ what }) => what === "begin");
const outcomes = ({ records }: BatchOutcome) =>
  Object.fromEntries(records.map(({ name, outcome, report }) => [name, report?.grade.percent ?? outcome]));

function childrenLeft(): number[] {
  const pids = noted().flatMap(({ what }) => (what.startsWith("child-") ? [Number(what.slice(6))] : []));
  assert.ok(pids.length > 0);
  return pids.filter((pid) => existsSync(`/proc/${pid}`) && !isGone(pid));
}

function isGone(pid: number): boolean {
  return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}

describe("a batch", options, () => {
  test("goes on whatever one server does", async () => {
    hand({
      a: "pass 90",
      b: "fail 40",
      c: "no-server",
      d: "junk",
      e: "crash",
      f: "memory 300",
      g: "pass 80",
    });
    mkdirSync(join(source, "h"));
    const limits = { milliseconds: 20_000, residentOctets: 200 * 1024 ** 2 };
    const outcome = await batch({ limits });
    assert.deepEqual(outcomes(outcome), {
      a: 90,
      b: 40,
      c: "no-server",
      d: "failed",
      e: "failed",
      f: "too-much-memory",
      g: 80,
      h: "no-file",
    });
    assert.equal(outcome.end, "complete");
    const [, , noServer] = outcome.records;
    assert.equal(noServer?.reason, 'Cannot check "x": it ended.');
    assert.match(noServer?.told ?? "", /NameError: x$/);
    const pages = outcome.records.map(({ page }) => page !== null && existsSync(join(results, page)));
    assert.deepEqual(pages, [true, true, false, false, false, false, true, false]);
  });

  test("stops what takes too long, with all that it started", async () => {
    hand({ a: "hang", b: "pass 80" });
    const outcome = await batch({ limits: { milliseconds: 1500, residentOctets: 1024 ** 3 } });
    assert.deepEqual(outcomes(outcome), { a: "too-slow", b: 80 });
    assert.deepEqual(childrenLeft(), []);
  });

  test("leaves nothing of a check that ended by itself", async () => {
    hand({ a: "daemon" });
    assert.deepEqual(outcomes(await batch()), { a: 50 });
    assert.deepEqual(childrenLeft(), []);
  });

  test("leaves no temporary file", async () => {
    hand({ a: "hang", b: "pass 80" });
    const temporary = join(root, "temporary");
    mkdirSync(temporary);
    const before = process.env.TMPDIR;
    process.env.TMPDIR = temporary;
    try {
      await batch({ limits: { milliseconds: 1000, residentOctets: 1024 ** 3 } });
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
    assert.deepEqual(readdirSync(temporary), []);
  });

  test("checks only what has changed when it is run again", async () => {
    hand({ a: "pass 90", b: "fail 40", c: "junk" });
    await batch();
    hand({ b: "pass 70" });
    const again = await batch();
    assert.deepEqual([outcomes(again), again.kept], [{ a: 90, b: 70, c: "failed" }, 1]);
    assert.deepEqual(
      begun()
        .map(({ file }) => file)
        .slice(3)
        .sort(),
      ["b", "c"],
    );
    for (const change of [
      { settings: ["other"] },
      { template: ["walk", "{file}"] },
      { results: "fresh" as const },
    ]) {
      const before = begun().length;
      await batch(change);
      assert.equal(begun().length - before, 3, JSON.stringify(change));
    }
  });

  test("goes on where it was interrupted", async () => {
    hand({ a: "pass 90", b: "hang", c: "pass 70" });
    const stop = new AbortController();
    const first = await batch({
      jobs: 1,
      signal: stop.signal,
      onProgress: ({ running }) => {
        if (running.includes("b")) setTimeout(() => stop.abort(), 500);
      },
    });
    assert.deepEqual([outcomes(first), first.end], [{ a: 90 }, "interrupted"]);
    assert.deepEqual(childrenLeft(), []);
    hand({ b: "pass 80" });
    const second = await batch({ jobs: 1 });
    assert.deepEqual([outcomes(second), second.kept], [{ a: 90, b: 80, c: 70 }, 1]);
  });

  test("does not trust what is left of a record", async () => {
    hand({ a: "pass 90" });
    await batch();
    const [record = ""] = readdirSync(join(results, "servers")).filter((name) => name.endsWith(".json"));
    const path = join(results, "servers", record);
    for (const broken of ["", "{", "[]", '{"format":1}', readFileSync(path, "utf8").slice(0, -40)]) {
      writeFileSync(path, broken);
      assert.deepEqual([outcomes(await batch()), begun().length > 1], [{ a: 90 }, true]);
    }
    assert.equal(begun().length, 6);
  });

  test("runs as many at once as it is told, and one after another without isolation", async () => {
    hand({ a: "pass 1", b: "pass 2", c: "pass 3", d: "pass 4" });
    await batch({ jobs: 4 });
    assert.ok(mostAtOnce() > 1, JSON.stringify(noted()));
    writeFileSync(process.env.FAKE_CHECK_LOG as string, "");
    await batch({ jobs: 4, enclosure: withoutIsolation(), results: "fresh" });
    assert.equal(mostAtOnce(), 1);
  });

  test("tells how far it is", async () => {
    hand({ a: "pass 1", b: "pass 2" });
    await batch();
    hand({ b: "pass 3" });
    const told: string[] = [];
    await batch({
      onProgress: ({ done, of, kept, running }) => told.push(`${done}/${of} ${kept} ${running}`),
    });
    assert.deepEqual(told, ["1/2 1 ", "1/2 1 b", "2/2 1 "]);
  });

  test("reads nothing that is neither a file nor a folder, and finds nothing at a path that is not there", async () => {
    hand({ b: "pass 2" });
    execFileSync("mkfifo", [join(source, "a")]);
    assert.deepEqual(outcomes(await batch()), { a: "no-file", b: 2 });
    const list = join(source, "list");
    writeFileSync(list, "b\nnot-there\n");
    const listed = await batch({ submissions: listSubmissions(list) });
    assert.deepEqual(outcomes(listed), { b: 2, "not-there": "no-file" });
  });

  test("says why no check can be started at all", async () => {
    hand({ a: "pass 1" });
    const outcome = await batch({ checker: ["/nowhere/jam"] });
    assert.match(outcome.records[0]?.reason ?? "", /ENOENT/);
  });
});

function mostAtOnce(): number {
  const steps = noted().sort((a, b) => a.at - b.at);
  let [now, most] = [0, 0];
  for (const { what } of steps) {
    now += what === "begin" ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}
