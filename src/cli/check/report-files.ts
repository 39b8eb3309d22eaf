import {
  type CheckResult,
  htmlReport,
  jsonReport,
  junitReport,
  type ReportStyle,
  tapReport,
} from "../../check/index.ts";
import { requireWritable, writeResult } from "../bench/output-files.ts";
import type { CheckFlags } from "../check-command.ts";
import type { CommandContext } from "../context.ts";
import { checkUsage } from "./check-usage.ts";
import type { CheckMessages } from "./messages-en.ts";

/** As the name of a file: standard output. */
const STANDARD_OUTPUT = "-";

const REPORTS = { json: jsonReport, junit: junitReport, tap: tapReport, html: htmlReport } as const;

/** A report that is asked for. */
export interface WantedReport {
  readonly kind: keyof typeof REPORTS;
  /** `-` is standard output. */
  readonly file: string;
}

/**
 * The reports that are asked for. Makes sure that they can be written, before a long check begins.
 *
 * @throws {JamError} JAM_USAGE, JAM_FILE_NOT_WRITABLE.
 */
export function wantedReports(flags: CheckFlags, texts: CheckMessages): readonly WantedReport[] {
  const kinds = Object.keys(REPORTS) as (keyof typeof REPORTS)[];
  const wanted = kinds.flatMap((kind) => {
    const file = flags[kind];
    return file === undefined ? [] : [{ kind, file }];
  });
  const files = wanted.map(({ file }) => file);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice === STANDARD_OUTPUT) throw checkUsage(texts.oneStandardOutput);
  if (twice !== undefined) throw checkUsage(texts.sameFile(twice));
  for (const file of files) if (file !== STANDARD_OUTPUT) requireWritable(file);
  return wanted;
}

/** Whether one of the reports takes standard output, where people's report would stand. */
export function takesStandardOutput(reports: readonly WantedReport[]): boolean {
  return reports.some(({ file }) => file === STANDARD_OUTPUT);
}

/** Writes the reports. @throws {JamError} JAM_FILE_NOT_WRITABLE. */
export function writeReports(
  context: CommandContext,
  reports: readonly WantedReport[],
  result: CheckResult,
  style: ReportStyle,
  texts: CheckMessages,
): void {
  for (const { kind, file } of reports) {
    const text = REPORTS[kind](result, style);
    if (file === STANDARD_OUTPUT) {
      context.stdout.write(text);
    } else {
      writeResult(file, text);
      context.stderr.write(`${texts.written(file)}\n`);
    }
  }
}
