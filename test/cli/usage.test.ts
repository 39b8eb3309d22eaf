import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runJam } from "../support/jam-process.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

test("jam alone prints its help", async () => {
  const run = await runJam([]);
  assert.equal(run.code, 0);
  assert.equal(run.stderr, "");
  assert.match(run.stdout, /^Usage: jam \[options\] \[command\]\n/);
  for (const command of ["serve", "time", "client", "swarm"])
    assert.match(run.stdout, new RegExp(`^  ${command} `, "m"));
  assert.deepEqual(await runJam(["--help"]), run);
});

test("--version is the package's", async () => {
  for (const args of [["--version"], ["-V"], ["time", "--version"]]) {
    assert.deepEqual(await runJam(args), { stdout: `${version}\n`, stderr: "", code: 0 });
  }
});

for (const command of ["serve", "time", "client", "swarm"]) {
  test(`jam ${command} --help, in both languages`, async () => {
    const english = await runJam([command, "--help"]);
    assert.equal(english.code, 0);
    assert.match(english.stdout, new RegExp(`^Usage: jam ${command} \\[options\\]`));
    assert.match(english.stdout, /--engine <auto\|bun\|node>/);
    assert.deepEqual(await runJam(["help", command]), english);
    const indonesian = await runJam(["--lang", "id", command, "--help"]);
    assert.match(indonesian.stdout, new RegExp(`^Pemakaian: jam ${command} \\[pilihan\\]`));
    assert.doesNotMatch(indonesian.stdout, /Usage:|Options:|\(default:/);
    assert.deepEqual(await runJam([command, "--help", "--lang=id"]), indonesian);
    assert.deepEqual(await runJam([command, "--help"], { env: { LANG: "id_ID.UTF-8" } }), indonesian);
  });
}

/** Wrong usage, and what the one line on stderr says. */
const WRONG_USAGE: readonly [args: readonly string[], says: RegExp, code: string][] = [
  [["tiem"], /unknown command "tiem" \(did you mean "time"\?\).*"jam --help"/, "JAM_USAGE"],
  [["nonsense"], /unknown command "nonsense"\. See "jam --help"/, "JAM_USAGE"],
  [["nonsense", "--help"], /unknown command "nonsense"/, "JAM_USAGE"],
  [["help", "nonsense"], /unknown command "nonsense"/, "JAM_USAGE"],
  [["constructor"], /unknown command "constructor"/, "JAM_USAGE"],
  [["a'b"], /unknown command "a'b"/, "JAM_USAGE"],
  [["a\nb\x1b"], /unknown command "a\\nb\\x1b"/, "JAM_USAGE"],
  [["--lagn", "id"], /unknown option "--lagn"|unknown command "id"/, "JAM_USAGE"],
  [
    ["time", "--cuont", "3"],
    /unknown option "--cuont" \(did you mean "--count"\?\).*"jam time --help"/,
    "JAM_USAGE",
  ],
  [["time", "-x"], /unknown option "-x"/, "JAM_USAGE"],
  [["time", "--count"], /the option "--count <N>" needs a value/, "JAM_USAGE"],
  [["time", "a", "b"], /too many arguments \("a, b"\)/, "JAM_USAGE"],
  [["--lang"], /the option "--lang <en\|id>" needs a value/, "JAM_USAGE"],
  [["--lang", "fr", "time"], /"fr" for --lang: it takes en\|id/, "JAM_BAD_OPTION"],
  [["time", "--lang", ""], /"" for --lang/, "JAM_BAD_OPTION"],
  [["--engine", "deno", "time"], /"deno" for --engine: it takes auto\|bun\|node/, "JAM_BAD_OPTION"],
  [["time", "host:0"], /"host:0" for HOST\[:PORT\]/, "JAM_BAD_OPTION"],
  [["client", "45000"], /"45000" for HOST\[:PORT\]/, "JAM_BAD_OPTION"],
  [["time", "--count", "0"], /"0" for --count: it takes 1\.\.1000000000/, "JAM_BAD_OPTION"],
  [["time", "--count", "1000000001"], /for --count/, "JAM_BAD_OPTION"],
  [["time", "--timeout", "0"], /"0" for --timeout/, "JAM_BAD_OPTION"],
  [["time", "--timeout", "2147483648"], /for --timeout/, "JAM_BAD_OPTION"],
  [["time", "--interval", "-1"], /"-1" for --interval/, "JAM_BAD_OPTION"],
  [["time", "--interval", "2147483648"], /for --interval/, "JAM_BAD_OPTION"],
  [["client", "--clients", "0"], /"0" for --clients: it takes 1\.\.1000\./, "JAM_BAD_OPTION"],
  [["client", "--clients", "1001"], /for --clients/, "JAM_BAD_OPTION"],
  [["client", "--timeout", "1.5"], /for --timeout/, "JAM_BAD_OPTION"],
  [["swarm", "--clients", "0"], /for --clients: it takes 1\.\.10000\./, "JAM_BAD_OPTION"],
  [["swarm", "--clients", "10001"], /for --clients/, "JAM_BAD_OPTION"],
  [["swarm", "--connections", "none"], /for --connections/, "JAM_BAD_OPTION"],
  [["swarm", "--clients", "101", "--connections", "100"], /"101 \* 100"/, "JAM_BAD_OPTION"],
  [["swarm", "--hold", "-1"], /for --hold: it takes 0\.\.2147483647/, "JAM_BAD_OPTION"],
  [["swarm", "--timeout", "soon"], /for --timeout/, "JAM_BAD_OPTION"],
  [["swarm", "--send", "TIME\\q"], /"TIME\\q" for --send/, "JAM_BAD_OPTION"],
  [["swarm", "--send", ""], /"" for --send/, "JAM_BAD_OPTION"],
];

for (const [args, says, code] of WRONG_USAGE) {
  test(`wrong usage: jam ${JSON.stringify(args)}`, async () => {
    const run = await runJam(args);
    assert.equal(run.code, 2);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, says);
    // One line, printable, with the code at its end.
    assert.match(run.stderr, new RegExp(`^jam: [\\x20-\\x7e]+ \\[${code}\\]\\n$`));
  });
}

test("wrong usage in Indonesian, by option and by locale", async () => {
  const option = await runJam(["--lang", "id", "tiem"]);
  assert.match(
    option.stderr,
    /^jam: .*perintah "tiem" tidak dikenal \(maksud Anda "time"\?\).* \[JAM_USAGE\]\n$/,
  );
  const locale = await runJam(["time", "--count", "x"], { env: { LC_ALL: "id_ID.UTF-8" } });
  assert.match(locale.stderr, /^jam: "x" tidak dapat dipakai untuk --count: .* \[JAM_BAD_OPTION\]\n$/);
  assert.deepEqual([option.code, locale.code], [2, 2]);
});

test("JAM_DEBUG=1 adds the trace, and only that does", async () => {
  const run = await runJam(["time", "127.0.0.1:1"], { env: { JAM_DEBUG: "1" } });
  assert.match(run.stderr, /^jam: .*\[JAM_CONNECT_REFUSED\]\nJamError: .*\n +at /s);
  assert.equal(run.code, 1);
});
