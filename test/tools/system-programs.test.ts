import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, describe, test } from "node:test";
import { needsProgram } from "../support/system-programs.ts";

describe("tests that need a program of the system", () => {
  const folder = mkdtempSync(join(tmpdir(), "jamd-programs-"));
  after(() => rmSync(folder, { recursive: true }));
  const path = ["/nonexistent", folder].join(delimiter);

  test("run where it is", () => {
    writeFileSync(join(folder, "nc"), "#!/bin/sh\n");
    chmodSync(join(folder, "nc"), 0o755);
    assert.deepEqual(needsProgram("nc", { PATH: path }), {});
    assert.deepEqual(needsProgram("nc", { PATH: path, CI: "true" }), {});
  });

  test("say why they are skipped", () => {
    assert.deepEqual(needsProgram("telnet", { PATH: path }), {
      skip: "needs telnet: not installed (apt-get install telnet)",
    });
    assert.deepEqual(needsProgram("nc", { PATH: "/nonexistent" }), {
      skip: "needs netcat: not installed (apt-get install netcat-openbsd)",
    });
    assert.deepEqual(needsProgram("socat", {}), {
      skip: "needs socat: not installed (apt-get install socat)",
    });
  });

  test("a file that is not executable is no program", () => {
    writeFileSync(join(folder, "python3"), "");
    assert.match(needsProgram("python3", { PATH: path }).skip ?? "", /^needs Python/);
  });

  test("fail with CI=true", () => {
    assert.throws(() => needsProgram("telnet", { PATH: path, CI: "true" }), /needs telnet.*CI=true/);
  });
});
