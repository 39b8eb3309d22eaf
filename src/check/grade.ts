import type { CaseResult, Grade } from "./model.ts";
import type { Weights } from "./rubric.ts";

/**
 * The grade of a server. A pure sum: the same outcomes and weights give the same grade.
 *
 * A case that passed earns its weight, one that failed earns nothing. One that could not be observed is left out, so it
 * costs nothing; unless it could not be observed because a case that it needs has failed: then it earns nothing
 * either, or a server that dies at its first client would be graded by that client alone.
 *
 * @param weights of `weightsOf`; a case without one counts nothing.
 * @param reached `no-server`: nothing was there to be checked; that is the verdict, and 0 points.
 */
export function gradeOf(
  cases: readonly CaseResult[],
  weights: Weights,
  reached: "server" | "no-server",
): Grade {
  let points = 0;
  let of = 0;
  for (const result of cases) {
    const weight = weights.get(result.case.id) ?? 0;
    if (reached === "server" && !isCounted(result, cases)) continue;
    of += weight;
    if (reached === "server" && result.outcome === "pass") points += weight;
  }
  return {
    points: tenths(points),
    of: tenths(of),
    percent: of > 0 ? tenths((100 * points) / of) : 0,
    verdict: reached === "no-server" ? "no-server" : hasFailed(cases) ? "fail" : "pass",
  };
}

/** Whether a result counts in the grade: see {@link gradeOf}. */
export function isCounted(result: CaseResult, cases: readonly CaseResult[]): boolean {
  return result.outcome !== "unknown" || restsOnFailure(result, cases, new Set());
}

/** Whether a needed case has failed, or is unknown because one that it needs has. */
function restsOnFailure(
  { case: { id, needs } }: CaseResult,
  cases: readonly CaseResult[],
  seen: Set<string>,
): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  return cases.some(
    (needed) =>
      needs.includes(needed.case.id) &&
      (needed.outcome === "fail" || (needed.outcome === "unknown" && restsOnFailure(needed, cases, seen))),
  );
}

/** The same results with every `should` held to be a `must`: for those who want all of it. */
export function strictly(cases: readonly CaseResult[]): CaseResult[] {
  return cases.map((result) => (result.level === "should" ? { ...result, level: "must" } : result));
}

function hasFailed(cases: readonly CaseResult[]): boolean {
  return cases.some(({ level, outcome }) => level === "must" && outcome === "fail");
}

/** Rounded to a tenth. The small step keeps 0.05 from becoming 0.0 for the sake of its binary form. */
function tenths(value: number): number {
  return Math.round(value * 10 + 1e-9) / 10;
}
