/**
 * The checker: observes a time server from outside and tells what is wrong with it. It has its own wire code, and imports
 * nothing of ours: what it says of our server is as independent as what it says of any other.
 */
export {
  type BatchOutcome,
  type BatchProgress,
  checkBatch,
} from "./batch/batch-run.ts";
export { BatchStore } from "./batch/batch-store.ts";
export { namesSubmission, wordsOf } from "./batch/command-template.ts";
export { type Enclosure, findEnclosure } from "./batch/isolation.ts";
export { listSubmissions, type Submission } from "./batch/submissions.ts";
export { type Summary, summaryOf } from "./batch/summary.ts";
export { summaryCsv } from "./batch/summary-csv.ts";
export { outcomeText, type SummaryWords, summaryHtml, wrongText } from "./batch/summary-html.ts";
export { ALL_CASES } from "./cases/all.ts";
export { gradeOf, isCounted, strictly } from "./grade.ts";
export {
  type Launch,
  LaunchedServer,
  type LaunchFailure,
  type LaunchOptions,
  launchServer,
  USUAL_PORT,
} from "./launched-server.ts";
export { findLocalProcess, observeProcess } from "./local-process.ts";
export * from "./model.ts";
export { visible } from "./octets.ts";
export {
  type CheckOptions,
  type CheckProgress,
  type Selection,
  selectCases,
  unknownNames,
} from "./options.ts";
export {
  type DescribedCase,
  type DescribedCause,
  type DescribedResult,
  describe,
  type Mark,
  markOf,
  markWord,
  type ReportStyle,
} from "./report/described.ts";
export { htmlReport } from "./report/html-report.ts";
export { JSON_FORMAT, jsonReport, jsonValue } from "./report/json-report.ts";
export { junitReport } from "./report/junit-report.ts";
export { tapReport } from "./report/tap-report.ts";
export { withoutControls } from "./report/visible.ts";
export * from "./rubric.ts";
export { checkServer } from "./runner.ts";
export { type CaseText, type CauseText, type CheckLanguage, fill } from "./texts/case-text.ts";
export { caseText, causeText, explainsSeen, framingText, reportWords, seenText } from "./texts/catalogue.ts";
export type { ReportWords } from "./texts/en/report.ts";
export { WORKING_FOLDER_KINDS, type WorkingFolderKind } from "./working-folder.ts";
