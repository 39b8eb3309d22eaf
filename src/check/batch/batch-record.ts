import type { FramingClass, Level, Outcome, Profile } from "../model.ts";

/** Version of the records that a batch keeps. */
export const RECORD_FORMAT = 1;

/** What a batch reads of the JSON report of one check; the report has more. */
export interface CheckedReport {
  readonly verdict: "pass" | "fail" | "no-server";
  readonly profile: Profile;
  readonly grade: { readonly points: number; readonly of: number; readonly percent: number };
  readonly framing: FramingClass;
  readonly concurrency: number | null;
  readonly causes: readonly { readonly id: string; readonly text: string }[];
  readonly cases: readonly {
    readonly id: string;
    readonly level: Level;
    readonly outcome: Outcome;
    readonly title: string;
  }[];
  readonly output: string | null;
}

/** How the check of one server ended. */
export type RecordOutcome =
  /** With a report: the verdict is in it. */
  | "checked"
  /** It could not be started, or never listened. */
  | "no-server"
  /** There is no file in it that is a server, or several. */
  | "no-file"
  | "too-slow"
  | "too-much-memory"
  | "too-many-processes"
  /** The check itself failed. */
  | "failed";

/** All outcomes. */
const OUTCOMES: readonly RecordOutcome[] = [
  "checked",
  "no-server",
  "no-file",
  "too-slow",
  "too-much-memory",
  "too-many-processes",
  "failed",
];

/** What is kept of one server. */
export interface BatchRecord {
  readonly format: typeof RECORD_FORMAT;
  readonly name: string;
  readonly path: string;
  readonly command: readonly string[];
  /** Of all that the result depends on: when it changes the server is checked again. */
  readonly fingerprint: string;
  readonly outcome: RecordOutcome;
  /** Why there is no report, in a sentence, or the files among which there was no choice. May be empty. */
  readonly reason: string;
  /** What was printed besides, such as the last lines of a server that did not start. May be empty. */
  readonly told: string;
  readonly milliseconds: number;
  /** null unless there is a report. */
  readonly report: CheckedReport | null;
  /** Name of the page beside the summary; null when none was written. */
  readonly page: string | null;
}

/** Reads a record. @returns null when it is none of this version. */
export function parseRecord(text: string): BatchRecord | null {
  const value = parsed(text);
  if (value === null || value.format !== RECORD_FORMAT) return null;
  const isRecord =
    typeof value.name === "string" &&
    typeof value.fingerprint === "string" &&
    typeof value.reason === "string" &&
    typeof value.told === "string" &&
    Array.isArray(value.command) &&
    OUTCOMES.includes(value.outcome as RecordOutcome) &&
    (value.report === null || isReport(value.report));
  return isRecord ? (value as unknown as BatchRecord) : null;
}

/** Reads the JSON report of one check. @returns null when it is none. */
export function parseReport(text: string): CheckedReport | null {
  const value = parsed(text);
  return isReport(value) ? value : null;
}

function isReport(value: unknown): value is CheckedReport {
  if (typeof value !== "object" || value === null) return false;
  const { verdict, grade, cases, causes } = value as Partial<CheckedReport>;
  return (
    ["pass", "fail", "no-server"].includes(verdict ?? "") &&
    typeof grade?.percent === "number" &&
    Array.isArray(cases) &&
    cases.every((one) => typeof one?.id === "string" && typeof one.outcome === "string") &&
    Array.isArray(causes) &&
    causes.every((one) => typeof one?.id === "string" && typeof one.text === "string")
  );
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
