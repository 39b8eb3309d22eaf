import type { BenchTarget } from "./bench.ts";
import { mergeErrors } from "./error-book.ts";
import { LatencyHistogram, type LatencySummary } from "./latency-histogram.ts";
import type { Ratios, Spread, TargetResult } from "./result.ts";
import type { RunOutcome } from "./run.ts";

/** Adds up the rounds of each target and compares the targets with the first. */
export function compareTargets(
  targets: readonly { readonly target: BenchTarget; readonly rounds: readonly RunOutcome[] }[],
): TargetResult[] {
  const all = targets.map(({ target, rounds }) => sumUp(target, rounds));
  const first = all[0];
  return all.map((one) =>
    one === first || first === undefined ? one : { ...one, ratios: ratios(one, first) },
  );
}

function sumUp(target: BenchTarget, outcomes: readonly RunOutcome[]): TargetResult {
  const rounds = outcomes.map(({ result }) => result);
  const histogram = new LatencyHistogram();
  for (const text of outcomes.flatMap(({ histograms }) => histograms)) histogram.addEncoded(text);
  const measured = rounds.filter(({ seconds }) => seconds > 0);
  return {
    name: target.name,
    host: target.address.host,
    port: target.address.port,
    pid: target.pid,
    rounds,
    sent: rounds.reduce((sum, { sent }) => sum + sent, 0),
    right: rounds.reduce((sum, { right }) => sum + right, 0),
    errors: mergeErrors(rounds.map(({ errors }) => errors)),
    throughput: spreadOf(measured.map(({ throughput }) => throughput)),
    latency: histogram.summary(),
    curve: histogram.curve(),
    microsecondsEach: spreadOf(measured.flatMap(({ cost }) => cost?.microsecondsEach ?? [])),
    residentOctets: spreadOf(measured.flatMap(({ cost }) => cost?.residentOctets ?? [])),
    ratios: null,
  };
}

/** Median (of an even number the mean of the middle two), smallest and largest; null of nothing. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  if (low === undefined || high === undefined) return null;
  return { median: (low + high) / 2, min: sorted[0] as number, max: sorted.at(-1) as number };
}

function ratios(one: TargetResult, first: TargetResult): Ratios {
  const latency = (field: keyof LatencySummary): number | null =>
    ratio(one.latency?.[field], first.latency?.[field]);
  return {
    throughput: ratio(one.throughput?.median, first.throughput?.median),
    p50: latency("p50"),
    p90: latency("p90"),
    p99: latency("p99"),
    p999: latency("p999"),
    max: latency("max"),
    mean: latency("mean"),
    microsecondsEach: ratio(one.microsecondsEach?.median, first.microsecondsEach?.median),
    residentOctets: ratio(one.residentOctets?.median, first.residentOctets?.median),
  };
}

function ratio(value: number | undefined, reference: number | undefined): number | null {
  if (value === undefined || reference === undefined || reference === 0) return null;
  return value / reference;
}
