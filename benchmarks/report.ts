import { cpus, release, totalmem } from "node:os";
import type { Costs, Discipline, Plan } from "./comparison.ts";
import type { Contestant } from "./contestants.ts";
import type { Cost } from "./load.ts";
import type { Tail } from "./open-loop.ts";
import { type Spread, spreadOf } from "./statistics.ts";

/** All that a run found out. */
export interface Findings {
  readonly costs: Costs;
  readonly disciplines: readonly Discipline[];
  readonly plan: Plan;
  readonly ran: readonly Contestant[];
  readonly notRun: ReadonlyArray<{ readonly name: string; readonly why: string }>;
  readonly idleConnections: number;
  /** Octets per idle connection by contestant. */
  readonly idleOctets: ReadonlyMap<string, number>;
  /** Milliseconds from start to first answer by contestant, one for each start. */
  readonly startMilliseconds: ReadonlyMap<string, readonly number[]>;
  readonly curves: readonly Curve[];
  /** Latency in an open loop at a rate, counted from when each request was due. */
  readonly tails: { readonly rate: number; readonly of: readonly Tail[] };
  readonly isPinned: boolean;
}

/** How the cost per request of some contestants grows with something. */
export interface Curve {
  readonly title: string;
  readonly unit: string;
  readonly points: readonly number[];
  /** Microseconds per request, one for each point, by contestant. */
  readonly costs: ReadonlyMap<string, readonly number[]>;
}

/** The report as Markdown. */
export function markdownReport(found: Findings, date: string): string {
  const { plan } = found;
  return `${[
    "# Results of `npm run bench`",
    `${date}, ${cpus().length} cores (${cpus()[0]?.model ?? "?"}), ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
      `${process.platform} ${release()}. ${found.isPinned ? "Servers on one core, load on another." : "Not pinned."} ` +
      `${plan.rounds} interleaved rounds of ${plan.milliseconds} ms after a warm-up; medians, with (min-max). ` +
      "CPU time is the server's, user and system, from the kernel's accounts. Absolute times differ from machine to " +
      "machine and hour to hour; the ratios to C, measured in the same rounds, are what can be compared.",
    ...found.disciplines.map((discipline) => disciplineTable(found, discipline)),
    idleTable(found),
    startTable(found),
    tailTable(found),
    ...found.curves.map(curveTable),
    "## Who took part",
    found.ran.map(({ name, about }) => `- **${name}**: ${about}`).join("\n"),
    found.notRun.length === 0
      ? "All known peers were run."
      : `Not run: ${found.notRun.map(({ name, why }) => `${name} (${why})`).join("; ")}.`,
    "![CPU time as a ratio to C](RESULTS.svg)",
  ].join("\n\n")}\n`;
}

function disciplineTable(found: Findings, { name, load }: Discipline): string {
  const costs: ReadonlyMap<string, readonly Cost[]> = found.costs.get(name) ?? new Map();
  const limit = cpuOf(costs.get(found.ran[0]?.name ?? "") ?? []);
  const unit = load.kind === "session" ? "session" : "request";
  const rows = [...costs].map(([server, list]) => {
    const cpu = cpuOf(list);
    const isDone = Number.isFinite(cpu.median);
    return [
      server,
      isDone ? (cpu.median / limit.median).toFixed(2) : "-",
      isDone ? withRange(cpu, 3) : "none finished in time",
      Math.round(spreadOf(list.map(({ perSecond }) => perSecond)).median).toLocaleString("en"),
      String(list.reduce((sum, { errors }) => sum + errors, 0)),
    ];
  });
  return `## ${name}\n\n${table(["server", "ratio to C", `CPU us per ${unit}`, `${unit}s/s`, "errors"], rows)}`;
}

function cpuOf(costs: readonly Cost[]): Spread {
  return spreadOf(costs.map(({ cpuMicroseconds }) => cpuMicroseconds));
}

function idleTable(found: Findings): string {
  const rows = [...found.idleOctets].map(([server, octets]) => [server, (octets / 1024).toFixed(2)]);
  return `## Memory of ${found.idleConnections.toLocaleString("en")} idle connections\n\n${table(["server", "KiB per connection"], rows)}`;
}

function startTable(found: Findings): string {
  const rows = [...found.startMilliseconds].map(([server, times]) => [server, withRange(spreadOf(times), 0)]);
  return `## From start to first answer\n\n${table(["server", "ms"], rows)}`;
}

function tailTable({ tails }: Findings): string {
  const rows = tails.of.map(({ name, p50, p99, p999, errors }) => [
    name,
    ...[p50, p99, p999].map((milliseconds) => (milliseconds * 1000).toFixed(0)),
    String(errors),
  ]);
  const head = ["server", "p50 us", "p99 us", "p99.9 us", "errors"];
  const title = `## Latency at ${tails.rate.toLocaleString("en")} requests/s, open loop`;
  const note =
    "Half of what jam on Bun served in the closed loop above. Counted from when each request was due.";
  return `${title}\n\n${note}\n\n${table(head, rows)}`;
}

function curveTable({ title, unit, points, costs }: Curve): string {
  const rows = [...costs].map(([server, values]) => [server, ...values.map((value) => value.toFixed(3))]);
  const head = ["CPU us per request", ...points.map((point) => `${point.toLocaleString("en")} ${unit}`)];
  return `## ${title}\n\n${table(head, rows)}`;
}

function withRange({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}

/** A table in Markdown; all columns but the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = `|${head.map((_, index) => (index === 0 ? "---|" : "--:|")).join("")}`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
