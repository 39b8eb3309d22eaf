/**
 * What is true now: the facts beside the clock, the tiles, the table of threads.
 *
 * @import { HistoryPoint, Snapshot } from "../../observability/snapshot.ts"
 * @import { TextKey } from "./texts-en.js"
 */
import { count, longTime, octets, percent, place, rate, shortTime } from "./amounts.js";
import { element, make, setText } from "./elements.js";
import { text, textKey, whenLanguageChanges } from "./texts.js";

/** @typedef {"condition" | "zone" | "uptime" | "address" | "engine" | "model" | "version" | "process"} Fact */

/** @type {readonly Fact[]} */
const FACTS = ["condition", "zone", "uptime", "address", "engine", "model", "version", "process"];

/** @typedef {"open" | "requests" | "latency" | "invalid" | "refused" | "process"} Tile */

/** @type {Readonly<Record<Tile, TextKey>>} */
const TILES = {
  open: "tile.open",
  requests: "tile.requests",
  latency: "tile.latency",
  invalid: "tile.invalid",
  refused: "tile.refused",
  process: "tile.process",
};

/** Facts and tiles, kept up to date. */
export class Facts {
  /** @type {Map<Fact, HTMLElement>} */
  #facts = new Map();
  /** @type {Map<Tile, { value: HTMLElement, aside: HTMLElement }>} */
  #tiles = new Map();
  /** @type {Snapshot | null} */
  #before = null;
  /** @type {{ snapshot: Snapshot, point: HistoryPoint | undefined } | null} */
  #shown = null;
  /** Processors in use, of the last second. @type {number | null} */
  #cpu = null;

  constructor() {
    this.#build();
    whenLanguageChanges(() => {
      this.#build();
      if (this.#shown !== null) this.#write(this.#shown.snapshot, this.#shown.point);
    });
  }

  /**
   * @param {Snapshot} snapshot
   * @param {HistoryPoint | undefined} point of the same second; undefined: there is none yet
   */
  show(snapshot, point) {
    const before = this.#before;
    const elapsed = snapshot.time - (before?.time ?? snapshot.time);
    if (before?.startedAt !== snapshot.startedAt) this.#cpu = null;
    else if (elapsed > 0) {
      this.#cpu = ((snapshot.process.cpuSeconds - before.process.cpuSeconds) * 1000) / elapsed;
    }
    if (elapsed > 0 || before === null) this.#before = snapshot;
    this.#shown = { snapshot, point };
    this.#write(snapshot, point);
  }

  #build() {
    this.#facts.clear();
    this.#tiles.clear();
    const facts = FACTS.map((fact) => {
      const value = make("dd", { className: "value" });
      value.id = `fact-${fact}`;
      this.#facts.set(fact, value);
      return make("div", {}, [make("dt", { text: text(`fact.${fact}`) }), value]);
    });
    element("facts", HTMLElement).replaceChildren(...facts);
    const tiles = /** @type {[Tile, TextKey][]} */ (Object.entries(TILES)).map(([tile, title]) => {
      const value = make("dd", { className: "value", text: "–" });
      const aside = make("dd", { className: "aside" });
      value.id = `tile-${tile}`;
      this.#tiles.set(tile, { value, aside });
      return make("div", {}, [make("dt", { text: text(title) }), value, aside]);
    });
    element("tiles", HTMLElement).replaceChildren(...tiles);
  }

  /**
   * @param {Snapshot} snapshot
   * @param {HistoryPoint | undefined} point
   */
  #write(snapshot, point) {
    const { connections, requests, latency } = snapshot;
    const tls = snapshot.tlsPort === null ? "" : `, TLS ${snapshot.tlsPort}`;
    this.#fact("condition", text(`condition.${snapshot.condition}`));
    this.#fact("zone", snapshot.zone);
    this.#fact("uptime", longTime(snapshot.time - snapshot.startedAt));
    this.#fact("address", place(snapshot.host, snapshot.port) + tls);
    this.#fact("engine", `${snapshot.engine} ${snapshot.engineVersion}`);
    this.#fact("model", text(`model.${snapshot.model}`));
    this.#fact("version", snapshot.version);
    this.#fact("process", String(snapshot.process.pid));

    const waiting = connections.held - connections.open;
    const most = text("tile.open.aside", {
      most: count(connections.most),
      opened: count(connections.opened),
    });
    const more = waiting > 0 ? `${text("tile.open.waiting", { waiting: count(waiting) })}; ` : "";
    this.#tile("open", count(connections.open), more + most);
    const total = count(requests.time + requests.invalid + requests.quit);
    this.#tile("requests", rate(point?.requests ?? 0), text("tile.requests.aside", { total }));
    const times = `${shortTime(latency.p50)} / ${shortTime(latency.p99)}`;
    this.#tile("latency", times, text("tile.latency.aside"));
    const invalid = text("tile.requests.aside", { total: count(requests.invalid) });
    this.#tile("invalid", rate(point?.invalid ?? 0), invalid);
    this.#refused(connections.refused);
    const { residentOctets } = snapshot.process;
    const cpu = this.#cpu === null ? "–" : percent(this.#cpu);
    const dropped = count(snapshot.logLinesDropped);
    this.#tile("process", octets(residentOctets), text("tile.process.aside", { cpu, dropped }));
  }

  /** @param {Snapshot["connections"]["refused"]} refused since the start, by reason */
  #refused(refused) {
    const reasons = Object.entries(refused).filter(([, times]) => times > 0);
    const sum = reasons.reduce((total, [, times]) => total + times, 0);
    const told = reasons.map(([reason, times]) => {
      const key = textKey(`refused.${reason}`);
      return key === undefined ? `${reason} ${count(times)}` : text(key, { count: count(times) });
    });
    this.#tile("refused", count(sum), told.join(", ") || text("tile.refused.none"));
  }

  /**
   * @param {Fact} fact
   * @param {string} value
   */
  #fact(fact, value) {
    const place = this.#facts.get(fact);
    if (place !== undefined) setText(place, value);
  }

  /**
   * @param {Tile} tile
   * @param {string} value
   * @param {string} aside
   */
  #tile(tile, value, aside) {
    const place = this.#tiles.get(tile);
    if (place === undefined) return;
    setText(place.value, value);
    setText(place.aside, aside);
  }
}
