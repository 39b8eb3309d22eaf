import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ALL_CASES, type CheckLanguage, checkServer, launchServer } from "../../src/check/index.ts";
import { withCases } from "../../tools/check-docs.ts";
import { startScripted } from "../support/scripted-server.ts";
import { needsProgram } from "../support/system-programs.ts";

const PAGES: Readonly<Record<CheckLanguage, string>> = {
  en: page("check.md"),
  id: page("check.id.md"),
};

const folder = mkdtempSync(join(tmpdir(), "jam-check-docs-"));
after(() => rmSync(folder, { recursive: true }));

function page(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), "utf8");
}

/** Blocks of code of a kind, in order. */
function blocks(text: string, kind: string): string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === kind)
    .map((match) => match[2] ?? "");
}

async function freePort(): Promise<number> {
  await using server = await startScripted(() => undefined);
  return server.port;
}

describe("docs/check.md", () => {
  test("lists the cases as the texts have them, in both languages", () => {
    for (const language of ["en", "id"] as const) {
      assert.equal(PAGES[language], withCases(PAGES[language], language), 'run "npm run docs"');
      for (const { id } of ALL_CASES) assert.ok(PAGES[language].includes(`\n#### ${id}\n`), id);
    }
    assert.throws(() => withCases("# no place", "en"), /no ".*" before/);
  });

  test("names no case, no cause and no requirement that there is not", () => {
    const ids = new Set<string>(ALL_CASES.map(({ id }) => id));
    for (const text of Object.values(PAGES)) {
      for (const [name] of text.matchAll(/\b(?:R\d+|OPS)\/[a-z0-9]+(?:-[a-z0-9]+)*/g))
        assert.ok(ids.has(name), name);
    }
  });

  test("links to headings that there are", () => {
    for (const text of Object.values(PAGES)) {
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
        (match[1] ?? "")
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, "")
          .replaceAll(" ", "-"),
      );
      for (const [, target] of text.matchAll(/\]\(#([^)]+)\)/g))
        assert.ok(headings.includes(target ?? ""), String(target));
    }
  });

  test("both languages show the same code, but for the comments", () => {
    const code = (text: string) =>
      ["python", "ts", "yaml"].map((kind) =>
        blocks(text, kind).map((block) => block.replace(/ *(?:#|\/\/) .*$/gm, "")),
      );
    assert.deepEqual(code(PAGES.id), code(PAGES.en));
    assert.equal(blocks(PAGES.en, "python").length, 9);
  });
});

/** What needs most of the time of a check, and is not what these programs may lose by a slip of the pen. */
const SLOW = ["R12/thousand-sessions", "R12/slow-client", "OPS/no-spin", "OPS/no-leak"];
const SERVERS = [
  { kind: "python", name: "server.py", command: "python3" },
  { kind: "ts", name: "server.ts", command: process.execPath },
] as const;

describe("the servers that pass", { concurrency: 2 }, () => {
  for (const { kind, name, command } of SERVERS) {
    test(name, needsProgram(kind === "python" ? command : "node"), async () => {
      const program = blocks(PAGES.en, kind).find((block) => block.includes(`${name}\n`)) ?? "";
      const file = join(folder, name);
      writeFileSync(file, program);
      const port = await freePort();
      const launch = await launchServer({ command: [command, file, String(port)], port, runsIn: "empty" });
      assert.equal(launch.result, "listening", JSON.stringify(launch));
      if (launch.result !== "listening") return;
      await using server = launch.server;
      const { host, process } = server;
      const restart = () => server.restart();
      const result = await checkServer({ host, port, profile: "jamd", skip: SLOW, process, restart });
      const failed = result.cases.filter(({ outcome }) => outcome !== "pass");
      assert.deepEqual(
        failed.map(({ case: { id }, finding: { seen } }) => `${id}: ${seen}`),
        [],
      );
      assert.equal(result.grade.percent, 100);
    });
  }
});
