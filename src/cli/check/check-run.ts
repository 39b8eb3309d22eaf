import {
  ALL_CASES,
  type CheckCase,
  type CheckResult,
  checkServer,
  gradeOf,
  type ReportStyle,
  type Rubric,
  selectCases,
  strictly,
  unknownNames,
  weightsOf,
} from "../../check/index.ts";
import { JamError } from "../../errors/index.ts";
import type { CheckFlags, CheckTarget } from "../check-command.ts";
import { checkMessages } from "../check-messages.ts";
import type { CommandContext } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { reportFailure } from "../failure-report.ts";
import { listenForStop } from "../stop-signals.ts";
import { drawingColumns } from "../terminal.ts";
import { caseList } from "./case-list.ts";
import { CheckProgressLine } from "./check-progress.ts";
import { checkUsage } from "./check-usage.ts";
import type { CheckMessages } from "./messages-en.ts";
import { noServerError } from "./no-server.ts";
import { paintFor } from "./paint.ts";
import { takesStandardOutput, wantedReports, writeReports } from "./report-files.ts";
import { readRubricFile } from "./rubric-file.ts";
import { runningServer, type Served, startedServer } from "./served.ts";
import { terminalReport } from "./terminal-report.ts";

/**
 * Makes sure that the options ask for something that can be done.
 *
 * @throws {JamError} JAM_USAGE, JAM_BAD_OPTION, JAM_FILE_NOT_READABLE, JAM_BAD_RUBRIC.
 */
export function requireUsable({ language }: CommandContext, flags: CheckFlags): void {
  const texts = checkMessages(language);
  selected(flags, texts);
  if (flags.rubric !== undefined) readRubricFile(flags.rubric, flags.profile, texts);
}

/**
 * Checks a server and reports. The exit code is 0 only when it does all that it must.
 *
 * @throws {JamError} JAM_USAGE, JAM_BAD_OPTION, JAM_FILE_NOT_READABLE, JAM_FILE_NOT_WRITABLE, JAM_BAD_RUBRIC,
 *   JAM_PROCESS_NOT_FOUND.
 */
export async function runCheck(
  context: CommandContext,
  target: CheckTarget,
  flags: CheckFlags,
): Promise<void> {
  const texts = checkMessages(context.language);
  const cases = selected(flags, texts);
  const rubric = flags.rubric === undefined ? null : readRubricFile(flags.rubric, flags.profile, texts);
  const style = styleOf(context, flags, rubric);
  if (flags.list === true) {
    context.stdout.write(caseList(cases, flags.profile, style.weights, context.language));
    return;
  }
  const reports = wantedReports(flags, texts);
  const result = await checked(context, target, flags, style, texts);
  if (result === null) return;

  context.outputGone.throwIfAborted();
  const isThere = result.grade.verdict !== "no-server";
  if (isThere && !takesStandardOutput(reports)) {
    const columns = drawingColumns(context.stdout, context.env);
    const paint = paintFor(context.stdout, context.env);
    const details = flags.verbose === true ? "all" : "usual";
    context.stdout.write(terminalReport(result, { ...style, columns, paint, details }));
  }
  writeReports(context, reports, result, style, texts);
  if (!isThere) reportFailure(context, noServerError(result, flags.patience));
  context.exitCode = { pass: EXIT.ok, fail: EXIT.failed, "no-server": EXIT.noServer }[result.grade.verdict];
}

function selected(flags: CheckFlags, texts: CheckMessages): readonly CheckCase[] {
  for (const option of ["only", "skip"] as const) {
    const [value] = unknownNames(ALL_CASES, flags[option] ?? []);
    if (value === undefined) continue;
    throw new JamError("JAM_BAD_OPTION", { value, option: `--${option}`, expected: texts.unknownCase });
  }
  const cases = selectCases(ALL_CASES, flags);
  if (cases.length === 0) throw checkUsage(texts.nothingLeft);
  return cases;
}

function styleOf(
  { language }: CommandContext,
  { profile, rubric: file }: CheckFlags,
  rubric: Rubric | null,
): ReportStyle {
  const name = rubric === null ? null : (rubric.name ?? file ?? "");
  return { language, weights: weightsOf(ALL_CASES, profile, rubric), rubric: name };
}

/** @returns null when there is no result: that is told, and the exit code is set. */
async function checked(
  context: CommandContext,
  target: CheckTarget,
  flags: CheckFlags,
  style: ReportStyle,
  texts: CheckMessages,
): Promise<CheckResult | null> {
  const interrupt = new AbortController();
  listenForStop({ onFirst: () => interrupt.abort(), onSecond: () => process.exit(EXIT.failed) });
  const signal = AbortSignal.any([interrupt.signal, context.outputGone]);
  const progress = new CheckProgressLine(context.stderr, context.env, texts);
  try {
    await using served = await serve(context, target, flags, texts, progress, signal);
    const result = await checkServer({
      ...served.options,
      profile: flags.profile,
      only: flags.only,
      skip: flags.skip,
      patience: flags.patience,
      totalTime: flags.timeout,
      signal,
      onProgress: (step) => progress.draw(step),
      grade: (cases, reached) =>
        gradeOf(flags.strict === true ? strictly(cases) : cases, style.weights, reached),
    });
    return flags.strict === true ? { ...result, cases: strictly(result.cases) } : result;
  } catch (thrown) {
    progress.erase();
    if (thrown instanceof JamError && thrown.code === "JAM_SERVER_NOT_STARTED") {
      reportFailure(context, thrown);
      context.exitCode = EXIT.noServer;
      return null;
    }
    if (!interrupt.signal.aborted) throw thrown;
    context.stderr.write(`${texts.interrupted}\n`);
    context.exitCode = EXIT.failed;
    return null;
  } finally {
    progress.erase();
  }
}

function serve(
  context: CommandContext,
  target: CheckTarget,
  flags: CheckFlags,
  texts: CheckMessages,
  progress: CheckProgressLine,
  signal: AbortSignal,
): Promise<Served> | Served {
  const { command } = target;
  if (command === null) return runningServer(target, flags);
  return startedServer(context, command, target, flags, texts, progress, signal);
}
