import { type Surroundings, WireContext } from "./context.ts";
import type { CaseResult, CheckCase, Finding, Level, Outcome } from "./model.ts";

/** Longest time of one run of a case, in milliseconds: every wait in a case has a deadline, so none should need it. */
const MOST_TIME = 30_000;

/** How many clients a server serves at once decides how often a case is run: see {@link runCase}. */
type Repeats = "majority" | "once" | "until-passed";

/**
 * Runs a case as often as its majority needs: three runs are two when these agree. Of a server that is not concurrent, whose
 * cases take their time one after another, only what has failed is run again; and not what it fails by being so (R12).
 *
 * @param signal ends the check; the case is then over at once, and has failed.
 */
export async function runCase(
  one: CheckCase,
  level: Level,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<CaseResult> {
  const findings: Finding[] = [];
  const majority = Math.floor(one.repeats / 2) + 1;
  const repeats = repeatsOf(one, surroundings);
  while (findings.length < one.repeats && !signal.aborted) {
    const finding = await runOnce(one, surroundings, signal);
    findings.push(finding);
    if (
      repeats === "once" ||
      (repeats === "until-passed" && findings.length === 1 && finding.outcome === "pass")
    ) {
      break;
    }
    if (findings.some(({ outcome }) => countOf(findings, outcome) >= majority)) break;
  }
  return decided(one, level, findings);
}

function repeatsOf({ id }: CheckCase, { concurrent }: Surroundings): Repeats {
  if (concurrent) return "majority";
  return id.startsWith("R12/") ? "once" : "until-passed";
}

/** A result without a run: why it was not run is its finding. */
export function notRun(
  one: CheckCase,
  level: Level,
  outcome: Outcome,
  seen: string,
  facts: Finding["facts"] = {},
): CaseResult {
  return {
    case: one,
    level,
    outcome,
    finding: { outcome, seen, facts, trace: [] },
    margin: [0, 0],
    cause: null,
  };
}

/** What most runs agree in; of equally many the worse, so that the grade does not depend on their order. */
function decided(one: CheckCase, level: Level, findings: readonly Finding[]): CaseResult {
  const order: readonly Outcome[] = ["fail", "unknown", "pass"];
  const [outcome] = [...order].sort((a, b) => countOf(findings, b) - countOf(findings, a));
  const finding = findings.find((found) => found.outcome === outcome);
  if (finding === undefined) return notRun(one, level, "fail", "timed-out");
  return {
    case: one,
    level,
    outcome: finding.outcome,
    finding,
    margin: [countOf(findings, finding.outcome), findings.length],
    cause: null,
  };
}

function countOf(findings: readonly Finding[], outcome: Outcome): number {
  return findings.filter((found) => found.outcome === outcome).length;
}

async function runOnce(one: CheckCase, surroundings: Surroundings, signal: AbortSignal): Promise<Finding> {
  const context = new WireContext(surroundings, signal);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(
      () => resolve(context.found("fail", "too-slow", { milliseconds: MOST_TIME })),
      MOST_TIME,
    );
    signal.addEventListener("abort", () => resolve(context.found("fail", "timed-out")), { once: true });
  });
  try {
    return await Promise.race([one.run(context), late]);
  } catch (error) {
    // A mistake of the checker must not cost the server points, and must not be hidden either.
    const reason = error instanceof Error ? error.message : String(error);
    return context.found("unknown", "broken", { reason });
  } finally {
    clearTimeout(timer);
    context.close();
  }
}
