import type { Messages } from "../messages-en.ts";
import type { Observation } from "./observation.ts";

/** How to draw. */
export interface Canvas {
  /** Width of the terminal in columns. */
  readonly columns: number;
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
  /** Rows to draw at most; the rest is counted by the caller. */
  readonly rows: number;
}

type Mark = keyof Messages["swarm"]["legend"];

const UNICODE: Readonly<Record<Mark, string>> = {
  open: "├",
  asked: "?",
  waiting: "┈",
  answered: "●",
  held: "━",
  closed: "┤",
  failed: "×",
};
const ASCII: Readonly<Record<Mark, string>> = {
  open: "[",
  asked: "?",
  waiting: ".",
  answered: "!",
  held: "=",
  closed: "]",
  failed: "x",
};
const ORDER: readonly Mark[] = ["open", "asked", "waiting", "answered", "held", "closed", "failed"];
/** Narrower than this a bar says nothing; the lines then are longer than the terminal. */
const NARROWEST_BAR = 20;

/** One row for each connection, over one axis of time. Lines are no longer than the terminal is wide. */
export function drawTimeline(observations: readonly Observation[], canvas: Canvas): string[] {
  const shown = observations.slice(0, canvas.rows);
  const labelWidth = Math.max(...shown.map(({ name }) => name.length), 1);
  const width = Math.max(NARROWEST_BAR, canvas.columns - labelWidth - 2);
  const length = Math.max(1, ...observations.map(({ endedAt }) => endedAt ?? 0));
  const marks = canvas.unicode ? UNICODE : ASCII;
  const rows = shown.map((observation) => {
    const bar = drawBar(observation, { length, width, marks });
    return `${observation.name.padStart(labelWidth)} ${bar}`.trimEnd();
  });
  return [drawAxis(labelWidth + 1, width, length), ...rows];
}

/** What the marks mean, on as few lines as fit. */
export function drawLegend(texts: Messages["swarm"]["legend"], canvas: Canvas): string[] {
  const marks = canvas.unicode ? UNICODE : ASCII;
  const lines: string[] = [];
  for (const mark of ORDER) {
    const item = `${marks[mark]} ${texts[mark]}`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 3 <= canvas.columns) {
      lines[lines.length - 1] = `${last}   ${item}`;
    } else {
      lines.push(item);
    }
  }
  return lines;
}

function drawAxis(indent: number, width: number, length: number): string {
  const end = `${Math.round(length)} ms`;
  return `${" ".repeat(indent)}0${end.padStart(width - 1)}`;
}

interface Scale {
  readonly length: number;
  readonly width: number;
  readonly marks: Readonly<Record<Mark, string>>;
}

function drawBar(observation: Observation, { length, width, marks }: Scale): string {
  const { openedAt, askedAt, answeredAt, endedAt, endedBy } = observation;
  const events: [Mark, number | null][] = [
    ["open", openedAt],
    ["asked", askedAt],
    ["answered", answeredAt],
    [endedBy === "failure" ? "failed" : "closed", endedAt],
  ];
  const seen = events.flatMap(([mark, instant]) => (instant === null ? [] : [{ mark, instant }]));
  const places = placeMarks(
    seen.map(({ instant }) => Math.round((instant / length) * (width - 1))),
    width,
  );
  const cells = new Array<string>(width).fill(" ");
  for (const [index, { mark }] of seen.entries()) {
    const place = places[index] as number;
    const next = places[index + 1] ?? place;
    cells[place] = marks[mark];
    cells.fill(mark === "answered" ? marks.held : marks.waiting, place + 1, Math.max(next, place + 1));
  }
  return cells.join("");
}

/** Gives each mark a cell of its own, in order: what falls together on the scale stands side by side. */
function placeMarks(wanted: readonly number[], width: number): number[] {
  const places: number[] = [];
  for (const [index, place] of wanted.entries()) {
    const last = width - (wanted.length - index);
    places.push(Math.min(Math.max(place, (places.at(-1) ?? -1) + 1), last));
  }
  return places;
}
