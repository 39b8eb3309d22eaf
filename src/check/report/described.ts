import { isCounted } from "../grade.ts";
import type { CaseResult, Cause, CheckResult, Outcome, Requirement } from "../model.ts";
import type { Weights } from "../rubric.ts";
import { type CaseText, type CauseText, type CheckLanguage, fill } from "../texts/case-text.ts";
import { caseText, causeText, reportWords, seenText } from "../texts/catalogue.ts";
import type { ReportWords } from "../texts/en/report.ts";

/** How results are told. */
export interface ReportStyle {
  readonly language: CheckLanguage;
  /** By which the grade was made. */
  readonly weights: Weights;
  /** Name of the rubric, or null: the default weights. */
  readonly rubric: string | null;
}

/** A result with its texts. */
export interface DescribedCase {
  readonly id: string;
  readonly requirement: Requirement;
  readonly result: CaseResult;
  readonly text: CaseText;
  /** What was seen, as a sentence's end. */
  readonly seen: string;
  /** Points that it could earn; null: it is not counted. */
  readonly weight: number | null;
}

/** A cause with its texts and the failed cases that follow from it. */
export interface DescribedCause {
  readonly cause: Cause;
  readonly text: CauseText;
  readonly cases: readonly DescribedCase[];
}

/** A result as all reports tell it. */
export interface DescribedResult {
  readonly result: CheckResult;
  readonly words: ReportWords;
  readonly cases: readonly DescribedCase[];
  /** Causes come first, in the order in which they were found. */
  readonly causes: readonly DescribedCause[];
  /** Failed cases that no cause explains. */
  readonly others: readonly DescribedCase[];
  /** Verdict and points in one line. */
  readonly grade: string;
  /** `22 passed, 5 failed, 3 not seen`. */
  readonly counts: string;
}

/** Puts the texts of a language to a result. */
export function describe(result: CheckResult, { language, weights }: ReportStyle): DescribedResult {
  const words = reportWords(language);
  const cases = result.cases.map((one) => ({
    id: one.case.id,
    requirement: requirementOf(one.case.id),
    result: one,
    text: caseText(one.case.id, language),
    seen: seenText(one.case.id, one.finding, language),
    weight: isCounted(one, result.cases) ? (weights.get(one.case.id) ?? 0) : null,
  }));
  const causes = result.causes.map((cause) => ({
    cause,
    text: causeText(cause.id, cause.facts, language),
    cases: cases.filter(({ id }) => cause.explains.includes(id)),
  }));
  const explained = new Set(result.causes.flatMap(({ explains }) => explains));
  const others = cases.filter(({ id, result: { outcome } }) => outcome === "fail" && !explained.has(id));
  return {
    result,
    words,
    cases,
    causes,
    others,
    grade: gradeText(result, words),
    counts: countText(result, words),
  };
}

function gradeText({ grade }: CheckResult, words: ReportWords): string {
  if (grade.of === 0) return words.notGraded;
  const { points, of, percent } = grade;
  return fill(words.gradeLine, { points, of, percent });
}

function countText({ cases }: CheckResult, words: ReportWords): string {
  const count = (wanted: Mark) => cases.filter((one) => markOf(one) === wanted).length;
  const [pass, fail, noted, unknown] = [count("pass"), count("fail"), count("noted"), count("unknown")];
  return fill(words.counts, { pass, fail, noted, unknown });
}

/** How people see an outcome: what is only told has not failed. */
export type Mark = Outcome | "noted";

/** The mark of a result. */
export function markOf({ outcome, level }: CaseResult): Mark {
  return outcome === "fail" && level === "info" ? "noted" : outcome;
}

/** The mark as a word. */
export function markWord(mark: Mark, words: ReportWords): string {
  return mark === "noted" ? words.noted : words.outcome[mark];
}

function requirementOf(id: CaseResult["case"]["id"]): Requirement {
  return id.slice(0, id.indexOf("/")) as Requirement;
}

/** Time that a case took as far as its connections show, in seconds. */
export function secondsOf({ finding }: CaseResult): number {
  return (finding.trace.at(-1)?.at ?? 0) / 1000;
}
