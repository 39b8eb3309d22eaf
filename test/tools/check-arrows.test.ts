import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { checkTree } from "../../tools/check-arrows.ts";

type Files = Readonly<Record<string, string>>;

/** A small tree in which all is well; each case spoils it in one way. */
const GOOD: Files = {
  "src/index.ts": `export { serve } from "./server/index.ts";\nexport type { Feed } from "./protocol/index.ts";\n`,
  "src/protocol/index.ts": `export { feed, type Feed } from "./feed.ts";\n`,
  "src/protocol/feed.ts": "export type Feed = string;\nexport const feed = 1;\n",
  "src/errors/index.ts": "export const ERRORS = {};\n",
  "src/clock/index.ts": `import type { Feed } from "../protocol/index.ts";\nexport type Now = Feed;\n`,
  "src/engine/index.ts": `import { listen } from "bun";\nexport const open = () => import("./node.ts");\n`,
  "src/engine/node.ts": "export const node = 1;\n",
  "src/server/index.ts": `import { feed } from "../protocol/index.ts";\nexport const serve = feed;\n`,
  "src/server/thread.ts": `export const entry = new URL("./thread-main.ts", import.meta.url);\n`,
  "src/server/thread-main.ts": "export {};\n",
  "src/cli/main.ts": `import { serve } from "../server/index.ts";\nserve;\n`,
  "src/cli/version.ts": `export const at = new URL("../../package.json", import.meta.url);\n`,
};

const CASES: readonly { readonly rule: string; readonly files: Files; readonly problem: RegExp }[] = [
  {
    rule: "a room may not import a room that no arrow leads to",
    files: { "src/client/index.ts": `import { serve } from "../server/index.ts";\nserve;\n` },
    problem: /^src\/client\/index\.ts:1: client may not import server$/,
  },
  {
    rule: "the protocol imports no room",
    files: {
      "src/protocol/feed.ts": `import type { X } from "../errors/index.ts";\nexport type Feed = X;\n`,
    },
    problem: /protocol may not import errors/,
  },
  {
    rule: "the protocol imports no package",
    files: { "src/protocol/feed.ts": `\nimport { Buffer } from "node:buffer";\nBuffer;\n` },
    problem: /^src\/protocol\/feed\.ts:2: protocol is pure .*"node:buffer"$/,
  },
  {
    rule: "the checker trusts nothing of ours, not even errors",
    files: { "src/check/index.ts": `import { ERRORS } from "../errors/index.ts";\nERRORS;\n` },
    problem: /check may not import errors/,
  },
  {
    rule: "the clock takes only types from the protocol",
    files: { "src/clock/index.ts": `import { feed } from "../protocol/index.ts";\nfeed;\n` },
    problem: /clock may import only types from protocol/,
  },
  {
    rule: "a type in braces still loads the module",
    files: {
      "src/engine/node.ts": `import { type Feed } from "../protocol/index.ts";\nexport type F = Feed;\n`,
    },
    problem: /engine may import only types from protocol/,
  },
  {
    rule: "nothing imports the command line",
    files: { "src/web/index.ts": `import "../cli/index.ts";\n` },
    problem: /web may not import cli/,
  },
  {
    rule: "nor does the package's own index",
    files: { "src/index.ts": `export * from "./cli/index.ts";\n` },
    problem: /index\.ts may not import cli/,
  },
  {
    rule: "a room is entered by its index.ts",
    files: { "src/cli/main.ts": `import { feed } from "../protocol/feed.ts";\nfeed;\n` },
    problem: /^src\/cli\/main\.ts:1: protocol is entered by its index\.ts/,
  },
  {
    rule: "also by import()",
    files: { "src/client/index.ts": `export const later = () => import("../server/index.ts");\n` },
    problem: /client may not import server/,
  },
  {
    rule: "also by the type of import()",
    files: { "src/clock/index.ts": `export type Now = import("../server/index.ts").Server;\n` },
    problem: /clock may not import server/,
  },
  {
    rule: "also by export from",
    files: { "src/client/index.ts": `export { serve } from "../server/index.ts";\n` },
    problem: /client may not import server/,
  },
  {
    rule: "import() names its module in a string",
    files: { "src/cli/main.ts": "export const load = (name: string) => import(name);\n" },
    problem: /^src\/cli\/main\.ts:1: import\(\) must name its module/,
  },
  {
    rule: "a worker's entry is in the room itself",
    files: { "src/cli/main.ts": `export const e = new URL("../server/thread-main.ts", import.meta.url);\n` },
    problem: /reaches into the room server/,
  },
  {
    rule: "only the engine knows Bun",
    files: { "src/server/index.ts": `import { listen } from "bun";\nexport const serve = listen;\n` },
    problem: /only engine knows a runtime/,
  },
  {
    rule: "no code from outside of src/",
    files: { "src/cli/main.ts": `import "../../tools/build.ts";\n` },
    problem: /outside of src/,
  },
  {
    rule: "the package's index is for users",
    files: { "src/cli/main.ts": `import "../index.ts";\n` },
    problem: /src\/index\.ts is for users/,
  },
  {
    rule: "src/ holds rooms and index.ts only",
    files: { "src/stray.ts": "export {};\n" },
    problem: /^src\/stray\.ts: src\/ holds rooms/,
  },
  {
    rule: "a new room needs arrows",
    files: { "src/attic/index.ts": "export {};\n" },
    problem: /the room "attic" has no arrows/,
  },
  {
    rule: "no circles",
    files: {
      "src/server/index.ts": `import "./a.ts";\n`,
      "src/server/a.ts": `import "./b.ts";\n`,
      "src/server/b.ts": `export * from "./a.ts";\n`,
    },
    problem: /^import cycle: src\/server\/a\.ts -> src\/server\/b\.ts -> src\/server\/a\.ts$/,
  },
  {
    rule: "no long files, in tests neither",
    files: { "test/long.test.ts": "//\n".repeat(351) },
    problem: /^test\/long\.test\.ts: 351 lines, more than 350$/,
  },
  {
    rule: "a file that does not parse is not passed over",
    files: { "src/server/index.ts": "export const = 1;\n" },
    problem: /^src\/server\/index\.ts: /,
  },
];

describe("import arrows", () => {
  test("a tree that keeps to them has no problem", () => {
    assert.deepEqual(problemsOf(GOOD), []);
  });

  test("types may go in a circle, a file of 350 lines is not long", () => {
    const files = {
      "src/server/a.ts": `import type { B } from "./b.ts";\nexport type A = B;\n`,
      "src/server/b.ts": `import type { A } from "./a.ts";\nexport type B = A;\n`,
      "src/server/c.ts": "//\n".repeat(350),
    };
    assert.deepEqual(problemsOf({ ...GOOD, ...files }), []);
  });

  for (const { rule, files, problem } of CASES) {
    test(rule, () => {
      const problems = problemsOf({ ...GOOD, ...files });
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", problem);
    });
  }
});

function problemsOf(files: Files): string[] {
  const root = mkdtempSync(join(tmpdir(), "jamd-arrows-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return checkTree(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}
