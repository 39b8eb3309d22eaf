import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { addUp, type Failure, type RunLimits, type Skip, type Tally } from "./test-tally.ts";

/** Files that are run at the same time. */
const LANES = 2;

/**
 * Runs test files with `bun test`; prints what it said only when something is wrong. Each file has a process of its own,
 * as on Node: in a common one a mocked timer of one file was seen to stop the clock of the files after it.
 */
export async function runOnBun(bun: string, files: readonly string[], limits: RunLimits): Promise<Tally> {
  const tallies: Tally[] = [];
  const waiting = [...files];
  async function runLane(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (limits.signal.aborted) return;
      tallies.push(await runFile(bun, file, limits));
    }
  }
  await Promise.all(Array.from({ length: LANES }, runLane));
  const tally = addUp(tallies);
  console.log(`On Bun: ${tally.passed} passed, ${tally.failures.length} failed, of ${files.length} files`);
  return tally;
}

async function runFile(bun: string, file: string, limits: RunLimits): Promise<Tally> {
  const child = spawn(bun, ["test", "--timeout", String(limits.testMilliseconds), `./${file}`], {
    cwd: limits.root,
    stdio: ["ignore", "pipe", "pipe"],
    // Colours would stand between the words that are read here.
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    signal: limits.signal,
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", (error) => (limits.signal.aborted ? resolve(null) : reject(error)));
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  const tally = readBunOutput(stderr, code);
  if (tally.failures.length > 0) process.stdout.write(`\n${stdout}${stderr}`);
  return tally;
}

/**
 * Reads what `bun test` printed. Its JUnit file leaves out what failed outside of any test, so the words are read.
 *
 * @param output what it printed on stderr
 * @param code its exit code, null when a signal ended it
 */
export function readBunOutput(output: string, code: number | null): Tally {
  const failures: Failure[] = [];
  const skips: Skip[] = [];
  let where = "";
  let story: string[] = [];
  for (const line of output.split("\n")) {
    const outcome = /^\((pass|fail|skip|todo)\) (.*?)(?: \[[\d.]+ms\])?$/.exec(line);
    if (/^\S.*\.test\.ts:$/.test(line)) where = line.slice(0, -1);
    else if (outcome === null) story.push(line);
    if (outcome === null) continue;
    const [, verdict, title = ""] = outcome;
    const name = `${title} (on Bun)`;
    if (verdict === "fail") failures.push({ name, where, error: story.join("\n") });
    if (verdict === "skip" || verdict === "todo") skips.push({ name, reason: "skipped on Bun" });
    story = [];
  }
  const passed = countOf(output, "pass");
  // A file that cannot be loaded fails no test by name.
  for (let unnamed = countOf(output, "fail") - failures.length; unnamed > 0; unnamed--) {
    failures.push({
      name: "outside of any test (on Bun)",
      where,
      error: "See the output of bun test above.",
    });
  }
  if (failures.length === 0 && code !== 0) {
    failures.push({ name: "bun test", where: "", error: `It ended with exit code ${code}, see above.` });
  }
  return { passed, failures, skips };
}

function countOf(output: string, word: string): number {
  const found = new RegExp(`^ *(\\d+) ${word}$`, "m").exec(output);
  return Number(found?.[1] ?? 0);
}
