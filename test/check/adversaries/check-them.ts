/**
 * Checks servers side by side and prints a line of JSON for each, then what it took. A program of its own, so that its
 * memory can be measured, and so that the checker runs on the runtime that is named:
 *
 *     node test/check/adversaries/check-them.ts TOTAL_MILLISECONDS NAME=PORT...
 */
import { checkServer } from "../../../src/check/index.ts";

/** What came of one check. */
export interface Report {
  readonly target: string;
  readonly verdict: string;
  readonly milliseconds: number;
  /** What was seen in each case that failed, by id. */
  readonly failed: Readonly<Record<string, string>>;
  /** Results that are the checker's own mistake. */
  readonly faults: readonly string[];
  /** Octets of the result as JSON: what is kept of a flood. */
  readonly size: number;
}

/** The last line. */
export interface Costs {
  readonly megabytes: number;
}

const [totalTime, ...targets] = process.argv.slice(2);

await Promise.all(
  targets.map(async (word) => {
    const [target = "", port] = word.split("=");
    const begun = performance.now();
    const options = { host: "127.0.0.1", port: Number(port), totalTime: Number(totalTime) };
    const result = await checkServer({ ...options, target, profile: "jamd" });
    const failed = result.cases.filter(({ outcome }) => outcome === "fail");
    const report: Report = {
      target,
      verdict: result.grade.verdict,
      milliseconds: Math.round(performance.now() - begun),
      failed: Object.fromEntries(failed.map((one) => [one.case.id, one.finding.seen])),
      faults: result.cases
        .filter(({ finding }) => finding.seen === "checker-fault")
        .map(({ case: { id }, finding }) => `${id}: ${finding.facts.reason}`),
      size: JSON.stringify(result).length,
    };
    console.log(JSON.stringify(report));
  }),
);
const costs: Costs = { megabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
console.log(JSON.stringify(costs));
