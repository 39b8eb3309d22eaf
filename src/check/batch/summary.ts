import type { BatchRecord } from "./batch-record.ts";

/** One server in the summary of a batch. */
export interface SummaryRow {
  readonly record: BatchRecord;
  /** null: there is no grade. */
  readonly percent: number | null;
  readonly verdict: "pass" | "fail" | "no-grade";
  /** Ids of failed cases. */
  readonly failedMust: readonly string[];
  readonly failedOther: readonly string[];
  readonly causes: readonly string[];
}

/** A case and how many servers fail it. */
export interface CaseCount {
  readonly id: string;
  readonly title: string;
  readonly failed: number;
  /** Servers of which it is known. */
  readonly of: number;
}

/** All that the summary of a batch tells. */
export interface Summary {
  /** By grade, the best first; servers without a grade last; of equal ones by name. */
  readonly rows: readonly SummaryRow[];
  readonly passed: number;
  readonly failed: number;
  readonly withoutGrade: number;
  /** Of those with a grade, in percent; null when there is none. */
  readonly median: number | null;
  /** Cases that somebody fails, the most often failed first. */
  readonly cases: readonly CaseCount[];
}

/** Adds up a batch. */
export function summaryOf(records: readonly BatchRecord[]): Summary {
  const rows = records.map(rowOf).sort(byGrade);
  const percents = rows.flatMap(({ percent }) => percent ?? []).sort((a, b) => a - b);
  return {
    rows,
    passed: rows.filter(({ verdict }) => verdict === "pass").length,
    failed: rows.filter(({ verdict }) => verdict === "fail").length,
    withoutGrade: rows.filter(({ verdict }) => verdict === "no-grade").length,
    median: medianOf(percents),
    cases: countCases(records),
  };
}

function rowOf(record: BatchRecord): SummaryRow {
  const { report } = record;
  const isGraded = report !== null && report.verdict !== "no-server";
  const failed = isGraded ? report.cases.filter(({ outcome }) => outcome === "fail") : [];
  return {
    record,
    percent: isGraded ? report.grade.percent : null,
    verdict: !isGraded ? "no-grade" : report.verdict === "pass" ? "pass" : "fail",
    failedMust: failed.filter(({ level }) => level === "must").map(({ id }) => id),
    failedOther: failed.filter(({ level }) => level !== "must").map(({ id }) => id),
    causes: isGraded ? report.causes.map(({ id }) => id) : [],
  };
}

function byGrade(a: SummaryRow, b: SummaryRow): number {
  const difference = (b.percent ?? -1) - (a.percent ?? -1);
  if (difference !== 0) return difference;
  return a.record.name.localeCompare(b.record.name, "en", { numeric: true });
}

function medianOf(sorted: readonly number[]): number | null {
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : Math.round((low + high) * 5) / 10;
}

function countCases(records: readonly BatchRecord[]): CaseCount[] {
  const counts = new Map<string, CaseCount>();
  for (const { report } of records) {
    if (report === null || report.verdict === "no-server") continue;
    for (const { id, title, outcome } of report.cases) {
      if (outcome === "unknown") continue;
      const { failed, of } = counts.get(id) ?? { failed: 0, of: 0 };
      counts.set(id, { id, title, failed: failed + (outcome === "fail" ? 1 : 0), of: of + 1 });
    }
  }
  return [...counts.values()].filter(({ failed }) => failed > 0).sort((a, b) => b.failed - a.failed);
}
