import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ending, isAlive, run, saying, start } from "./launched.ts";
import { makeSetupTree, type SetupTree } from "./setup-tree.ts";

const INSTALL = "begin ci --include=dev --loglevel=error --no-audit --no-fund";

describe("npm start and npm test", () => {
  test("install what is missing, say so in two lines, and run the command with its arguments", async () => {
    using tree = makeSetupTree();
    const { code, stdout, stderr } = await run(tree.setup, ["serve", "--port", "0"], { env: tree.env });
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "ran bun serve --port 0\n");
    assert.match(
      stderr,
      /^jamd: installing the packages that package-lock\.json names \.\.\.\njamd: installed in \d+\.\d s\n$/,
    );
    assert.deepEqual(tree.notes(), [INSTALL, "end"]);
    assert.equal(existsSync(lockOf(tree)), false);
  });

  test("run the tests on the Node.js of node_modules, also from an old Node.js", async () => {
    using tree = makeSetupTree();
    const { stdout, stderr } = await run(tree.setup, ["test", "one"], { env: tree.env, node: "old" });
    assert.equal(stdout, "ran node one\n", stderr);
  });

  test("install nothing a second time, and say nothing", async () => {
    using tree = makeSetupTree();
    await run(tree.setup, ["serve"], { env: tree.env });
    const { stdout, stderr } = await run(tree.setup, ["test"], { env: tree.env });
    assert.deepEqual([stdout, stderr], ["ran node\n", ""]);
    assert.deepEqual(tree.notes(), [INSTALL, "end"]);
  });

  test("install again when the lock file names something else", async () => {
    using tree = makeSetupTree();
    await run(tree.setup, ["serve"], { env: tree.env });
    tree.writeLockFile("2.0.0");
    await run(tree.setup, ["serve"], { env: tree.env });
    assert.deepEqual(tree.notes(), [INSTALL, "end", INSTALL, "end"]);
  });

  test("install again when a runtime is gone", async () => {
    using tree = makeSetupTree();
    await run(tree.setup, ["serve"], { env: tree.env });
    rmSync(join(tree.root, "node_modules/bun/bin/bun.exe"));
    const { stdout } = await run(tree.setup, ["serve"], { env: tree.env });
    assert.equal(stdout, "ran bun serve\n");
    assert.deepEqual(tree.notes(), [INSTALL, "end", INSTALL, "end"]);
  });

  test("accept an install that somebody did by hand", async () => {
    using tree = makeSetupTree();
    await run(tree.setup, ["serve"], { env: tree.env });
    rmSync(join(tree.root, "node_modules/.jamd-stamp.json"));
    const { stdout, stderr } = await run(tree.setup, ["serve"], { env: tree.env });
    assert.deepEqual([stdout, stderr], ["ran bun serve\n", ""]);
    assert.deepEqual(tree.notes(), [INSTALL, "end"]);
  });

  test("at the same time install once", async () => {
    using tree = makeSetupTree();
    const both = await Promise.all([
      run(tree.setup, ["serve"], { env: tree.env }),
      run(tree.setup, ["test"], { env: tree.env }),
    ]);
    assert.deepEqual(
      both.map(({ stdout }) => stdout),
      ["ran bun serve\n", "ran node\n"],
    );
    assert.deepEqual(tree.notes(), [INSTALL, "end"]);
    assert.match(
      both.map(({ stderr }) => stderr).join(""),
      /waiting for the install that process \d+ is doing\n/,
    );
  });

  test("take over from an install that died", async () => {
    using tree = makeSetupTree();
    const gone = await run(tree.setup, ["nothing"], { env: tree.env });
    assert.equal(gone.code, 1);
    writeFileSync(lockOf(tree), JSON.stringify({ pid: "999999999", host: hostname() }));
    const { stdout } = await run(tree.setup, ["serve"], { env: tree.env });
    assert.equal(stdout, "ran bun serve\n");
  });

  test("take over from an install elsewhere that shows no life", async () => {
    using tree = makeSetupTree();
    writeFileSync(lockOf(tree), JSON.stringify({ pid: "1", host: "elsewhere" }));
    utimesSync(lockOf(tree), new Date(0), new Date(0));
    const { stdout } = await run(tree.setup, ["serve"], { env: tree.env });
    assert.equal(stdout, "ran bun serve\n");
  });

  test("show npm's own words when it fails, and what to do", async () => {
    using tree = makeSetupTree();
    const { code, stdout, stderr } = await run(tree.setup, ["serve"], {
      env: { ...tree.env, FAKE_NPM: "fails" },
    });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /npm error network request failed\n\nThe install failed \(npm ci, exit code 1\)/);
    assert.match(stderr, /check the network, then run the same command again\.\n$/);
    assert.doesNotMatch(stderr, /^ +at /m);
    assert.equal(existsSync(lockOf(tree)), false);
  });

  test("stop npm when asked to stop, and end by that signal", async () => {
    using tree = makeSetupTree();
    const child = start(tree.setup, ["serve"], { env: { ...tree.env, FAKE_NPM: "hangs" } });
    const end = ending(child);
    while (!existsSync(join(tree.root, "npm-notes.txt"))) await delay(10);
    child.kill("SIGTERM");
    const { signal, stderr } = await end;
    assert.equal(signal, "SIGTERM");
    assert.match(stderr, /The install was ended by SIGTERM\. Run the same command again\.\n$/);
    assert.equal(tree.notes().at(-1), "stopped");
    assert.equal(existsSync(lockOf(tree)), false);
  });

  test("say what to do when the Node.js for the tests has no program", async () => {
    using tree = makeSetupTree();
    const runtimes: [string, string, string][] = JSON.parse(
      readFileSync(join(tree.root, "runtimes.json"), "utf8"),
    );
    const stub = join(tree.root, "stub");
    symlinkSync(tree.setup, stub);
    writeFileSync(
      join(tree.root, "runtimes.json"),
      JSON.stringify(runtimes.map(([name, file, real]) => [name, file, name === "node" ? stub : real])),
    );
    const { code, stderr } = await run(tree.setup, ["test"], { env: tree.env });
    assert.equal(code, 1);
    assert.match(stderr, /Run "npm rebuild node --ignore-scripts=false", then the same command again\.\n$/);
    const serves = await run(tree.setup, ["serve"], { env: tree.env });
    assert.deepEqual([serves.code, serves.stdout, serves.stderr], [0, "ran bun serve\n", ""]);
  });
});

describe("npm itself", {
  skip: process.platform === "win32" && "signals are not told apart on Windows",
}, () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    test(`hands its arguments on, and ${signal} to the server, and leaves nothing behind`, async () => {
      using tree = makeSetupTree();
      await run(tree.setup, ["serve"], { env: tree.env });
      const npm = spawn("npm", ["start", "--", "--port", "0", "--listen"], {
        cwd: tree.root,
        // npm hands down to the scripts it runs which npm that is; this one must not be the test runner's.
        env: { PATH: process.env.PATH, HOME: process.env.HOME },
      });
      const end = ending(npm);
      const [, pid] = await saying(npm, /pid (\d+)/);
      npm.kill(signal);
      const { code, stdout } = await end;
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`ran bun serve --port 0 --listen\npid \\d+\ngot ${signal}\n$`));
      assert.equal(isAlive(Number(pid)), false);
    });
  }
});

function lockOf(tree: SetupTree): string {
  return join(tree.root, ".install-lock");
}
