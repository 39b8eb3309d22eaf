import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runJam } from "../support/jam-process.ts";
import { needsProgram } from "../support/system-programs.ts";

const DEPLOY = fileURLToPath(new URL("../../deploy", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("../../bin/jam.js", import.meta.url));
/** Where the unit expects the program, as a package manager installs it. */
const INSTALLED = "/usr/bin/jam";
/** systemd's own measure, from 0 (sealed) to 10. */
const MOST_EXPOSURE = 2;

const run = promisify(execFile);

/** The units that are shipped, in the eyes of systemd. */
describe("units of systemd", needsProgram("systemd-analyze"), () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "jam-units-"));
    cpSync(DEPLOY, folder, { recursive: true });
    const unit = join(folder, "jamd.service");
    writeFileSync(unit, readFileSync(unit, "utf8").replaceAll(INSTALLED, LAUNCHER));
  });
  after(() => rmSync(folder, { recursive: true }));

  test("systemd-analyze verify has nothing to say", async () => {
    const units = ["jamd.service", "jamd.socket"].map((name) => join(folder, name));
    const { stdout, stderr } = await run("systemd-analyze", ["verify", ...units]);
    assert.equal(stdout + stderr, "");
  });

  test("the service is well closed off", async () => {
    const unit = join(folder, "jamd.service");
    const { stdout } = await run("systemd-analyze", ["security", "--offline=yes", "--no-pager", unit]);
    const exposure = Number(/exposure level for jamd\.service: ([\d.]+)/.exec(stdout)?.[1]);
    assert.ok(exposure <= MOST_EXPOSURE, `${exposure}`);
  });
});

describe("the service unit", () => {
  test("starts jam with options that it has", async () => {
    const unit = readFileSync(join(DEPLOY, "jamd.service"), "utf8");
    const [program, command = "", ...options] = /^ExecStart=(.*)$/m.exec(unit)?.[1]?.split(" ") ?? [];
    assert.equal(program, INSTALLED);
    const { code, stdout } = await runJam([command, ...options, "--help"]);
    assert.equal(code, 0);
    for (const option of options.filter((word) => word.startsWith("--"))) assert.ok(stdout.includes(option));
  });
});
