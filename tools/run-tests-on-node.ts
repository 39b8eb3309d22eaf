import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import type { Failure, RunLimits, Skip, Tally } from "./test-tally.ts";

/** A file that keeps running when its tests are over has left something open; it must not hang the run. */
const FILE_MILLISECONDS = 8 * 60_000;

/** What a passed or failed test says of itself; node:test's own type leaves parts out. */
interface Outcome {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string;
  readonly line?: number;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: { readonly type?: string | undefined; readonly error?: Error | undefined };
}

/** Runs test files on this Node.js, each in a process of its own, and prints what happens as it happens. */
export async function runOnNode(files: readonly string[], limits: RunLimits): Promise<Tally> {
  const stream = run({
    files: files.map((file) => join(limits.root, file)),
    cwd: limits.root,
    concurrency: Math.min(4, availableParallelism()),
    isolation: "process",
    timeout: FILE_MILLISECONDS,
    execArgv: [`--test-timeout=${limits.testMilliseconds}`],
    signal: limits.signal,
  });
  const collector = new Collector(limits.root);
  stream.on("test:start", (start) => collector.started(start));
  stream.on("test:pass", (outcome: Outcome) => collector.passed(outcome));
  stream.on("test:fail", (outcome: Outcome) => collector.failed(outcome));
  let success = true;
  stream.on("test:summary", (summary) => {
    success &&= summary.success;
  });
  for await (const text of stream.compose(new spec())) process.stdout.write(text);
  return collector.tally(success);
}

class Collector {
  readonly #root: string;
  /** Names of the suites around the test at hand, by file. */
  readonly #path = new Map<string, string[]>();
  #passed = 0;
  readonly #failures: Failure[] = [];
  readonly #skips: Skip[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  started({ name, nesting, file }: { name: string; nesting: number; file?: string }): void {
    const path = this.#path.get(file ?? "") ?? [];
    path.length = nesting;
    path[nesting] = name;
    this.#path.set(file ?? "", path);
  }

  passed(outcome: Outcome): void {
    if (outcome.details.type === "suite" && !isPassedOver(outcome)) return;
    if (this.#isFile(outcome)) this.#fail(outcome, "The file holds no test.");
    else if (isPassedOver(outcome))
      this.#skips.push({ name: this.#nameOf(outcome), reason: reasonOf(outcome) });
    else this.#passed += 1;
  }

  failed(outcome: Outcome): void {
    if (isPassedOver(outcome)) {
      this.#skips.push({ name: this.#nameOf(outcome), reason: reasonOf(outcome) });
      return;
    }
    const { error } = outcome.details;
    // The failure within is told of by itself.
    if (error !== undefined && "failureType" in error && error.failureType === "subtestsFailed") return;
    this.#fail(outcome, textOf(error));
  }

  /** @param success node:test's own verdict: a failure it does not attribute to a test counts all the same */
  tally(success: boolean): Tally {
    if (!success && this.#failures.length === 0) {
      const error = "node:test says that the run failed, see above.";
      this.#failures.push({ name: "run", where: "", error });
    }
    return { passed: this.#passed, failures: this.#failures, skips: this.#skips };
  }

  #fail(outcome: Outcome, error: string): void {
    const where = relative(this.#root, outcome.file ?? "");
    const line = outcome.line === undefined ? "" : `:${outcome.line}`;
    this.#failures.push({ name: this.#nameOf(outcome), where: `${where}${line}`, error });
  }

  #nameOf({ name, nesting, file }: Outcome): string {
    return [...(this.#path.get(file ?? "") ?? []).slice(0, nesting), name].join(" > ");
  }

  /** node:test reports a file as a test when there is none in it. */
  #isFile({ name, nesting, file }: Outcome): boolean {
    return nesting === 0 && name === file;
  }
}

function isPassedOver({ skip, todo }: Outcome): boolean {
  return (skip !== undefined && skip !== false) || (todo !== undefined && todo !== false);
}

function reasonOf({ skip, todo }: Outcome): string {
  if (typeof skip === "string" && skip !== "") return skip;
  if (typeof todo === "string" && todo !== "") return `to do: ${todo}`;
  return todo === undefined ? "no reason given" : "to do";
}

/** node:test wraps what the test threw. */
function textOf(error: Error | undefined): string {
  const thrown = error?.cause ?? error;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
