/**
 * Runs the tests: all of them on Node.js, then those of the rooms without sockets of their own on Bun too.
 *
 *     npm test                        everything
 *     npm test -- launcher protocol   files whose path contains one of these
 *
 * Ends with one line `N passed, N failed` (and `, N skipped`); exit code 1 when one failed or none ran.
 */
import { globSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { findBun } from "../bin/runtimes.js";
import { runOnBun } from "./run-tests-on-bun.ts";
import { runOnNode } from "./run-tests-on-node.ts";
import { addUp, type Failure, type Tally } from "./test-tally.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Tests of code that must act alike on both runtimes; the behaviour suite starts each engine itself. */
const ON_BUN_TOO = ["protocol", "clock", "errors", "client", "observability", "bench", "server", "web"];

/** Generous: a test that waits for the clock's next second, on a busy machine, is far below it. */
const TEST_MILLISECONDS = 60_000;

const filters = process.argv.slice(2);
const interrupted = new AbortController();
const ended: { by?: NodeJS.Signals } = {};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    ended.by = signal;
    interrupted.abort();
  });
}

const tally = await runAll();
report(tally);
if (ended.by !== undefined) process.kill(process.pid, ended.by);
process.exitCode = tally.failures.length > 0 || tally.passed === 0 ? 1 : 0;

async function runAll(): Promise<Tally> {
  const files = matchingFiles();
  if (files.length === 0) {
    console.error(`No test file matches ${filters.map((filter) => `"${filter}"`).join(" or ")}.`);
    return addUp([]);
  }
  const limits = { root, testMilliseconds: TEST_MILLISECONDS, signal: interrupted.signal };
  const onNode = await runOnNode(files, limits);
  const pure = files.filter((file) => ON_BUN_TOO.some((room) => file.startsWith(join("test", room) + sep)));
  if (pure.length === 0 || interrupted.signal.aborted) return onNode;
  const bun = findBun();
  const onBun = bun === undefined ? withoutBun() : await runOnBun(bun, pure, limits);
  return addUp([onNode, onBun]);
}

function matchingFiles(): string[] {
  const files = globSync("test/**/*.test.ts", { cwd: root }).sort();
  if (filters.length === 0) return files;
  const wanted = filters.map((filter) => relative(root, resolve(root, filter)));
  return files.filter((file) => wanted.some((filter) => file.includes(filter)));
}

function withoutBun(): Tally {
  const error = 'The package "bun" has no program that runs here. Run "npm ci" with install scripts allowed.';
  return { passed: 0, skips: [], failures: [{ name: "tests on Bun", where: "tools/run-tests.ts", error }] };
}

function report({ passed, failures, skips }: Tally): void {
  if (failures.length > 0) console.log("\nFailed:");
  for (const failure of failures) console.log(describe(failure));
  if (skips.length > 0) console.log("\nSkipped:");
  for (const reason of new Set(skips.map((skip) => skip.reason))) {
    console.log(`  ${skips.filter((skip) => skip.reason === reason).length} x ${reason}`);
  }
  const skipped = skips.length > 0 ? `, ${skips.length} skipped` : "";
  console.log(`${passed} passed, ${failures.length} failed${skipped}`);
}

function describe({ name, where, error }: Failure): string {
  const lines = error
    .trim()
    .split("\n")
    .filter((line) => !/^\s+at .*\bnode:/.test(line))
    .slice(0, 12);
  return `  ${name}\n    ${where}\n${lines.map((line) => `    ${line}`).join("\n")}`;
}
