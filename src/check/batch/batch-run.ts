import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type BatchRecord, parseReport, RECORD_FORMAT, type RecordOutcome } from "./batch-record.ts";
import { type BatchStore, fingerprintOf } from "./batch-store.ts";
import { fillTemplate, namesFile, usualCommand } from "./command-template.ts";
import { type EnclosedEnd, type RunLimits, runEnclosed } from "./enclosed-run.ts";
import type { Enclosure } from "./isolation.ts";
import { findServerFile, type Submission } from "./submissions.ts";

/** Exit code of `jam check` when no server answers or it could not be started. */
const NO_SERVER = 3;
/** Characters kept of what was printed. */
const MOST_TOLD = 2000;

/** What a batch is to do. */
export interface BatchOptions {
  readonly submissions: readonly Submission[];
  readonly store: BatchStore;
  /** Words of the command template; null: by the ending of the file. */
  readonly template: readonly string[] | null;
  /** What the server's file in a folder looks like; null: by its name. */
  readonly find: string | null;
  /** Words that run one check, up to the `--` before the server's command. */
  readonly checker: readonly string[];
  /** Besides these words, what results depend on: contents of files they name, version of the program. */
  readonly settings: readonly string[];
  readonly enclosure: Enclosure;
  /** Checks at the same time. Without a network for each there is only one, whatever is asked for. */
  readonly jobs: number;
  readonly limits: RunLimits;
  /** `fresh`: results that are kept from before are not used. */
  readonly results: "kept" | "fresh";
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BatchProgress) => void;
}

/** How far a batch has come. */
export interface BatchProgress {
  readonly done: number;
  readonly of: number;
  /** Of `done`, those that were known from before. */
  readonly kept: number;
  /** Names of those that are being checked. */
  readonly running: readonly string[];
  /** The one that is done now; null when one begins. */
  readonly record: BatchRecord | null;
}

/** What came of a batch. */
export interface BatchOutcome {
  /** In the order of the submissions; those that an interrupt left out are not there. */
  readonly records: readonly BatchRecord[];
  readonly kept: number;
  readonly end: "complete" | "interrupted";
}

/**
 * Checks many servers, each in a program of its own. One that fails in whatever way costs nothing but its own result.
 * Results are kept as they come.
 *
 * @throws what the file system throws when a result cannot be kept.
 */
export async function checkBatch(options: BatchOptions): Promise<BatchOutcome> {
  const batch = new Batch(options);
  await batch.run();
  return batch.outcome();
}

class Batch {
  readonly #options: BatchOptions;
  readonly #records = new Map<string, BatchRecord>();
  readonly #running = new Set<string>();
  #kept = 0;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { submissions, enclosure, jobs } = this.#options;
    const waiting = submissions.filter((submission) => !this.#isKnown(submission));
    const lane = async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        if (this.#options.signal.aborted) return;
        await this.#check(one);
      }
    };
    const lanes = enclosure.isolation === "none" ? 1 : jobs;
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  outcome(): BatchOutcome {
    const { submissions, signal } = this.#options;
    const records = submissions.flatMap(({ name }) => this.#records.get(name) ?? []);
    const isComplete = records.length === submissions.length || !signal.aborted;
    return { records, kept: this.#kept, end: isComplete ? "complete" : "interrupted" };
  }

  #isKnown(submission: Submission): boolean {
    const { store, results } = this.#options;
    if (results === "fresh") return false;
    const record = store.read(submission.name, this.#fingerprint(submission));
    // What went wrong by itself may go right now.
    if (record === null || record.outcome === "failed") return false;
    this.#kept += 1;
    this.#records.set(submission.name, record);
    this.#tell(record);
    return true;
  }

  async #check(submission: Submission): Promise<void> {
    this.#running.add(submission.name);
    this.#tell(null);
    const record = await this.#record(submission);
    this.#running.delete(submission.name);
    if (record === null) return;
    this.#options.store.keep(record);
    this.#records.set(submission.name, record);
    this.#tell(record);
  }

  /** null: interrupted. */
  async #record(submission: Submission): Promise<BatchRecord | null> {
    const { name, path } = submission;
    const begun = performance.now();
    const made = (outcome: RecordOutcome, reason: string, rest: Partial<BatchRecord> = {}): BatchRecord => ({
      format: RECORD_FORMAT,
      name,
      path,
      command: [],
      fingerprint: this.#fingerprint(submission),
      outcome,
      reason,
      told: "",
      milliseconds: Math.round(performance.now() - begun),
      report: null,
      page: null,
      ...rest,
    });
    const stat = statSync(path, { throwIfNoEntry: false });
    // A pipe would be read for ever.
    if (stat?.isFile() !== true && stat?.isDirectory() !== true) return made("no-file", "");
    const { template, find } = this.#options;
    const isFileNeeded = template === null || namesFile(template);
    const found = isFileNeeded ? findServerFile(submission, find) : { file: "" };
    if (found.file === null) return made("no-file", found.candidates.join(", "));
    const { file } = found;
    const command =
      template === null
        ? usualCommand(file)
        : fillTemplate(template, { file, folder: folderOf(submission), name });

    let stage: Stage;
    try {
      stage = new Stage(submission);
    } catch (error) {
      return made("failed", error instanceof Error ? error.message : String(error), { command });
    }
    try {
      const end = await this.#run(name, command, stage);
      const page = this.#page(name);
      if (end.result === "aborted") return null;
      const report = end.result === "ended" ? parseReport(end.standardOutput) : null;
      if (report !== null) return made("checked", "", { command, report, page });
      if (end.result !== "ended") return made(outcomeOf(end), end.reason, { command });
      return made(outcomeOf(end), "", { command, page, ...wordsIn(end) });
    } finally {
      stage.remove();
    }
  }

  #run(name: string, command: readonly string[], stage: Stage): Promise<EnclosedEnd> {
    const { checker, enclosure, limits, signal, store } = this.#options;
    const page = store.pathOf(store.pageOf(name));
    rmSync(page, { force: true });
    const words = [...checker, "--html", page, "--json", "-", "--", ...command];
    return runEnclosed({
      command: enclosure.wrap(words),
      folder: stage.folder,
      temporary: stage.temporary,
      limits,
      signal,
    });
  }

  /** The page of a server; null, and nothing is left of it, when the check did not come so far. */
  #page(name: string): string | null {
    const page = this.#options.store.pageOf(name);
    const path = this.#options.store.pathOf(page);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0) return page;
    rmSync(path, { force: true });
    return null;
  }

  #fingerprint(submission: Submission): string {
    const { template, find, settings } = this.#options;
    return fingerprintOf(submission, [JSON.stringify(template), JSON.stringify(find), ...settings]);
  }

  #tell(record: BatchRecord | null): void {
    this.#options.onProgress({
      done: this.#records.size,
      of: this.#options.submissions.length,
      kept: this.#kept,
      running: [...this.#running],
      record,
    });
  }
}

/** How a check without a report ended. */
function outcomeOf({ result, code }: EnclosedEnd): RecordOutcome {
  if (result === "too-slow" || result === "too-much-memory" || result === "too-many-processes") return result;
  return result === "ended" && code === NO_SERVER ? "no-server" : "failed";
}

/** `jam: sentence [CODE]` is the last line that a command tells as an error. */
function wordsIn({ errors, code }: EnclosedEnd): { reason: string; told: string } {
  const lines = errors.trimEnd().split("\n");
  const reason = /^jam: (.*?)(?: \[\w+\])?$/.exec(lines.at(-1) ?? "")?.[1];
  const told = (reason === undefined ? lines : lines.slice(0, -1)).join("\n").trim().slice(-MOST_TOLD);
  return { reason: reason ?? `exit ${code}`, told };
}

function folderOf({ path, kind }: Submission): string {
  return kind === "folder" ? path : join(path, "..");
}

/** Where a check is started, and where it puts what is temporary: gone afterwards, however the check ended. */
class Stage {
  /** The submission's folder; for a single file one with nothing else in it. */
  readonly folder: string;
  readonly temporary: string;
  readonly #root: string;

  /** @throws what the file system throws; nothing is left then. */
  constructor({ path, kind }: Submission) {
    this.#root = mkdtempSync(join(realpathSync(tmpdir()), "jam-batch-"));
    this.temporary = join(this.#root, "temporary");
    this.folder = kind === "folder" ? path : join(this.#root, "work");
    try {
      mkdirSync(this.temporary);
      if (kind === "folder") return;
      mkdirSync(this.folder);
      copyFileSync(path, join(this.folder, basename(path)));
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 });
  }
}
