import {
  ALL_CASES,
  type CaseResult,
  type CauseId,
  type CheckCase,
  type CheckResult,
  type Finding,
  gradeOf,
  type Outcome,
  type Profile,
  weightsOf,
} from "../../src/check/index.ts";

/** How a case of a made result went; what is left out passed. */
export interface MadeOutcome {
  readonly outcome: Outcome;
  readonly seen: string;
  readonly facts?: Finding["facts"];
  readonly trace?: Finding["trace"];
  readonly cause?: CauseId;
}

/** A result as a check would give it, without a server. */
export function madeResult(
  outcomes: Readonly<Record<string, MadeOutcome>>,
  rest: Partial<Pick<CheckResult, "target" | "output" | "profile" | "framing" | "concurrency">> = {},
): CheckResult {
  const profile = rest.profile ?? "sheet";
  const cases = ALL_CASES.map((one) => madeCase(one, profile, outcomes[one.id]));
  const ids = [...new Set(cases.flatMap(({ cause }) => cause ?? []))];
  return {
    target: "127.0.0.1:45000",
    profile,
    startedAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
    milliseconds: 12_340,
    framing: "unclear",
    concurrency: null,
    causes: ids.map((id) => ({
      id,
      facts: id === "concurrent-up-to" ? { clients: 3 } : {},
      explains: cases.filter(({ cause }) => cause === id).map((one) => one.case.id),
    })),
    cases,
    grade: gradeOf(cases, weightsOf(ALL_CASES, profile, null), "server"),
    output: null,
    ...rest,
  };
}

/** One result of a case. */
function madeCase(one: CheckCase, profile: Profile, made?: MadeOutcome): CaseResult {
  const { outcome = "pass", seen = "silence", facts = {}, trace = [], cause = null } = made ?? {};
  return {
    case: one,
    level: one.level[profile] ?? "info",
    outcome,
    finding: { outcome, seen, facts, trace },
    margin: [one.repeats === 1 ? 1 : 2, one.repeats === 1 ? 1 : 3],
    cause,
  };
}
