/**
 * The charts of the last ten minutes.
 *
 * @import { HistoryPoint } from "../../observability/snapshot.ts"
 * @import { TextKey } from "./texts-en.js"
 */
import uPlot from "/page/uplot.js";
import { count, rate, shortTime, timeOfDayIn } from "./amounts.js";
import { element, inkColour, make, setText } from "./elements.js";
import { text, whenLanguageChanges } from "./texts.js";
import { whenThemeChanges } from "./theme.js";

/** How many points are kept: ten minutes of seconds. */
const MOST_POINTS = 600;

/** Points farther apart than this have a gap between them, in milliseconds. */
const GAP = 2500;

const HEIGHT = 176;

/** A line of fewer points is hardly seen: each is drawn as a point too. */
const FEW = 20;

/** Steps of an axis of things that are not cut in halves. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

/** @typedef {Exclude<keyof HistoryPoint, "time">} Field */

/** @type {readonly { title: TextKey, series: readonly Field[], amount: (value: number) => string }[]} */
const CHARTS = [
  { title: "chart.open", series: ["open"], amount: count },
  { title: "chart.requests", series: ["requests"], amount: rate },
  { title: "chart.latency", series: ["p50", "p99"], amount: shortTime },
  { title: "chart.trouble", series: ["invalid", "refused"], amount: rate },
];

/** @type {Readonly<Record<Field, TextKey>>} */
const NAMES = {
  open: "series.open",
  requests: "series.requests",
  p50: "series.p50",
  p99: "series.p99",
  invalid: "series.invalid",
  refused: "series.refused",
};

export class Charts {
  /** @type {HistoryPoint[]} */
  #points = [];
  /** @type {Chart[]} */
  #charts;
  #zone = "UTC";

  constructor() {
    const place = element("charts", HTMLDivElement);
    this.#charts = CHARTS.map((facts) => new Chart(place, facts));
    whenThemeChanges(() => this.#rebuild());
    whenLanguageChanges(() => this.#rebuild());
  }

  /**
   * @param {readonly HistoryPoint[]} points oldest first
   * @param {string} zone the server's
   */
  begin(points, zone) {
    this.#points = points.slice(-MOST_POINTS);
    this.#zone = zone;
    this.#rebuild();
  }

  /** @param {HistoryPoint} point */
  add(point) {
    if (point.time <= (this.#points.at(-1)?.time ?? 0)) return;
    this.#points.push(point);
    while (this.#points.length > MOST_POINTS) this.#points.shift();
    for (const chart of this.#charts) chart.show(this.#points);
  }

  #rebuild() {
    for (const chart of this.#charts) chart.build(this.#points, this.#zone);
  }
}

class Chart {
  #facts;
  #figure = make("figure");
  #plotPlace = make("div", { className: "plot" });
  #caption = make("figcaption");
  /** @type {HTMLElement[]} */
  #values = [];
  /** @type {uPlot | null} */
  #plot = null;
  /** @type {readonly HistoryPoint[]} */
  #points = [];
  /** @type {number | null} Time under the pointer, in milliseconds. */
  #pointed = null;
  /** @type {(time: number) => string} */
  #timeOfDay = String;

  /**
   * @param {HTMLElement} place
   * @param {(typeof CHARTS)[number]} facts
   */
  constructor(place, facts) {
    this.#facts = facts;
    this.#plotPlace.setAttribute("role", "img");
    this.#figure.append(this.#caption, this.#plotPlace);
    place.append(this.#figure);
    new ResizeObserver(() => {
      this.#plot?.setSize({ width: this.#plotPlace.clientWidth, height: HEIGHT });
    }).observe(this.#plotPlace);
  }

  /**
   * Makes the chart anew: colours, words or the zone are others.
   *
   * @param {readonly HistoryPoint[]} points
   * @param {string} zone
   */
  build(points, zone) {
    const { title, series, amount } = this.#facts;
    this.#timeOfDay = timeOfDayIn(zone);
    this.#values = series.map(() => make("span", { className: "value" }));
    const names = series.map((field, index) =>
      make("span", {}, [
        make("span", { className: `swatch ink-${index} ${index === 1 ? "dashed" : ""}` }),
        make("span", { text: `${text(NAMES[field])} ` }),
        this.#values[index] ?? make("span"),
      ]),
    );
    this.#caption.replaceChildren(make("strong", { text: text(title) }), ...names);
    this.#plot?.destroy();
    this.#plot = new uPlot(
      {
        width: Math.max(50, this.#plotPlace.clientWidth),
        height: HEIGHT,
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        tzDate: (seconds) => zoned(seconds, zone),
        scales: {
          x: { time: true, range: (_, __, last) => tenMinutesTo(last) },
          y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] },
        },
        series: [
          {},
          ...series.map((_, index) => ({
            stroke: inkColour(index),
            width: 2,
            ...(index === 0 ? { fill: faint(inkColour(index)) } : { dash: [6, 3] }),
            points: { show: (/** @type {uPlot} */ plot) => plot.data[0].length < FEW, size: 5 },
          })),
        ],
        axes: [
          {
            ...axis(),
            size: 28,
            values: [[60, "{HH}:{mm}", null, null, null, null, null, null, 1]],
            space: 60,
          },
          {
            ...axis(),
            values: (_, ticks) => ticks.map((tick) => amount(tick)),
            size: 66,
            space: 34,
            ...(amount === count ? { incrs: WHOLE } : {}),
          },
        ],
        hooks: {
          setCursor: [
            (plot) => {
              const index = plot.cursor.idx;
              this.#pointed = typeof index === "number" ? (plot.data[0][index] ?? 0) * 1000 : null;
              this.#showValues();
            },
          ],
        },
      },
      columns(points, series),
      this.#plotPlace,
    );
    this.show(points);
  }

  /** @param {readonly HistoryPoint[]} points */
  show(points) {
    this.#points = points;
    const data = columns(points, this.#facts.series);
    this.#plot?.setData(data);
    this.#showValues();
    this.#plotPlace.setAttribute("aria-label", this.#summary());
  }

  #showValues() {
    const { series, amount } = this.#facts;
    const pointed = this.#points.find(({ time }) => time === this.#pointed);
    const point = pointed ?? this.#points.at(-1);
    for (const [index, field] of series.entries()) {
      const place = this.#values[index];
      const value = point?.[field] ?? null;
      const when = pointed === undefined ? "" : ` (${this.#timeOfDay(pointed.time)})`;
      if (place !== undefined) setText(place, (value === null ? "–" : amount(value)) + when);
    }
  }

  #summary() {
    const { title, series, amount } = this.#facts;
    const told = series.map((field) => {
      const values = this.#points.map((point) => point[field]).filter((value) => value !== null);
      if (values.length === 0) return `${text(NAMES[field])} ${text("none")}`;
      return text("chart.range", {
        name: text(NAMES[field]),
        least: amount(Math.min(...values)),
        most: amount(Math.max(...values)),
      });
    });
    return text("chart.summary", { title: text(title), series: told.join("; ") });
  }
}

/**
 * @param {number | null} last the newest point's time in seconds; null: there is none
 * @returns {[number, number]}
 */
function tenMinutesTo(last) {
  const end = last ?? Date.now() / 1000;
  return [end - MOST_POINTS, end];
}

/** @returns {uPlot.Axis} */
function axis() {
  return {
    stroke: inkColour("quiet"),
    grid: { stroke: inkColour("edge"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
}

/**
 * @param {readonly HistoryPoint[]} points
 * @param {readonly Field[]} series
 * @returns {uPlot.AlignedData} times in seconds, then a column for each series; nothing where points are missing
 */
function columns(points, series) {
  /** @type {number[]} */
  const times = [];
  /** @type {(number | null)[][]} */
  const values = series.map(() => []);
  for (const [index, point] of points.entries()) {
    const before = points[index - 1]?.time ?? point.time;
    if (point.time - before > GAP) {
      times.push((before + GAP / 2) / 1000);
      for (const column of values) column.push(null);
    }
    times.push(point.time / 1000);
    for (const [at, field] of series.entries()) values[at]?.push(point[field]);
  }
  return [times, ...values];
}

/**
 * @param {number} seconds since 1970
 * @param {string} zone IANA name; one that the browser does not know is shown as UTC
 */
function zoned(seconds, zone) {
  const date = new Date(seconds * 1000);
  try {
    return uPlot.tzDate(date, zone);
  } catch {
    return uPlot.tzDate(date, "Etc/UTC");
  }
}

/** @param {string} colour as the browser computes it: `rgb(r, g, b)` */
function faint(colour) {
  return colour.replace(/^rgb\((.*)\)$/, "rgba($1, 0.14)");
}
