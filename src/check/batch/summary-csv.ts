import type { Summary, SummaryRow } from "./summary.ts";

/** Columns of the table; stable, as scripts read them. docs/check.md describes them. */
const COLUMNS: readonly (readonly [title: string, value: (row: SummaryRow) => string | number])[] = [
  ["name", ({ record }) => record.name],
  ["verdict", ({ verdict, record }) => (verdict === "no-grade" ? noGrade(record) : verdict)],
  ["percent", ({ percent }) => percent ?? ""],
  ["points", ({ percent, record }) => (percent === null ? "" : (record.report?.grade.points ?? ""))],
  ["of", ({ percent, record }) => (percent === null ? "" : (record.report?.grade.of ?? ""))],
  ["failed_must", ({ failedMust }) => failedMust.join(" ")],
  ["failed_other", ({ failedOther }) => failedOther.join(" ")],
  ["causes", ({ causes }) => causes.join(" ")],
  ["framing", ({ percent, record }) => (percent === null ? "" : (record.report?.framing ?? ""))],
  ["concurrency", ({ record }) => record.report?.concurrency ?? ""],
  ["seconds", ({ record }) => (record.milliseconds / 1000).toFixed(1)],
  ["path", ({ record }) => record.path],
  ["page", ({ record }) => record.page ?? ""],
  ["reason", ({ record }) => record.reason],
  ["told", ({ record }) => record.told.split("\n").at(-1)?.trim() ?? ""],
];

/** The summary as CSV (RFC 4180), with a line of titles. */
export function summaryCsv({ rows }: Summary): string {
  const lines = [
    COLUMNS.map(([title]) => title),
    ...rows.map((row) => COLUMNS.map(([, value]) => String(value(row)))),
  ];
  return lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function noGrade({ outcome }: SummaryRow["record"]): string {
  return outcome === "checked" ? "no-server" : outcome;
}

/** Names and outputs are other people's: what a spreadsheet would take for a formula gets a quote before it. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
