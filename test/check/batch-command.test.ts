import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findEnclosure } from "../../src/check/batch/isolation.ts";
import { runJam, startJam } from "../support/jam-process.ts";
import { runProgram } from "../support/program-run.ts";
import { needsProgram } from "../support/system-programs.ts";
import { until } from "../support/waiting.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/jam.js", import.meta.url));
const CORRECT = readFileSync(new URL("zoo/python/correct.py", import.meta.url), "utf8");
/** All of them listen on the port of the sheet. */
const SERVERS: Readonly<Record<string, string>> = {
  "correct.py": CORRECT,
  "two-spaces.py": CORRECT.replaceAll("JAM ", "JAM  "),
  "broken.py": "import no_such_module\n",
};
const QUICK = ["--only", "R1/connects,R4/format"];

const isolation = findEnclosure().isolation;
const needsNetworks =
  isolation === "none"
    ? { skip: "needs network namespaces: the port of the sheet may be in use" }
    : needsProgram("python3");

let root = "";
let folder = "";
let out = "";
let runs = 0;
before(() => {
  root = mkdtempSync(join(tmpdir(), "jam-batch-cli-"));
});
after(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  const run = join(root, `${++runs}`);
  [folder, out] = [join(run, "in"), join(run, "out")];
  mkdirSync(folder, { recursive: true });
});

function hand(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

const cells = () =>
  readFileSync(join(out, "summary.csv"), "utf8")
    .split("\r\n")
    .slice(1, -1)
    .map((line) => line.split(",").slice(0, 2));

describe("jam check --batch", needsNetworks, () => {
  for (const engine of ["bun", "node"]) {
    test(`checks servers that all listen on one port, side by side, on ${engine}`, async () => {
      hand(SERVERS);
      const args = ["check", "--lang", "en", "--batch", folder, "--out", out, "--jobs", "3", ...QUICK];
      const { code, stdout, stderr } = await runProgram(process.execPath, [
        LAUNCHER,
        "--engine",
        engine,
        ...args,
      ]).ended();
      assert.equal(code, 1, stderr);
      assert.match(stderr, /^3 servers, 3 at a time, each in a network of its own\n/);
      assert.match(stdout, /^100\.0 % {2}pass {7}correct\.py$/m);
      assert.match(stdout, /FAIL {7}two-spaces\.py {2}reply-format$/m);
      assert.match(
        stdout,
        /no server {2}broken\.py {6}ModuleNotFoundError: No module named 'no_such_module'$/m,
      );
      assert.deepEqual(cells(), [
        ["correct.py", "pass"],
        ["two-spaces.py", "fail"],
        ["broken.py", "no-server"],
      ]);
      const page = readFileSync(join(out, "servers", "two-spaces.py.html"), "utf8");
      assert.ok(page.includes("R4/format"));
      assert.ok(readFileSync(join(out, "summary.html"), "utf8").includes("servers/two-spaces.py.html"));
    });
  }

  test("goes on after an interrupt where it was, and says so in Indonesian", async () => {
    hand(SERVERS);
    const args = ["check", "--lang", "id", "--batch", folder, "--out", out, "--jobs", "1", ...QUICK];
    const first = startJam([...args, "--command", "python3 {file}"]);
    const told = text(first.stderr);
    first.stdout.resume();
    const ended = new Promise<number | null>((resolve) => first.once("close", resolve));
    await until(() => existsSync(join(out, "servers", "broken.py.json")), "the first result");
    first.kill("SIGINT");
    assert.equal(await ended, 1);
    assert.match(await told, /Terputus: [12] dari 3 sudah diperiksa\./);
    const second = await runJam([...args, "--command", "python3 {file}"]);
    assert.match(second.stderr, /^[12] sudah diperiksa sebelumnya dan tidak berubah/m);
    assert.equal(cells().length, 3);
  });

  test("ends with 0 when all are well, and checks all again when it is told to", async () => {
    mkdirSync(join(folder, "Budi Santoso"));
    writeFileSync(join(folder, "Budi Santoso", "time_server.py"), CORRECT);
    writeFileSync(join(folder, "Budi Santoso", "client.py"), "");
    const args = ["check", "--batch", folder, "--out", join(folder, "results"), ...QUICK];
    const isKept: boolean[] = [];
    for (const more of [[], [], ["--fresh"]]) {
      const { code, stdout, stderr } = await runJam([...args, ...more]);
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /Budi Santoso/);
      isKept.push(/^1 were checked before/m.test(stderr));
    }
    assert.deepEqual(isKept, [false, true, false]);
  });
});

describe("jam check --batch refuses", () => {
  const wrong: readonly (readonly [args: string[], reason: RegExp])[] = [
    [["--batch", "FOLDER", "--json", "-"], /"--json" cannot be combined with --batch/],
    [["--batch", "FOLDER", "localhost:1"], /with --batch no server is named/],
    [["--batch", "FOLDER", "--", "python3", "x.py"], /with --batch no server is named/],
    [["--batch", "FOLDER", "--command", "python3 'x"], /open quote/],
    [["--batch", "FOLDER", "--command", "make run"], /would start the same server/],
    [["--batch", "FOLDER", "--out", "FOLDER"], /the folder that is checked/],
    [["--batch", "FOLDER"], /there is nothing to check/],
    [["--fresh"], /"--fresh" is for --batch/],
    [["--command", "python3 {file}", "localhost:1"], /"--command" is for --batch/],
    [["--batch", "FOLDER", "--jobs", "0"], /"0" for --jobs/],
    [["--batch", "FOLDER", "--memory", "1"], /"1" for --memory/],
    [["--batch", "FOLDER/nothing"], /JAM_FILE_NOT_READABLE/],
    [["--batch", "FOLDER", "--only", "R99"], /"R99" for --only/],
    [["--batch", "FOLDER", "--rubric", "FOLDER/none.json"], /JAM_FILE_NOT_READABLE/],
  ];
  for (const [args, reason] of wrong) {
    test(args.join(" "), async () => {
      const { code, stderr, stdout } = await runJam([
        "check",
        ...args.map((arg) => arg.replace("FOLDER", folder)),
      ]);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, reason);
      assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    });
  }
});
