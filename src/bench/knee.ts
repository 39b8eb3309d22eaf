import { countErrors } from "./error-book.ts";
import { PLAN_LIMITS } from "./load-plan.ts";
import type { RampResult, RampStep, RunResult, StepVerdict } from "./result.ts";

/** A step has held when at least so much of the rate asked for was served. */
const ACHIEVED_SHARE = 0.95;
/** The search ends when the lowest rate that broke is at most so many times the highest that held. */
const FINE_ENOUGH = 1.06;
/** Where already the first step breaks, rates are halved so often at most. */
const MOST_HALVINGS = 6;
/** Lowest rate that is tried, a second. */
const LOWEST_RATE = 1;

/** Whether a step held, and if not, what broke first: errors, then latency, then the rate. */
export function judgeStep(rate: number, run: RunResult, limitMilliseconds: number): StepVerdict {
  if (countErrors(run.errors) > 0) return "errors";
  if (run.isCutShort || run.latency === null || run.latency.p99 > limitMilliseconds) return "latency";
  return run.throughput < ACHIEVED_SHARE * rate ? "rate" : "held";
}

/** What the search needs to know of a step. */
type Tried = Pick<RampStep, "rate" | "verdict">;

/**
 * The rate of the next step: twice the one before while all hold; then between the highest that held and
 * the lowest that broke, until these are close.
 *
 * @returns null when the knee is found, or there is none to find.
 */
export function nextRate(steps: readonly Tried[], firstRate: number): number | null {
  if (steps.length === 0) return firstRate;
  const broken = lowestBroken(steps);
  const held = highestHeld(steps);
  if (broken === null) {
    const doubled = Math.min(2 * (held ?? firstRate), PLAN_LIMITS.rate);
    return doubled === held ? null : doubled;
  }
  if (held === null) {
    const halved = Math.round(broken / 2);
    return steps.length > MOST_HALVINGS || halved < LOWEST_RATE || halved === broken ? null : halved;
  }
  const between = readable(Math.sqrt(held * broken));
  return broken / held <= FINE_ENOUGH || between <= held || between >= broken ? null : between;
}

/** The highest rate that held below the lowest that broke, and what broke there. */
export function kneeOf(steps: readonly Tried[]): Pick<RampResult, "knee" | "limit"> {
  const broken = lowestBroken(steps);
  const verdict = steps.find(({ rate }) => rate === broken)?.verdict ?? "held";
  return { knee: highestHeld(steps), limit: verdict === "held" ? null : verdict };
}

function lowestBroken(steps: readonly Tried[]): number | null {
  const rates = steps.filter(({ verdict }) => verdict !== "held").map(({ rate }) => rate);
  return rates.length === 0 ? null : Math.min(...rates);
}

function highestHeld(steps: readonly Tried[]): number | null {
  const ceiling = lowestBroken(steps) ?? Number.POSITIVE_INFINITY;
  const rates = steps
    .filter(({ rate, verdict }) => verdict === "held" && rate < ceiling)
    .map(({ rate }) => rate);
  return rates.length === 0 ? null : Math.max(...rates);
}

/** Rounded to three digits: 23784 becomes 23800. */
function readable(rate: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(rate)) - 2);
  return Math.round(rate / unit) * unit;
}
