/**
 * Draws the lives of connections: lanes of threads, bars of connections, marks of requests.
 *
 * @import { Bar, Lane, Lives } from "./lives.js"
 */
import { count } from "./amounts.js";
import { element, inkColour } from "./elements.js";
import { SHOWN_MILLISECONDS } from "./lives.js";
import { text } from "./texts.js";
import { whenThemeChanges } from "./theme.js";

/** Heights in CSS pixels: all lanes together; a bar at most and at least; what lies between two lanes. */
const MOST_HEIGHT = 460;
const MOST_BAR = 20;
const LEAST_BAR = 5;
const LANE_GAP = 6;
const AXIS_HEIGHT = 20;
const LEAST_LANE = 17;

/** Most lanes; those in which something is, first. */
const MOST_LANES = 20;

/** Where bars begin, in CSS pixels; on the left of it are the threads' names. */
const NAMES_WIDTH = 84;

/** On less than this many CSS pixels fewer moments are named. */
const NARROW = 420;

/** Between two pictures, in milliseconds: the page may run on the machine that serves. */
const FRAME = 40;

/** A bar so wide and high is given its number and address. */
const NAMED_WIDTH = 90;
const NAMED_HEIGHT = 13;

export class LanesView {
  #canvas = element("lanes-canvas", HTMLCanvasElement);
  #frame = element("lanes", HTMLDivElement);
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {Lives} */
  #lives;
  /** @type {() => number | null} */
  #now;
  /** @type {readonly number[]} */
  #threads = [];
  /** @type {Record<"text" | "quiet" | "edge" | "panel", string> & { bars: string[] }} */
  #inks;
  #height = 0;
  #inSight = true;

  /**
   * @param {Lives} lives
   * @param {() => number | null} now the server's time in milliseconds; null while it is not known
   */
  constructor(lives, now) {
    this.#lives = lives;
    this.#now = now;
    this.#inks = readInks();
    whenThemeChanges(() => {
      this.#inks = readInks();
      this.draw();
    });
    new ResizeObserver(() => this.draw()).observe(this.#frame);
    new IntersectionObserver((entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? true;
    }).observe(this.#frame);
    let drawnAt = 0;
    /** @param {number} time */
    const frame = (time) => {
      requestAnimationFrame(frame);
      // Once a second is enough for those who asked for less motion: each message draws too.
      if (this.#still.matches || !this.#inSight || time - drawnAt < FRAME) return;
      drawnAt = time;
      this.draw();
    };
    requestAnimationFrame(frame);
  }

  /** @param {readonly number[]} threads that serve now: each has a lane */
  set threads(threads) {
    this.#threads = threads;
  }

  /** Draws what is known, as of now. */
  draw() {
    const now = this.#now();
    const width = this.#frame.clientWidth;
    if (now === null || width === 0) return;
    this.#lives.prune(now);
    const { lanes, hidden } = chooseLanes(this.#lives.lanes(this.#threads));
    const places = placeLanes(lanes);
    const pen = this.#penFor(width, places.height + AXIS_HEIGHT);
    const inWidth = width - NAMES_WIDTH;
    /** @param {number} time */
    const x = (time) => NAMES_WIDTH + Math.max(0, 1 - (now - time) / SHOWN_MILLISECONDS) * inWidth;
    this.#drawAxis(pen, now, x, places.height, hidden);
    for (const [index, lane] of lanes.entries()) {
      const top = places.tops[index] ?? 0;
      const height = places.heights[index] ?? 0;
      this.#drawLane(pen, lane, { top, height, bar: places.bar, width, x, now });
    }
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #penFor(width, height) {
    const ratio = devicePixelRatio || 1;
    const canvas = this.#canvas;
    // It grows at once and shrinks with patience: a page whose parts jump each second cannot be read.
    this.#height = height > this.#height || height < this.#height - 60 ? height : this.#height;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(this.#height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(this.#height * ratio);
      canvas.style.height = `${this.#height}px`;
    }
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, this.#height);
    pen.font = `${this.#fontSize()}px system-ui, sans-serif`;
    pen.textBaseline = "middle";
    return pen;
  }

  /** Of the canvas, in CSS pixels: it grows with the page's text, for a projector and for who needs it larger. */
  #fontSize() {
    return Math.min(15, Math.round(0.76 * Number.parseFloat(getComputedStyle(this.#frame).fontSize)));
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {number} now
   * @param {(time: number) => number} x
   * @param {number} bottom
   * @param {number} hidden how many lanes are not drawn
   */
  #drawAxis(pen, now, x, bottom, hidden) {
    pen.fillStyle = this.#inks.quiet;
    if (hidden > 0) pen.fillText(text("lanes.hidden", { count: count(hidden) }), 0, bottom + AXIS_HEIGHT / 2);
    const step = x(now) - NAMES_WIDTH < NARROW ? 10 : 5;
    for (let seconds = 0; seconds <= SHOWN_MILLISECONDS / 1000; seconds += step) {
      const at = x(now - seconds * 1000);
      pen.fillStyle = this.#inks.edge;
      pen.fillRect(Math.round(at) - (seconds === 0 ? 1 : 0), 0, 1, bottom);
      pen.fillStyle = this.#inks.quiet;
      pen.textAlign = seconds === 0 ? "right" : "center";
      pen.fillText(seconds === 0 ? text("chart.now") : `−${seconds} s`, at, bottom + AXIS_HEIGHT / 2);
    }
    pen.textAlign = "left";
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Lane} lane
   * @param {{ top: number, height: number, bar: number, width: number, now: number, x: (time: number) => number }} place
   */
  #drawLane(pen, lane, { top, height, bar, width, now, x }) {
    pen.fillStyle = this.#inks.edge;
    pen.fillRect(0, top + height + LANE_GAP / 2, width, 1);
    pen.fillStyle = this.#inks.text;
    pen.fillText(text("threads.name", { thread: lane.thread }), 0, top + Math.min(height, LEAST_LANE) / 2);
    const rows = Math.max(1, Math.floor(height / bar));
    let hidden = 0;
    for (const one of lane.bars) {
      if (one.row < rows) this.#drawBar(pen, one, { y: top + one.row * bar, height: bar, now, x });
      else if (one.closed === null) hidden++;
    }
    if (hidden === 0) return;
    pen.fillStyle = this.#inks.quiet;
    pen.fillText(
      text("lanes.hidden", { count: count(hidden) }),
      0,
      top + Math.min(height, LEAST_LANE) / 2 + 15,
    );
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Bar} bar
   * @param {{ y: number, height: number, now: number, x: (time: number) => number }} place
   */
  #drawBar(pen, bar, { y, height, now, x }) {
    const from = x(bar.opened ?? 0);
    const until = x(bar.closed ?? now);
    const thick = Math.max(2, height - 2);
    const ink = this.#inks.bars[bar.connection % this.#inks.bars.length] ?? this.#inks.text;
    const length = Math.max(3, until - from);
    pen.fillStyle = ink;
    pen.globalAlpha = 0.28;
    pen.fillRect(from, y, length, thick);
    pen.globalAlpha = 1;
    // The opening and the end are edges, so that a bar which is still open is told from one that ended.
    if (bar.opened !== null && from > NAMES_WIDTH) pen.fillRect(from, y, 2, thick);
    if (bar.closed !== null) pen.fillRect(from + length - 2, y, 2, thick);
    for (const asked of bar.asked) pen.fillRect(x(asked) - 1, y, 2, thick);
    if (thick < NAMED_HEIGHT || length < NAMED_WIDTH) return;
    const name = `${bar.connection}  ${bar.address}`;
    const room = pen.measureText(name).width + 8;
    if (room > length) return;
    pen.fillStyle = this.#inks.panel;
    pen.globalAlpha = 0.75;
    pen.fillRect(from + 3, y + 1, room - 4, thick - 2);
    pen.globalAlpha = 1;
    pen.fillStyle = this.#inks.text;
    pen.fillText(name, from + 6, y + thick / 2 + 0.5);
  }
}

function readInks() {
  return {
    text: inkColour("text"),
    quiet: inkColour("quiet"),
    edge: inkColour("edge"),
    panel: inkColour("panel"),
    bars: [0, 1, 2, 3, 4, 5, 6].map((ink) => inkColour(ink)),
  };
}

/**
 * @param {readonly Lane[]} all
 * @returns {{ lanes: readonly Lane[], hidden: number }} by thread; where there are too many, those with the latest life
 */
function chooseLanes(all) {
  if (all.length <= MOST_LANES) return { lanes: all, hidden: 0 };
  const lanes = [...all]
    .sort((a, b) => latestOf(b) - latestOf(a))
    .slice(0, MOST_LANES)
    .sort((a, b) => a.thread - b.thread);
  return { lanes, hidden: all.length - lanes.length };
}

/** @param {Lane} lane */
function latestOf(lane) {
  let latest = 0;
  for (const { opened, closed } of lane.bars) {
    latest = Math.max(latest, closed ?? Number.MAX_SAFE_INTEGER / 2 + (opened ?? 0) / 2);
  }
  return latest;
}

/**
 * Shares the height: bars get thinner before rows are left out.
 *
 * @param {readonly Lane[]} lanes
 */
function placeLanes(lanes) {
  const room = MOST_HEIGHT - lanes.length * LANE_GAP;
  const rows = lanes.reduce((sum, lane) => sum + Math.max(1, lane.rows), 0);
  const bar = Math.max(LEAST_BAR, Math.min(MOST_BAR, Math.floor(room / Math.max(1, rows))));
  const most = Math.max(LEAST_LANE, Math.floor(room / Math.max(1, lanes.length)));
  const needs = lanes.map((lane) => Math.max(LEAST_LANE, lane.rows * bar));
  const fits = needs.reduce((sum, need) => sum + need, 0) <= room;
  const heights = needs.map((need) => (fits ? need : Math.min(need, most)));
  let height = 0;
  const tops = heights.map((one) => {
    const top = height;
    height += one + LANE_GAP;
    return top;
  });
  return { bar, heights, tops, height };
}
