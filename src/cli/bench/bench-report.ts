import {
  type BenchResult,
  countErrors,
  type ErrorEntry,
  formatOffset,
  type RampResult,
  type Ratios,
  type TargetResult,
} from "../../bench/index.ts";
import type { Figures } from "./figures.ts";
import type { BenchMessages } from "./messages-en.ts";
import { type TableCell, type TableRow, textTable } from "./text-table.ts";

/** An arrival in a hundred sent late is worth a word. */
const LATE_SHARE = 0.01;
const NONE: TableCell = { value: "-" };

/** What the report is written with. */
interface Writing {
  readonly texts: BenchMessages;
  readonly figures: Figures;
}

/** The result as text, lines with line ends: settings, figures side by side, errors by kind and time, notes. */
export function textReport(result: BenchResult, texts: BenchMessages, figures: Figures): string {
  const writing = { texts, figures };
  const lines = [settingsLine(result, writing), ""];
  if (result.isInterrupted) lines.push(texts.interrupted, "");
  if (result.targets.some(({ rounds }) => rounds.length > 0)) {
    lines.push(...textTable(targetRows(result, writing)), "");
  }
  for (const ramp of result.ramps) lines.push(...rampLines(ramp, writing), "");
  lines.push(...notes(result, writing));
  return `${lines.join("\n")}\n`;
}

/** Errors of all targets, in whatever run. */
export function errorsOf(result: BenchResult): number {
  const ofTargets = result.targets.map(({ errors }) => countErrors(errors));
  const ofRamps = result.ramps.flatMap(({ steps }) => steps.map(({ run }) => countErrors(run.errors)));
  return [...ofTargets, ...ofRamps].reduce((sum, count) => sum + count, 0);
}

function settingsLine({ settings }: BenchResult, { texts, figures }: Writing): string {
  const { number } = figures;
  const words = texts.settings;
  const { mode, connections, pipeline, rate, rampLimit, rounds, threads, duration, warmup, encryption } =
    settings;
  const loop = rate === null ? words.closed : words.open(number(rate, 1));
  // In an open loop a connection may be asked again before it has answered.
  const oneAtATime = rate === null && mode === "requests" ? [words.oneAtATime] : [];
  return [
    mode === "sessions" ? words.sessionsAtOnce(number(connections)) : words.connections(number(connections)),
    ...(pipeline === 1 ? oneAtATime : [words.pipeline(number(pipeline))]),
    rampLimit === null ? loop : words.ramp(figures.milliseconds(rampLimit)),
    words.time(figures.duration(duration), figures.duration(warmup)),
    ...(rounds > 1 ? [words.rounds(number(rounds))] : []),
    ...(encryption === "tls" ? ["TLS"] : []),
    ...(threads > 1 ? [words.threads(number(threads))] : []),
  ].join(", ");
}

function targetRows({ settings, targets }: BenchResult, { texts, figures }: Writing): TableRow[] {
  const { rows } = texts;
  const { mode } = settings;
  const row = (
    title: string,
    value: (target: TargetResult) => number | null | undefined,
    write: (value: number) => string,
    ratio?: keyof Ratios,
  ): TableRow => ({
    title,
    cells: targets.map((target) => {
      const known = value(target);
      if (known === null || known === undefined) return NONE;
      const compared = ratio === undefined ? null : (target.ratios?.[ratio] ?? null);
      return { value: write(known), ...(compared === null ? {} : { note: figures.ratio(compared) }) };
    }),
  });
  const { number, milliseconds, microseconds, memory } = figures;
  const throughput = [
    row(rows.throughput[mode], ({ throughput }) => throughput?.median, number, "throughput"),
  ];
  if (targets.some(({ rounds }) => rounds.length > 1)) {
    throughput.push(row(rows.slowest, (target) => target.throughput?.min, number));
    throughput.push(row(rows.fastest, (target) => target.throughput?.max, number));
  }
  const isCostKnown = targets.some((target) => target.residentOctets !== null);
  return [
    { title: "", cells: targets.map(({ name }) => ({ value: name })) },
    ...throughput,
    row(rows.p50, ({ latency }) => latency?.p50, milliseconds, "p50"),
    row(rows.p90, ({ latency }) => latency?.p90, milliseconds, "p90"),
    row(rows.p99, ({ latency }) => latency?.p99, milliseconds, "p99"),
    row(rows.p999, ({ latency }) => latency?.p999, milliseconds, "p999"),
    row(rows.max, ({ latency }) => latency?.max, milliseconds, "max"),
    row(rows.mean, ({ latency }) => latency?.mean, milliseconds, "mean"),
    ...(isCostKnown
      ? [
          row(rows.cost[mode], (target) => target.microsecondsEach?.median, microseconds, "microsecondsEach"),
          row(rows.resident, (target) => target.residentOctets?.median, memory, "residentOctets"),
        ]
      : []),
    row(rows.right[mode], ({ right }) => right, number),
    row(rows.errors, ({ errors }) => countErrors(errors), number),
    { title: rows.zone, cells: targets.map(({ rounds }) => zoneCell(rounds[0]?.zoneOffset)) },
  ];
}

function zoneCell(offset: number | null | undefined): TableCell {
  return offset === null || offset === undefined ? NONE : { value: `UTC${formatOffset(offset)}` };
}

function rampLines(ramp: RampResult, { texts, figures }: Writing): string[] {
  const words = texts.steps;
  const { number, milliseconds, microseconds } = figures;
  const titles = [words.served, words.p50, words.p99, words.max, words.cost, words.verdict];
  const rows: TableRow[] = ramp.steps.map(({ rate, verdict, run }) => ({
    title: number(rate, 1),
    cells: [
      { value: number(run.throughput) },
      ...[run.latency?.p50, run.latency?.p99, run.latency?.max].map((value) =>
        value === undefined ? NONE : { value: milliseconds(value) },
      ),
      run.cost?.microsecondsEach == null ? NONE : { value: microseconds(run.cost.microsecondsEach) },
      { value: words.verdicts[verdict] },
    ],
  }));
  const why = ramp.limit === null ? words.noLimit : words.beyond(words.verdicts[ramp.limit]);
  const knee =
    ramp.knee === null ? words.noKnee(ramp.name) : words.knee(ramp.name, number(ramp.knee, 1)) + why;
  if (rows.length === 0) return [texts.nothingMeasured];
  return [
    ramp.name,
    ...textTable([{ title: words.asked, cells: titles.map((value) => ({ value })) }, ...rows]),
    "",
    knee,
  ];
}

function notes(result: BenchResult, writing: Writing): string[] {
  const { texts, figures } = writing;
  const lines: string[] = [];
  for (const { name, rounds, errors } of result.targets) {
    lines.push(...errors.map((entry) => errorLine(name, entry, writing)));
    const sources = rounds.map(({ cost }) => cost?.processor.source);
    if (sources.includes("stat")) lines.push(texts.coarseCost(name));
  }
  for (const { name, steps } of result.ramps) {
    for (const { rate, run } of steps) {
      const at = `${name} (${figures.number(rate, 1)}/s)`;
      lines.push(...run.errors.map((entry) => errorLine(at, entry, writing)));
    }
  }
  for (const { name, rounds } of result.targets) {
    const pacings = rounds.flatMap(({ pacing }) => pacing ?? []);
    const late = pacings.reduce((sum, pacing) => sum + pacing.late, 0);
    const arrivals = pacings.reduce((sum, pacing) => sum + pacing.arrivals, 0);
    if (late <= LATE_SHARE * arrivals) continue;
    const longest = Math.max(...pacings.map(({ lateMax }) => lateMax));
    const { number, milliseconds } = figures;
    lines.push(texts.late(name, number(late), number(arrivals), milliseconds(longest)));
  }
  const errors = errorsOf(result);
  const right = [...result.targets, ...result.ramps.flatMap(({ steps }) => steps.map(({ run }) => run))];
  if (errors > 0) lines.push(texts.notAllRight(figures.number(errors)));
  else lines.push(right.some((one) => one.right > 0) ? texts.allRight : texts.nothingMeasured);
  return lines;
}

function errorLine(name: string, entry: ErrorEntry, { texts, figures }: Writing): string {
  const { count, kind, firstAt, lastAt, example } = entry;
  const time = (at: number): string => (at < 0 ? texts.inWarmup : figures.duration(at));
  const [first, last] = [time(firstAt), time(lastAt)];
  const when =
    first === last ? (firstAt < 0 ? first : texts.errorTime(first)) : texts.errorTimes(first, last);
  const details = example === null ? when : `${when}, ${texts.errorExample(example)}`;
  return `${texts.errorLine(figures.number(count), texts.kinds[kind], name)} (${details})`;
}
