import type { BenchResult, CurvePoint } from "../../bench/index.ts";
import type { BenchMessages } from "./messages-en.ts";

/** One line or group of bars. `null`: no value there. */
export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** A chart as the page's script draws it. */
export interface Chart {
  readonly title: string;
  readonly kind: "lines" | "bars";
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale: "linear" | "log";
  readonly yScale: "linear" | "log";
  readonly x: readonly number[];
  /** Labels of some places of the x axis, instead of numbers. */
  readonly xTicks: readonly (readonly [at: number, label: string])[] | null;
  readonly series: readonly ChartSeries[];
}

const PERCENTILE_TICKS = [
  [0, "0 %"],
  [1, "90 %"],
  [2, "99 %"],
  [3, "99.9 %"],
  [4, "99.99 %"],
  [5, "99.999 %"],
  [6, "99.9999 %"],
] as const;

/** The charts of a result; none without a value to draw. */
export function chartsOf(result: BenchResult, { page }: BenchMessages): Chart[] {
  const { mode } = result.settings;
  const { targets, ramps } = result;
  const charts = [
    latencyChart(
      targets.map(({ name, curve }) => ({ name, curve })),
      page,
    ),
    bars(page.throughput[mode], targets, ({ throughput }) => throughput?.median),
    bars(page.cost[mode], targets, ({ microsecondsEach }) => microsecondsEach?.median),
    timeline(page.timeline[mode], page.seconds, targets, ({ right }) => right),
    timeline(page.errors, page.seconds, targets, ({ errors }) => errors),
    rampChart(page.rampLatency, page.latencyY, ramps, page, ({ run }) => run.latency?.p99),
    rampChart(page.rampServed, "", ramps, page, ({ run }) => run.throughput),
  ];
  return charts.filter((chart): chart is Chart => chart !== null);
}

function latencyChart(
  rows: readonly { readonly name: string; readonly curve: readonly CurvePoint[] }[],
  page: BenchMessages["page"],
): Chart | null {
  const longest = rows.reduce<readonly CurvePoint[]>(
    (best, { curve }) => (curve.length > best.length ? curve : best),
    [],
  );
  if (longest.length < 2) return null;
  return {
    title: page.latency,
    kind: "lines",
    xLabel: page.latencyX,
    yLabel: page.latencyY,
    xScale: "linear",
    yScale: "log",
    // All curves have their points at the same percentiles. One nine is as wide as the next.
    x: longest.map(([percent]) => -Math.log10(1 - percent / 100)),
    xTicks: PERCENTILE_TICKS,
    series: rows.map(({ name, curve }) => ({
      label: name,
      // A log scale has no 0.
      values: longest.map((_, index) => curve[index]?.[1] || null),
    })),
  };
}

type Targets = BenchResult["targets"];

function bars(
  title: string,
  targets: Targets,
  value: (target: Targets[number]) => number | null | undefined,
): Chart | null {
  const values = targets.map((target) => value(target) ?? null);
  if (values.every((each) => each === null)) return null;
  return {
    title,
    kind: "bars",
    xLabel: "",
    yLabel: "",
    xScale: "linear",
    yScale: "linear",
    // An empty place at each side, so that no bar is cut.
    x: [0, ...targets.map((_, index) => index + 1), targets.length + 1],
    xTicks: targets.map(({ name }, index) => [index + 1, name] as const),
    series: targets.map(({ name }, index) => ({
      label: name,
      values: [null, ...values.map((each, place) => (place === index ? each : null)), null],
    })),
  };
}

/** All rounds of a target one after the other, as amounts a second. */
function timeline(
  title: string,
  xLabel: string,
  targets: Targets,
  amount: (point: Targets[number]["rounds"][number]["timeline"][number]) => number,
): Chart | null {
  const lines = targets.map(({ name, rounds }) => {
    const points = new Map<number, number>();
    let origin = 0;
    for (const { seconds, timeline } of rounds) {
      let before = 0;
      for (const point of timeline) {
        points.set(origin + point.at, amount(point) / (point.at - before));
        before = point.at;
      }
      origin += seconds;
    }
    return { name, points };
  });
  if (lines.every(({ points }) => [...points.values()].every((value) => value === 0))) return null;
  return lineChart(title, xLabel, "", lines);
}

function rampChart(
  title: string,
  yLabel: string,
  ramps: BenchResult["ramps"],
  page: BenchMessages["page"],
  value: (step: BenchResult["ramps"][number]["steps"][number]) => number | undefined,
): Chart | null {
  const lines = ramps.map(({ name, steps }) => ({
    name,
    points: new Map(steps.map((step) => [step.rate, value(step) || null])),
  }));
  if (lines.every(({ points }) => points.size === 0)) return null;
  return { ...lineChart(title, page.rampX, yLabel, lines), xScale: "log", yScale: "log" };
}

function lineChart(
  title: string,
  xLabel: string,
  yLabel: string,
  lines: readonly { readonly name: string; readonly points: ReadonlyMap<number, number | null> }[],
): Chart {
  const x = [...new Set(lines.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
  return {
    title,
    kind: "lines",
    xLabel,
    yLabel,
    xScale: "linear",
    yScale: "linear",
    x,
    xTicks: null,
    series: lines.map(({ name, points }) => ({
      label: name,
      values: x.map((at) => points.get(at) ?? null),
    })),
  };
}
