import type { Language } from "../../errors/index.ts";
import type { ConnectionQuery, ConnectionRow, Snapshot } from "../../observability/index.ts";
import { type Figures, figuresIn } from "../bench/figures.ts";
import { escapeControls } from "../visible-text.ts";
import type { TopMessages } from "./messages-en.ts";
import type { ServerState } from "./server-state.ts";

/** Changes in a second. */
export interface Rates {
  readonly requests: number;
  readonly invalid: number;
  readonly refused: number;
}

/** What is drawn. */
export interface TopPicture {
  readonly state: ServerState;
  /** The snapshot of the look before, which processor time is compared with; null: this is the first. */
  readonly before: Snapshot | null;
  /** Null while nothing is known of a second. */
  readonly rates: Rates | null;
  readonly query: ConnectionQuery;
}

/** How it is drawn. */
export interface TopStyle {
  readonly texts: TopMessages;
  readonly language: Language;
  readonly columns: number;
  /** Threads that are listed at most. */
  readonly threads: number;
}

const LABEL_GAP = "  ";
/** Columns of the table, and those whose values stand to the right. */
const TABLE = [
  ["connection", "right"],
  ["thread", "right"],
  ["address", "left"],
  ["openedAt", "right"],
  ["requests", "right"],
  ["lastRequestAt", "right"],
  ["octetsReceived", "right"],
  ["octetsSent", "right"],
] as const;
const UNITS = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [0, "second"],
] as const;
const UNIT_MILLISECONDS = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 };

/** Rates between two snapshots; null when no time has passed between them. */
export function ratesBetween(before: Snapshot, after: Snapshot): Rates | null {
  const seconds = (after.time - before.time) / 1000;
  if (seconds <= 0) return null;
  const requests = ({ requests: { time, invalid, quit } }: Snapshot) => time + invalid + quit;
  return {
    requests: Math.max(0, requests(after) - requests(before)) / seconds,
    invalid: Math.max(0, after.requests.invalid - before.requests.invalid) / seconds,
    refused: Math.max(0, sumOf(after.connections.refused) - sumOf(before.connections.refused)) / seconds,
  };
}

/** Lines of the whole picture, none wider than the columns. */
export function drawTop(picture: TopPicture, style: TopStyle): string[] {
  const figures = figuresIn(style.language);
  const { state, before } = picture;
  return [
    ...drawSummary(picture, style, figures),
    "",
    ...drawThreads(state.snapshot, before, style, figures),
    "",
    ...drawConnections(picture, style, figures),
  ].map((line) => cut(line.trimEnd(), style.columns));
}

function drawSummary({ state, before, rates }: TopPicture, style: TopStyle, figures: Figures): string[] {
  const { snapshot } = state;
  const { texts, language } = style;
  const { labels } = texts;
  const { connections, requests, latency } = snapshot;
  const count = (value: number) => figures.number(value);
  const rate = (value: number | undefined) =>
    value === undefined ? "" : `${texts.rate(figures.number(value, 1))}  `;
  const condition = texts.condition[snapshot.condition] ?? escapeControls(snapshot.condition);
  const { version, engine, engineVersion, model, host, port } = snapshot;
  const place = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const up = texts.up(durationText(snapshot.time - snapshot.startedAt, language));
  const rows: [string, string][] = [
    [labels.time, `${snapshot.label} (${snapshot.zone})`],
    [
      labels.connections,
      texts.open(count(connections.open), count(connections.most), count(connections.opened)),
    ],
    [
      labels.requests,
      rate(rates?.requests) +
        texts.requests(count(requests.time), count(requests.invalid), count(requests.quit)),
    ],
    [
      labels.handling,
      latency.p50 === null || latency.p99 === null
        ? texts.noSamples
        : `p50 ${timeText(latency.p50, figures)}, p99 ${timeText(latency.p99, figures)}`,
    ],
    [
      labels.refused,
      rate(rates?.refused) + reasonsText(connections.refused, texts.refusedBy, style, figures),
    ],
    [labels.closed, reasonsText(connections.closed, texts.closedBy, style, figures)],
    [labels.process, processText(snapshot, before, texts, figures)],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    escapeControls(`jamd ${version}  ${condition}  ${place}  ${model}  ${engine} ${engineVersion}  ${up}`),
    ...rows.map(([label, text]) => `${label.padEnd(width)}${LABEL_GAP}${escapeControls(text)}`),
  ];
}

function drawThreads(
  { threads, time }: Snapshot,
  before: Snapshot | null,
  { texts, threads: most }: TopStyle,
  figures: Figures,
): string[] {
  const { thread, open, processor, lag } = texts.threadTable;
  const cells = threads.slice(0, most).map((one) => {
    const was = before?.threads.find((other) => other.thread === one.thread)?.cpuSeconds ?? null;
    const seconds = before === null ? 0 : (time - before.time) / 1000;
    return [
      `${one.thread}`,
      figures.number(one.open),
      one.cpuSeconds === null ? "-" : processorText(one.cpuSeconds, was, seconds, figures),
      one.lagSeconds === null ? "-" : timeText(one.lagSeconds, figures),
    ];
  });
  const more = threads.length > most ? [texts.moreThreads(figures.number(threads.length - most))] : [];
  return [
    ...table([[thread, open, processor, lag], ...cells], ["right", "right", "right", "right"]),
    ...more,
  ];
}

function drawConnections(
  { state, query }: TopPicture,
  { texts, language }: TopStyle,
  figures: Figures,
): string[] {
  const { page, snapshot } = state;
  if (page.rows.length === 0) return [texts.noConnections];
  const arrow = query.order === "ascending" ? "+" : "-";
  const heads = TABLE.map(([name]) => `${texts.table[name]}${name === query.sort ? arrow : ""}`);
  const cells = page.rows.map((row) =>
    TABLE.map(([name]) => cellText(row, name, snapshot.time, language, figures)),
  );
  const [from, to] = [query.offset + 1, query.offset + page.rows.length].map((value) =>
    figures.number(value),
  );
  return [
    texts.range(from as string, to as string, figures.number(page.total)),
    ...table(
      [heads, ...cells],
      TABLE.map(([, side]) => side),
    ),
  ];
}

function cellText(
  row: ConnectionRow,
  name: (typeof TABLE)[number][0],
  now: number,
  language: Language,
  figures: Figures,
): string {
  switch (name) {
    case "address":
      return escapeControls(
        row.address.includes(":") ? `[${row.address}]:${row.port}` : `${row.address}:${row.port}`,
      );
    case "openedAt":
      return durationText(now - row.openedAt, language);
    case "lastRequestAt":
      return row.lastRequestAt === null ? "-" : durationText(now - row.lastRequestAt, language);
    case "thread":
    case "connection":
      return `${row[name]}`;
    default:
      return figures.number(row[name]);
  }
}

function reasonsText(
  counts: Readonly<Record<string, number>>,
  words: Readonly<Record<string, string>>,
  { texts }: TopStyle,
  figures: Figures,
): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  if (told.length === 0) return texts.none;
  return told.map(([reason, count]) => `${words[reason] ?? reason} ${figures.number(count)}`).join(", ");
}

function processText(
  snapshot: Snapshot,
  before: Snapshot | null,
  texts: TopMessages,
  figures: Figures,
): string {
  const { pid, residentOctets, cpuSeconds } = snapshot.process;
  const seconds = before === null ? 0 : (snapshot.time - before.time) / 1000;
  const processor = processorText(cpuSeconds, before?.process.cpuSeconds ?? null, seconds, figures);
  const text = texts.process(`${pid}`, figures.memory(residentOctets), processor);
  if (snapshot.logLinesDropped === 0) return text;
  return `${text}, ${texts.linesDropped(figures.number(snapshot.logLinesDropped))}`;
}

/** Share of one processor since the look before; at the first look the time used so far. */
function processorText(used: number, before: number | null, seconds: number, figures: Figures): string {
  if (before === null || seconds <= 0) return `${figures.number(used, 1)} s`;
  return `${figures.number((100 * Math.max(0, used - before)) / seconds, 1)} %`;
}

function timeText(seconds: number, figures: Figures): string {
  return seconds < 0.001 ? figures.microseconds(seconds * 1e6) : figures.milliseconds(seconds * 1000);
}

/** A length of time in its greatest unit: `5 sec`, `3 min`. */
function durationText(milliseconds: number, language: Language): string {
  const time = Math.max(0, milliseconds);
  const [, unit] = UNITS.find(([least]) => time >= least) ?? [0, "second" as const];
  const value = Math.floor(time / UNIT_MILLISECONDS[unit]);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

function table(rows: readonly (readonly string[])[], sides: readonly ("left" | "right")[]): string[] {
  const widths = sides.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return sides[column] === "right" ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(LABEL_GAP),
  );
}

function cut(line: string, columns: number): string {
  return line.length <= columns ? line : line.slice(0, columns);
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
