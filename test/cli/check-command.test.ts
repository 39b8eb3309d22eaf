import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ALL_CASES } from "../../src/check/index.ts";
import { createTimeServer } from "../../src/server/index.ts";
import { runJam, startJam } from "../support/jam-process.ts";
import { onLines, startScripted } from "../support/scripted-server.ts";

/** Cases that are over soon, so that a test of the command is. */
const QUICK = ["--only", "R1,R4/format,R8/two-merged,R6/unknown-line"];

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "jam-check-cli-"));
});
after(() => rm(folder, { recursive: true }));

/** A time server with a mistake: two spaces. */
function twoSpaces() {
  return startScripted((socket) =>
    onLines(socket, (line) => socket.write(line === "TIME" ? `JAM  ${clock()}\r\n` : "Invalid command\r\n")),
  );
}

/** A time server that is silent at what it does not know: that is no MUST of the sheet. */
function silentOnUnknown() {
  return startScripted((socket) =>
    onLines(socket, (line) => {
      if (line === "TIME") socket.write(`JAM ${clock()}\r\n`);
    }),
  );
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}

async function freePort(): Promise<number> {
  await using server = await startScripted(() => undefined);
  return server.port;
}

/** A program that serves on a port, and prints its arguments. */
async function serverProgram(name: string, lines: readonly string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, lines.join("\n"));
  return file;
}

const GOOD_PROGRAM = [
  'import { createServer } from "node:net";',
  'console.log("started with", JSON.stringify(process.argv.slice(2)));',
  "createServer((socket) => {",
  '  let buffer = "";',
  '  socket.on("error", () => {});',
  '  socket.on("data", (data) => {',
  '    buffer += data.toString("latin1");',
  '    for (let at = buffer.indexOf("\\n"); at >= 0; at = buffer.indexOf("\\n")) {',
  "      const line = buffer.slice(0, at).trim();",
  "      buffer = buffer.slice(at + 1);",
  '      if (line === "TIME") socket.write("JAM " + new Date().toTimeString().slice(0, 8) + "\\r\\n");',
  '      else if (line === "QUIT") return socket.end();',
  '      else if (line !== "") socket.write("Invalid command\\r\\n");',
  "    }",
  "  });",
  '}).listen(Number(process.argv[2]), "127.0.0.1");',
];

describe("jam check HOST:PORT", () => {
  test("a good server: a line for each case, the grade, exit 0, nothing on stderr", async () => {
    await using server = createTimeServer({ host: "127.0.0.1", port: 0 });
    const { port } = await server.listen();
    const { stdout, stderr, code } = await runJam(["check", `127.0.0.1:${port}`, ...QUICK]);
    assert.equal(stderr, "");
    assert.match(stdout, new RegExp(`^Check of a time server: 127\\.0\\.0\\.1:${port}\\n`));
    assert.match(stdout, /^pass +MUST +R4\/format +answers exactly/m);
    assert.match(stdout, /^5 passed, 0 failed, 0 noted, 0 not seen; [\d.]+ s$/m);
    assert.match(stdout, /^Grade: (\d+) of \1 points, 100 %\nEverything that it MUST do, it does\.\n$/m);
    assert.ok(!stdout.includes("\u001b") && !stdout.includes("What is wrong"));
    assert.equal(code, 0);
  });

  test("a bad one: causes with hints, exit 1; in Indonesian", async () => {
    await using server = await twoSpaces();
    const address = `127.0.0.1:${server.port}`;
    const english = await runJam(["check", address, ...QUICK]);
    assert.equal(english.code, 1);
    assert.match(english.stdout, /^FAIL +MUST +R4\/format +more than one space after JAM: "JAM {2}\d\d:/m);
    assert.match(english.stdout, /^What is wrong, and where to look$/m);
    assert.match(english.stdout, /^ {3}Hint: Python:/m);
    assert.match(english.stdout, /It does not do everything that it MUST do\.\n$/);
    const indonesian = await runJam(["check", address, ...QUICK, "--lang", "id"]);
    assert.equal(indonesian.code, 1);
    assert.match(
      indonesian.stdout,
      /^GAGAL +WAJIB +R4\/format +lebih dari satu spasi setelah JAM: "JAM {2}\d\d:/m,
    );
    assert.match(indonesian.stdout, /^Nilai: \d/m);
  });

  test("a failed SHOULD costs points and is no failure, unless --strict", async () => {
    await using server = await silentOnUnknown();
    const args = [
      "check",
      `127.0.0.1:${server.port}`,
      "--only",
      "R1/connects,R6/unknown-line",
      "--patience",
      "300ms",
    ];
    const lenient = await runJam(args);
    assert.equal(lenient.code, 0);
    assert.match(lenient.stdout, /^FAIL +SHOULD +R6\/unknown-line/m);
    assert.match(lenient.stdout, /^Grade: 5 of 11 points, 45\.5 %$/m);
    const strict = await runJam([...args, "--strict"]);
    assert.equal(strict.code, 1);
    assert.match(strict.stdout, /^FAIL +MUST +R6\/unknown-line/m);
  });

  test("--verbose tells what was sent and received", async () => {
    await using server = await twoSpaces();
    const run = await runJam(["check", `127.0.0.1:${server.port}`, "--only", "R4/format", "--verbose"]);
    assert.match(run.stdout, /^ {3}The sheet: /m);
    assert.match(run.stdout, /^ +\d+ ms {2}sent TIME\\r\\n$/m);
    assert.match(run.stdout, /^ +\d+ ms {2}received JAM {2}\d\d:\d\d:\d\d\\r\\n$/m);
  });

  test("no server: exit 3, and the reports say so", async () => {
    const port = await freePort();
    const file = join(folder, "none.json");
    const run = await runJam(["check", `127.0.0.1:${port}`, "--json", file, ...QUICK]);
    assert.equal(run.code, 3);
    assert.equal(run.stdout, "");
    assert.match(
      run.stderr,
      /^Written: .*none\.json\njam: .*nothing listens there.* \[JAM_CONNECT_REFUSED\]\n$/,
    );
    const report = JSON.parse(await readFile(file, "utf8"));
    assert.equal(report.verdict, "no-server");
    assert.equal(report.grade.percent, 0);
    assert.ok(report.cases.every(({ outcome }: { outcome: string }) => outcome !== "pass"));
  });
});

describe("jam check -- COMMAND", () => {
  test("starts the server, hands it its own options, and stops it", async () => {
    const port = await freePort();
    const program = await serverProgram("good.mjs", GOOD_PROGRAM);
    const args = ["check", `127.0.0.1:${port}`, ...QUICK, "--json", "-", "--"];
    const run = await runJam([...args, "node", program, String(port), "--json", "--lang", "xx"]);
    assert.equal(run.stderr, "");
    const report = JSON.parse(run.stdout);
    assert.equal(report.verdict, "pass");
    assert.equal(report.target, `node ${program} ${port} --json --lang xx`);
    assert.ok(report.output.includes(`started with ["${port}","--json","--lang","xx"]`));
    assert.equal(run.code, 0);
    await assert.rejects(
      new Promise((resolve, reject) => {
        connect(port, "127.0.0.1").on("connect", resolve).on("error", reject);
      }),
      { code: "ECONNREFUSED" },
    );
  });

  test("a command that cannot be run, or ends: exit 3, with what it printed", async () => {
    const gone = await runJam(["check", ...QUICK, "--", "no-such-program-here"]);
    assert.equal(gone.code, 3);
    assert.match(gone.stderr, /^jam: Cannot check "no-such-program-here": it cannot be run \(ENOENT\)/);
    const program = await serverProgram("broken.mjs", ['console.error("my mistake");', "process.exit(7);"]);
    const port = await freePort();
    const broken = await runJam(["check", `127.0.0.1:${port}`, ...QUICK, "--", "node", program]);
    assert.equal(broken.code, 3);
    assert.match(
      broken.stderr,
      /^What it printed last:\n {2}my mistake\njam: .* it ended \(7\) before it listened\./,
    );
    assert.match(broken.stderr, /\[JAM_SERVER_NOT_STARTED\]\n$/);
  });
});

describe("reports", () => {
  test("files of every kind, and the terminal's report as well", async () => {
    await using server = await silentOnUnknown();
    const files = ["r.json", "r.xml", "r.tap", "r.html"].map((name) => join(folder, name));
    const [json = "", junit = "", tap = "", html = ""] = files;
    const options = ["--json", json, "--junit", junit, "--tap", tap, "--html", html, "--patience", "300ms"];
    const run = await runJam(["check", `127.0.0.1:${server.port}`, ...QUICK, ...options]);
    assert.match(run.stdout, /^Grade: /m);
    for (const file of files) assert.ok(run.stderr.includes(`Written: ${file}\n`));
    assert.equal(JSON.parse(await readFile(json, "utf8")).format, 1);
    assert.match(await readFile(junit, "utf8"), /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /);
    assert.match(await readFile(tap, "utf8"), /^TAP version 14\n1\.\.5\n/);
    assert.match(await readFile(html, "utf8"), /^<!doctype html>\n<html lang="en">/);
  });

  test("`-` is standard output, and nothing else is there", async () => {
    await using server = await silentOnUnknown();
    const run = await runJam([
      "check",
      `127.0.0.1:${server.port}`,
      "--only",
      "R1",
      "--tap",
      "-",
      "--lang",
      "id",
    ]);
    assert.match(run.stdout, /^TAP version 14\n1\.\.2\n/);
    assert.equal(run.stdout.split("\n").filter((line) => /^ok /.test(line)).length, 2);
    assert.equal(run.stderr, "");
  });
});

describe("--rubric", () => {
  const write = async (name: string, text: string) => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };

  test("its weights make the grade, and its name is shown", async () => {
    await using server = await silentOnUnknown();
    const file = await write(
      "rubric.json",
      '{"name": "Kelas C", "weights": {"R1": 3, "R6": 1}, "others": "none"}',
    );
    const only = ["--only", "R1/connects,R6/unknown-line", "--patience", "300ms"];
    const args = ["check", `127.0.0.1:${server.port}`, ...only, "--rubric", file];
    const [one, two] = [await runJam(args), await runJam(args)];
    const grade = (text: string) => /^Grade: .*$/m.exec(text)?.[0];
    assert.match(one.stdout, /^Grade: 1\.9 of 2\.4 points, 77\.5 % \(Rubric: Kelas C\)$/m);
    assert.equal(grade(one.stdout), grade(two.stdout));
  });

  test("a mistake in it is told, before anything is checked", async () => {
    const mistakes: readonly [text: string, reason: RegExp][] = [
      ["{", /it is not JSON/],
      [
        '{"weights": {"R4/fromat": 1}}',
        /"R4\/fromat" is no case and no requirement \(did you mean "R4\/format"\?\)/,
      ],
      ['{"weights": {"R4": -1}}', /the weight of "R4" is -1, not a number from 0 to 1000000/],
      ['{"weights": {"R4": 0}, "others": "none"}', /no case has a weight above 0/],
      ['{"weights": {"R4": 1}, "other": 1}', /the field "other" is not known/],
      ['{"weights": {"R4": 1}, "others": 7}', /"others" is 7, not "default" or "none"/],
      ["[]", /not a JSON object/],
      ["{}", /no "weights"/],
    ];
    for (const [text, reason] of mistakes) {
      const file = await write("mistake.json", text);
      const run = await runJam(["check", "127.0.0.1:1", "--rubric", file]);
      assert.match(run.stderr, reason);
      assert.match(run.stderr, /\[JAM_BAD_RUBRIC\]\n$/);
      assert.equal(run.code, 2);
    }
    const missing = await runJam(["check", "127.0.0.1:1", "--rubric", join(folder, "nowhere.json")]);
    assert.match(missing.stderr, /ENOENT.*\[JAM_FILE_NOT_READABLE\]/);
    assert.equal(missing.code, 2);
  });
});

test("--list: all cases with level and points, by language, profile, --only and --rubric", async () => {
  const all = await runJam(["check", "--list"]);
  const lines = all.stdout.trimEnd().split("\n");
  assert.equal(lines.length, ALL_CASES.filter(({ level }) => level.sheet !== null).length);
  assert.match(all.stdout, /^R4\/format +MUST +10 {2}answers exactly/m);
  assert.match(all.stdout, /^R2\/bare-lf +INFO +0 {2}/m);
  const some = await runJam(["check", "--list", "--profile", "jamd", "--only", "r2", "--lang", "id"]);
  assert.match(some.stdout, /^R2\/bare-lf +WAJIB +2 {2}baris yang diakhiri LF/);
  assert.equal(some.stdout.trimEnd().split("\n").length, 1);
  assert.equal(some.code, 0);
});

test("wrong usage: exit 2, before anything is checked", async () => {
  const wrong: readonly (readonly [args: readonly string[], reason: RegExp])[] = [
    [["--only", "R4/nothing"], /"R4\/nothing" for --only/],
    [["--skip", "R99"], /"R99" for --skip/],
    [["--only", "R4", "--skip", "R4"], /no case is left/],
    [["--profile", "mine"], /sheet\|jamd/],
    [["--patience", "soon"], /--patience/],
    [["--timeout", "0"], /--timeout/],
    [["--pid", "0"], /--pid/],
    [["--pid", "2147483647"], /JAM_PROCESS_NOT_FOUND/],
    [["--json", "-", "--tap", "-"], /only one report can go to standard output/],
    [["--json", "a", "--tap", "a"], /the same file "a"/],
    [["--html", join(folder, "no", "where.html")], /JAM_FILE_NOT_WRITABLE/],
    [["--folder", "there"], /copy\|empty\|here/],
    [["--"], /no command stands behind "--"/],
    [["localhost", "localhost"], /only one server can be checked at a time/],
    [["a", "b", "--", "node"], /only one server can be checked at a time/],
    [["--rubric", "--", "node"], /cannot be "--"/],
    [["--pid", "auto", "--", "node", "x"], /"--pid" is for a server that is running already/],
    [["localhost:0"], /HOST\[:PORT\]/],
    [["--jsn", "x"], /unknown option "--jsn" \(did you mean "--json"\?\)/],
  ];
  for (const [args, reason] of wrong) {
    const run = await runJam(["check", ...args]);
    assert.match(run.stderr, reason, args.join(" "));
    assert.match(run.stderr, /^jam: .*\]\n$/);
    assert.deepEqual([run.code, run.stdout], [2, ""], args.join(" "));
  }
});

test("help names the exit codes of this command, and what stands behind `--`", async () => {
  const { stdout, code } = await runJam(["check", "--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: jam check \[options\] \[HOST\[:PORT\]\] \[-- COMMAND\.\.\.\]$/m);
  assert.match(stdout, /3 no server answers, or it could not be started\.\n$/);
  const indonesian = await runJam(["help", "check", "--lang", "id"]);
  assert.match(indonesian.stdout, /^Pemakaian: jam check \[pilihan\] \[HOST/m);
});

test("Ctrl-C stops the check and the server that was started", {
  skip: process.platform === "win32",
}, async () => {
  const port = await freePort();
  const program = await serverProgram("slow.mjs", GOOD_PROGRAM);
  const child = startJam(["check", `127.0.0.1:${port}`, "--", "node", program, String(port)]);
  let stderr = "";
  child.stderr.on("data", (data: Buffer) => {
    stderr += data.toString();
  });
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const deadline = Date.now() + 20_000;
  const isUp = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
  while (!(await isUp()) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill("SIGINT");
  assert.equal(await closed, 1);
  assert.match(stderr, /^Interrupted: nothing is graded\.$/m);
  assert.equal(await isUp(), false, "the server was stopped too");
});
