import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { findBun } from "../../bin/runtimes.js";
import { addressOf, type NodeKind, run } from "./launched.ts";
import { makeTree, type TreeOptions } from "./launcher-tree.ts";

interface Choice {
  readonly name: string;
  readonly tree?: TreeOptions;
  readonly node?: NodeKind;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly runtime: "bun" | "node";
}

const CHOICES: readonly Choice[] = [
  { name: "Bun by default", runtime: "bun" },
  { name: "Bun from an old Node.js", node: "old", runtime: "bun" },
  { name: "Bun, asked for", args: ["--engine", "bun"], runtime: "bun" },
  { name: "Bun from its platform package", tree: { bun: "platform package only" }, runtime: "bun" },
  {
    name: "Bun from its platform package, in an installed package",
    tree: { layout: "installed", bun: "platform package only" },
    node: "old",
    runtime: "bun",
  },
  { name: "Node.js where there is no Bun", tree: { bun: "none" }, runtime: "node" },
  { name: "Node.js where Bun does not run", tree: { bun: "broken" }, runtime: "node" },
  { name: "Node.js, asked for", args: ["--engine", "node"], runtime: "node" },
  { name: "Node.js, asked for in one word", args: ["--engine=node"], runtime: "node" },
  {
    name: "Node.js from the package where the running one is old",
    tree: { nodePackage: true },
    node: "old",
    args: ["--engine=node"],
    runtime: "node",
  },
  { name: "Node.js, by the environment", env: { JAM_ENGINE: "node" }, runtime: "node" },
  { name: "an empty environment variable is none", env: { JAM_ENGINE: "" }, runtime: "bun" },
  {
    name: "an option is stronger than the environment",
    args: ["--engine", "bun"],
    env: { JAM_ENGINE: "node" },
    runtime: "bun",
  },
  { name: "the last option wins", args: ["--engine=bun", "--engine", "node"], runtime: "node" },
  { name: "what follows -- is no option", args: ["--", "--engine", "node"], runtime: "bun" },
  {
    name: "Node.js in an installed package",
    tree: { layout: "installed" },
    args: ["--engine=node"],
    runtime: "node",
  },
];

describe("the launcher picks the runtime", () => {
  for (const { name, tree: options, node = "recent", args = [], env = {}, runtime } of CHOICES) {
    test(name, async () => {
      using tree = makeTree(options);
      const words = ["serve", ...args, "--port", "0"];
      const { code, stderr, about } = await run(tree.launcher, words, { node, env });
      assert.equal(stderr, "");
      assert.equal(code, 0);
      assert.equal(about?.runtime, runtime);
      assert.deepEqual(about?.args, words);
      const main = options?.layout === "installed" ? "dist/cli/main.js" : "src/cli/main.ts";
      assert.equal(about?.file, addressOf(join(tree.root, main)));
    });
  }

  test("started by Bun it stays on Bun, unless Node.js is asked for", async () => {
    using tree = makeTree({ nodePackage: true });
    const runtime = findBun() ?? "";
    const stays = await run(tree.launcher, ["time"], { runtime });
    assert.deepEqual([stays.code, stays.about?.runtime, stays.about?.args], [0, "bun", ["time"]]);
    const goes = await run(tree.launcher, ["--engine", "node"], { runtime });
    assert.deepEqual([goes.code, goes.about?.runtime], [0, "node"]);
  });

  test("nothing in the current folder changes what runs", async () => {
    using tree = makeTree();
    using elsewhere = makeTree({ bun: "none" });
    writeFileSync(join(elsewhere.root, ".env"), "FROM_DOTENV=yes\n");
    writeFileSync(join(elsewhere.root, "bunfig.toml"), 'preload = ["./preloaded.js"]\n');
    writeFileSync(join(elsewhere.root, "preloaded.js"), 'console.log("preloaded");\n');
    const { stdout, about } = await run(tree.launcher, [], { cwd: elsewhere.root });
    assert.equal(about?.runtime, "bun", stdout);
    assert.equal(about?.env, undefined);
    assert.doesNotMatch(stdout, /preloaded/);
  });
});

describe("the launcher refuses in one line", () => {
  const refusals: readonly {
    readonly name: string;
    readonly tree?: TreeOptions;
    readonly node?: NodeKind;
    readonly args: readonly string[];
    readonly env?: NodeJS.ProcessEnv;
    readonly code: 1 | 2;
    readonly says: RegExp;
  }[] = [
    {
      name: "an engine that is none",
      args: ["serve", "--engine", "deno"],
      code: 2,
      says: /^jam: Cannot use "deno" for --engine: it takes auto, bun or node\. .+ \[JAM_BAD_OPTION\]\n$/,
    },
    { name: "an engine that is empty", args: ["--engine="], code: 2, says: /Cannot use "" for --engine/ },
    { name: "no engine after the option", args: ["--engine"], code: 2, says: /Cannot use "" for --engine/ },
    { name: "capitals", args: ["--engine", "Bun"], code: 2, says: /Cannot use "Bun" for --engine/ },
    {
      name: "an engine that is none, in the environment",
      args: [],
      env: { JAM_ENGINE: "deno" },
      code: 2,
      says: /Cannot use "deno" for JAM_ENGINE/,
    },
    {
      name: "in Indonesian by the locale",
      args: ["--engine", "deno"],
      env: { LANG: "id_ID.UTF-8" },
      code: 2,
      says: /^jam: "deno" tidak dapat dipakai untuk --engine: .+ \[JAM_BAD_OPTION\]\n$/,
    },
    {
      name: "in Indonesian by the option",
      args: ["--engine", "deno", "--lang", "id"],
      code: 2,
      says: /tidak dapat dipakai/,
    },
    {
      name: "a Bun that is not there",
      tree: { bun: "none" },
      args: ["--engine", "bun"],
      code: 1,
      says: /^jam: Cannot start engine "bun": .+ Run "npm install" again, or use --engine node\. \[JAM_ENGINE_MISSING\]\n$/,
    },
    {
      name: "a Node.js that is too old",
      node: "old",
      args: ["--engine", "node"],
      code: 1,
      says: /^jam: Cannot start engine "node": it needs Node\.js 22\.12 or later and this is v20\.20\.2\. .+\n$/,
    },
    {
      name: "neither",
      tree: { bun: "broken" },
      node: "old",
      args: ["serve"],
      code: 1,
      says: /^jam: Cannot start: .+ install Node\.js 22\.12 or later\. \[JAM_ENGINE_MISSING\]\n$/,
    },
  ];

  for (const { name, tree: options, node = "recent", args, env = {}, code, says } of refusals) {
    test(name, async () => {
      using tree = makeTree(options);
      const ended = await run(tree.launcher, args, { node, env });
      assert.match(ended.stderr, says);
      assert.equal(ended.stderr.split("\n").length, 2);
      assert.equal(ended.code, code);
      assert.equal(ended.stdout, "");
    });
  }
});
