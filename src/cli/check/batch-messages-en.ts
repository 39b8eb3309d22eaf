import type { Summary, SummaryWords } from "../../check/index.ts";

/** English texts of `jam check --batch`. */
export const batchEn = {
  options: {
    batch:
      "check many servers: each file or folder in FOLDER, or what LIST names (a path on each line, or a name, a tab and a path)",
    command:
      'how each of them is started: "python3 {file}"; {file}, {folder} and {name} are filled in (default: by the ending of the file)',
    find: 'what the server\'s file in a submitted folder looks like: "*server*.py" (default: by its name)',
    jobs: "checks at the same time, or auto: half as many as processors; only one where servers cannot have a network each",
    out: "folder for the results: summary.csv, summary.html, a page and a record for each server",
    memory: "a server that uses more memory is stopped",
    fresh: "check all again, also what was checked before and has not changed",
  },
  notes: [
    "A batch keeps each result as it comes: interrupted, the same command goes on where it was. What has changed since is",
    "checked again. On Linux each server has a network of its own where this user may make one, so all can listen on the",
    "same port side by side; elsewhere they are checked one after another.",
  ].join("\n"),
  needsBatch: (option: string) => `"${option}" is for --batch`,
  notWithBatch: (option: string) => `"${option}" cannot be combined with --batch`,
  noServerWithBatch: "with --batch no server is named; how servers are started is said with --command",
  badTemplate: (template: string) => `the command "${template}" has an open quote or no word in it`,
  templateNamesNothing: (template: string) =>
    `the command "${template}" would start the same server for each submission: it names none of {file}, {folder} and {name}`,
  nothingThere: (path: string) => `there is nothing to check in "${path}"`,
  resultsInside: (folder: string) => `the results cannot go into "${folder}", the folder that is checked`,
  begin: {
    "network-and-processes": (count: number, jobs: number) =>
      `${count} servers, ${jobs} at a time, each in a network of its own`,
    network: (count: number, jobs: number) =>
      `${count} servers, ${jobs} at a time, each in a network of its own`,
    none: (count: number) =>
      `${count} servers, one after another (this system gives them no network of their own)`,
  },
  kept: (count: number) => `${count} were checked before and have not changed (--fresh checks them again)`,
  progress: (done: number, of: number) => `${done} of ${of}`,
  left: (time: string) => `about ${time} left`,
  interrupted: (done: number, of: number) =>
    `Interrupted: ${done} of ${of} are checked. The same command goes on from here.`,
  stopping: "Stopping ...",
  written: (file: string) => `Written: ${file}`,
  summary: {
    title: "Check of many time servers",
    server: "Server",
    grade: "Grade",
    result: "Result",
    wrong: "What is wrong",
    case: "Case",
    failedBy: "Failed by",
    mostFailed: "What most servers get wrong",
    noGrade: "-",
    outcomes: {
      pass: "pass",
      fail: "FAIL",
      checked: "checked",
      "no-server": "no server",
      "no-file": "no file",
      "too-slow": "too slow",
      "too-much-memory": "memory",
      "too-many-processes": "processes",
      failed: "not checked",
    },
    ofServers: (failed: number, of: number) => `${failed} of ${of}`,
    counts: ({ rows, passed, failed, withoutGrade, median }: Summary) =>
      `${rows.length} servers: ${passed} pass, ${failed} fail, ${withoutGrade} without a grade${median === null ? "" : `; median ${median} %`}.`,
    incomplete: (done: number, of: number) => `Not complete: ${done} of ${of} servers are checked so far.`,
  } satisfies SummaryWords as SummaryWords,
};

/** Texts of `jam check --batch` in one language. */
export type BatchMessages = typeof batchEn;
