import { readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import {
  BatchStore,
  checkBatch,
  type Enclosure,
  findEnclosure,
  listSubmissions,
  namesSubmission,
  type Submission,
  summaryCsv,
  summaryHtml,
  summaryOf,
  wordsOf,
} from "../../check/index.ts";
import { JamError, reasonOf, systemCodeOf } from "../../errors/index.ts";
import type { CommandContext } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { listenForStop } from "../stop-signals.ts";
import { drawingColumns } from "../terminal.ts";
import { batchMessages } from "./batch-messages.ts";
import type { BatchMessages } from "./batch-messages-en.ts";
import type { BatchFlags } from "./batch-options.ts";
import { BatchProgressBar } from "./batch-progress.ts";
import { batchTable } from "./batch-table.ts";
import { checkUsage } from "./check-usage.ts";

const SUMMARY_CSV = "summary.csv";
const SUMMARY_HTML = "summary.html";
/** Besides the check itself a server may start slowly, and its check needs a moment to end; milliseconds. */
const STARTING = 30_000;
/** One after another, connections of the server before may hold the port; milliseconds. */
const LINGERING = 70_000;

/** What each check of a batch is called with. */
export interface BatchCheck {
  /** Options of `jam check` for each of them, such as `--profile sheet`; paths in them are whole. */
  readonly options: readonly string[];
  /** Files that the options name: when one changes, servers are checked again. */
  readonly files: readonly string[];
  /** Longest time of one check, in milliseconds. */
  readonly timeout: number;
}

/**
 * Checks many servers, each in a program of its own. The exit code is 0 only when all were checked and do all they must.
 *
 * @throws {JamError} JAM_USAGE, JAM_FILE_NOT_READABLE, JAM_FILE_NOT_WRITABLE.
 */
export async function runBatch(
  context: CommandContext,
  source: string,
  flags: BatchFlags,
  check: BatchCheck,
): Promise<void> {
  const texts = batchMessages(context.language);
  const template = templateOf(flags, texts);
  const submissions = submissionsIn(source, flags.out, texts);
  const store = writing(flags.out, () => new BatchStore(resolve(flags.out)));
  const settings = [...check.options, ...check.files.map(contentOf), context.language, version()];

  const stop = new AbortController();
  listenForStop({
    onFirst: () => {
      stop.abort();
      context.stderr.write(`\n${texts.stopping}\n`);
    },
    onSecond: () => process.exit(EXIT.failed),
  });
  const enclosure = findEnclosure();
  const jobs = jobsOf(flags, enclosure, submissions.length);
  context.stderr.write(`${texts.begin[enclosure.isolation](submissions.length, jobs)}\n`);
  const bar = new BatchProgressBar(context.stderr, context.env, texts);
  const outcome = await checkBatch({
    submissions,
    store,
    template,
    find: flags.find ?? null,
    checker: [...ownProgram(), "check", "--lang", context.language, ...check.options],
    settings,
    enclosure,
    jobs,
    limits: {
      milliseconds: check.timeout + STARTING + (enclosure.isolation === "none" ? LINGERING : 0),
      residentOctets: flags.memory,
    },
    results: flags.fresh === true ? "fresh" : "kept",
    signal: AbortSignal.any([stop.signal, context.outputGone]),
    onProgress: (progress) => bar.draw(progress),
  })
    .catch((error: unknown) => {
      throw notWritable(flags.out, error);
    })
    .finally(() => bar.erase());
  context.outputGone.throwIfAborted();

  const { records, kept, end } = outcome;
  const summary = summaryOf(records);
  const heading = { language: context.language, source, done: records.length, of: submissions.length };
  writing(flags.out, () => {
    store.write(SUMMARY_CSV, summaryCsv(summary));
    store.write(SUMMARY_HTML, summaryHtml(summary, heading, texts.summary));
  });
  // In a file or a pipe there is nothing that a long line would break.
  const columns =
    context.stdout.isTTY === true ? drawingColumns(context.stdout, context.env) : Number.POSITIVE_INFINITY;
  if (kept > 0) context.stderr.write(`${texts.kept(kept)}\n`);
  context.stdout.write(`${batchTable(summary, texts, columns).join("\n")}\n`);
  for (const name of [SUMMARY_CSV, SUMMARY_HTML]) {
    context.stderr.write(`${texts.written(join(flags.out, name))}\n`);
  }
  if (end === "interrupted") {
    context.stderr.write(`${texts.interrupted(records.length, submissions.length)}\n`);
  }
  const isAllWell = end === "complete" && summary.passed === submissions.length;
  context.exitCode = isAllWell ? EXIT.ok : EXIT.failed;
}

/** @returns null when there is none: the ending of the file says how it is started. */
function templateOf({ command }: BatchFlags, texts: BatchMessages): string[] | null {
  if (command === undefined) return null;
  const words = wordsOf(command);
  if (words === null) throw checkUsage(texts.badTemplate(command));
  if (!namesSubmission(words)) throw checkUsage(texts.templateNamesNothing(command));
  return words;
}

function submissionsIn(source: string, out: string, texts: BatchMessages): Submission[] {
  let submissions: Submission[];
  let isFolder: boolean;
  try {
    isFolder = statSync(source).isDirectory();
    submissions = listSubmissions(source);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_FILE_NOT_READABLE", { file: source, reason }, { cause: error });
  }
  if (isFolder) {
    const inside = relative(resolve(source), resolve(out));
    if (inside === "") throw checkUsage(texts.resultsInside(out));
    // The results of the last time are no submission.
    if (!inside.startsWith("..")) {
      submissions = submissions.filter(({ path }) => relative(path, resolve(out)).split(sep)[0] === "..");
    }
  }
  if (submissions.length === 0) throw checkUsage(texts.nothingThere(source));
  return submissions;
}

function jobsOf({ jobs }: BatchFlags, { isolation }: Enclosure, servers: number): number {
  if (isolation === "none") return 1;
  // A server and its checker are busy at the same time: with more of them what is timed depends on the others.
  const usual = Math.max(1, Math.floor(availableParallelism() / 2));
  return Math.min(servers, jobs === "auto" ? usual : jobs);
}

/** The words that start this program again, on the same runtime. */
function ownProgram(): string[] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? ""];
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_FILE_NOT_READABLE", { file, reason }, { cause: error });
  }
}

function version(): string {
  return contentOf(join(import.meta.dirname, "../../../package.json"));
}

function writing<Value>(folder: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw notWritable(folder, error);
  }
}

function notWritable(folder: string, error: unknown): JamError {
  const reason = systemCodeOf(error) ?? reasonOf(error);
  return new JamError("JAM_FILE_NOT_WRITABLE", { file: folder, reason }, { cause: error });
}
