import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ending, isAlive, type NodeKind, run, saying, start } from "./launched.ts";
import { makeTree } from "./launcher-tree.ts";

/** Ways to come from the launcher to the program. */
const WAYS: readonly { readonly name: string; readonly node: NodeKind; readonly args: readonly string[] }[] =
  [
    { name: "replaced by Bun", node: "recent", args: ["--engine=bun"] },
    { name: "with Bun as its child", node: "without execve", args: ["--engine=bun"] },
    { name: "within the same Node.js", node: "recent", args: ["--engine=node"] },
    { name: "from an old Node.js with a recent one as its child", node: "old", args: ["--engine=node"] },
  ];

for (const { name, node, args } of WAYS) {
  describe(`the launcher ${name}`, () => {
    for (const code of [0, 1, 2, 130]) {
      test(`ends with the program's exit code ${code}`, async () => {
        using tree = makeTree({ nodePackage: true });
        const ended = await run(tree.launcher, ["exit", String(code), ...args], { node });
        assert.deepEqual([ended.code, ended.signal, ended.stderr], [code, null, ""]);
      });
    }

    for (const signal of ["SIGKILL", "SIGTERM"] as const) {
      test(`dies by ${signal} as the program did`, async () => {
        using tree = makeTree({ nodePackage: true });
        const ended = await run(tree.launcher, ["die", signal, ...args], { node });
        assert.deepEqual([ended.code, ended.signal], [null, signal]);
      });
    }

    test("hands standard input and output on, unchanged", async () => {
      using tree = makeTree({ nodePackage: true });
      const child = start(tree.launcher, ["echo", ...args], { node });
      const sent = "TIME\r\n\0ü".repeat(20_000);
      child.stdin?.end(sent);
      const { code, stdout } = await ending(child);
      assert.equal(code, 0);
      assert.equal(stdout.slice(stdout.indexOf("\n") + 1), sent);
    });

    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      test(`hands ${signal} on, and waits for the program's own end`, async () => {
        using tree = makeTree({ nodePackage: true });
        const child = start(tree.launcher, ["listen", ...args], { node });
        const end = ending(child);
        await saying(child, "ready");
        child.kill("SIGUSR2");
        await saying(child, "SIGUSR2");
        child.kill(signal);
        const { code, stdout, about } = await end;
        assert.equal(code, 7);
        assert.ok(stdout.endsWith(`SIGUSR2\n${signal}\n`), stdout);
        assert.equal(isAlive(about?.pid ?? 0), false);
      });
    }

    test("leaves no child behind when a signal ends both", async () => {
      using tree = makeTree({ nodePackage: true });
      const child = start(tree.launcher, ["hang", ...args], { node });
      const end = ending(child);
      await saying(child, "ready");
      child.kill("SIGTERM");
      const { code, signal, about } = await end;
      assert.deepEqual([code, signal], [null, "SIGTERM"]);
      assert.equal(isAlive(about?.pid ?? 0), false);
    });
  });
}

test("a launcher that can replace itself keeps its process number", async () => {
  using tree = makeTree();
  const child = start(tree.launcher, ["exit", "0"]);
  child.stdin?.end();
  const { about } = await ending(child);
  assert.equal(about?.pid, child.pid);
});
