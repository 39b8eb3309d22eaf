/**
 * The table of open connections: sorted, filtered and paged by the server.
 *
 * @import { ConnectionPage, ConnectionQuery, ConnectionRow } from "../../observability/snapshot.ts"
 * @import { TextKey } from "./texts-en.js"
 */
import { count, longTime, octets, place } from "./amounts.js";
import { element, make, setText } from "./elements.js";
import { read } from "./feed.js";
import { text, whenLanguageChanges } from "./texts.js";

/** Between two readings of the same page of the table, in milliseconds. */
const READING = 2000;

/** After the last key of a filter, in milliseconds. */
const TYPING = 250;

/** @typedef {ConnectionQuery["sort"]} Sort */

/** @type {readonly { name: keyof ConnectionRow & string, sort: Sort | null, number: boolean }[]} */
const COLUMNS = [
  { name: "connection", sort: "connection", number: true },
  { name: "thread", sort: "thread", number: true },
  { name: "address", sort: "address", number: false },
  { name: "openedAt", sort: "openedAt", number: true },
  { name: "requests", sort: "requests", number: true },
  { name: "lastRequestAt", sort: "lastRequestAt", number: true },
  { name: "octetsReceived", sort: "octetsReceived", number: true },
  { name: "octetsSent", sort: null, number: true },
];

export class ConnectionsTable {
  #table = element("connections", HTMLTableElement);
  #filter = element("connections-filter", HTMLInputElement);
  #limit = element("connections-limit", HTMLSelectElement);
  #range = element("connections-range", HTMLElement);
  #note = element("connections-note", HTMLElement);
  #previous = element("connections-previous", HTMLButtonElement);
  #next = element("connections-next", HTMLButtonElement);
  /** @type {Sort} */
  #sort = "connection";
  /** @type {ConnectionQuery["order"]} */
  #order = "ascending";
  #offset = 0;
  /** @type {ConnectionPage | null} */
  #page = null;
  /** Running number of the latest reading: an answer that was overtaken is not shown. */
  #reading = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {() => number | null} */
  #now;

  /** @param {() => number | null} now the server's time in milliseconds; null while it is not known */
  constructor(now) {
    this.#now = now;
    this.#buildHead();
    whenLanguageChanges(() => {
      this.#buildHead();
      this.#write();
    });
    this.#filter.addEventListener("input", () => this.#readFrom(0, TYPING));
    this.#limit.addEventListener("change", () => this.#readFrom(0));
    this.#previous.addEventListener("click", () => this.#turn(-1));
    this.#next.addEventListener("click", () => this.#turn(1));
    document.addEventListener("visibilitychange", () => this.#readFrom(this.#offset));
  }

  /** Reads the page of the table anew, and from now on again and again. */
  start() {
    this.#readFrom(this.#offset);
  }

  /** @param {1 | -1} pages */
  #turn(pages) {
    this.#readFrom(Math.max(0, this.#offset + pages * Number(this.#limit.value)));
  }

  /** @param {Sort} sort */
  #sortBy(sort) {
    this.#order = this.#sort === sort && this.#order === "ascending" ? "descending" : "ascending";
    this.#sort = sort;
    this.#markOrder();
    this.#readFrom(0);
  }

  /**
   * @param {number} offset
   * @param {number} [milliseconds] to wait before
   */
  #readFrom(offset, milliseconds = 0) {
    this.#offset = offset;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), milliseconds);
  }

  async #read() {
    if (document.hidden) return;
    const reading = ++this.#reading;
    const query = new URLSearchParams({
      sort: this.#sort,
      order: this.#order,
      filter: this.#filter.value.trim(),
      offset: String(this.#offset),
      limit: this.#limit.value,
    });
    try {
      const page = /** @type {ConnectionPage} */ (await read(`/api/connections?${query}`));
      if (reading !== this.#reading) return;
      this.#page = page;
      this.#write();
    } catch {
      if (reading !== this.#reading) return;
      this.#tell(text("connections.failed"));
    }
    // Connections that ended may have left this page of the table empty.
    const past = this.#page !== null && this.#offset > 0 && this.#offset >= this.#page.total;
    this.#readFrom(past ? 0 : this.#offset, past ? 0 : READING);
  }

  #write() {
    const [body] = this.#table.tBodies;
    const now = this.#now();
    if (this.#page === null || body === undefined || now === null) return;
    const { rows, total } = this.#page;
    while (body.rows.length > rows.length) body.deleteRow(-1);
    for (const [index, facts] of rows.entries()) {
      const row = body.rows[index] ?? body.insertRow();
      for (const [at, column] of COLUMNS.entries()) {
        const cell =
          row.cells[at] ?? row.appendChild(make("td", { className: column.number ? "number" : "" }));
        setText(cell, cellText(column.name, facts, now));
      }
    }
    // A server lists the first rows of an order only, however many there are.
    const unlisted = rows.length === 0 && this.#offset > 0 && total > this.#offset;
    const to = rows.length === 0 ? 0 : this.#offset + rows.length;
    const from = rows.length === 0 ? 0 : this.#offset + 1;
    setText(
      this.#range,
      text("connections.range", { from: count(from), to: count(to), total: count(total) }),
    );
    this.#enable(this.#previous, this.#offset > 0);
    this.#enable(this.#next, to < total && !unlisted);
    const filter = this.#filter.value.trim();
    if (unlisted) this.#tell(text("connections.unlisted"));
    else if (total > 0) this.#tell("");
    else if (filter === "") this.#tell(text("connections.none"));
    else this.#tell(text("connections.nothingFits", { filter }));
  }

  /**
   * A button that is disabled loses the focus, and who works by keyboard their place: so it says that it does nothing.
   *
   * @param {HTMLButtonElement} button
   * @param {boolean} enabled
   */
  #enable(button, enabled) {
    if (document.activeElement === button && !enabled) {
      const other = button === this.#next ? this.#previous : this.#next;
      other.disabled = false;
      other.focus();
    }
    button.disabled = !enabled;
  }

  /** @param {string} note nothing: there is none */
  #tell(note) {
    this.#note.hidden = note === "";
    setText(this.#note, note);
  }

  #buildHead() {
    const row = this.#table.tHead?.rows[0];
    const focused = COLUMNS.findIndex((_, at) => row?.cells[at]?.contains(document.activeElement));
    const cells = COLUMNS.map(({ name, sort, number }) => {
      const title = text(/** @type {TextKey} */ (`column.${name}`));
      const cell = make("th", { className: number ? "number" : "" });
      cell.scope = "col";
      if (sort === null) {
        cell.textContent = title;
        return cell;
      }
      const button = make("button", { text: title });
      button.type = "button";
      button.addEventListener("click", () => this.#sortBy(sort));
      cell.append(button);
      return cell;
    });
    row?.replaceChildren(...cells);
    cells[focused]?.querySelector("button")?.focus();
    this.#markOrder();
  }

  #markOrder() {
    const cells = this.#table.tHead?.rows[0]?.cells;
    for (const [at, { sort }] of COLUMNS.entries()) {
      if (sort !== null) cells?.[at]?.setAttribute("aria-sort", sort === this.#sort ? this.#order : "none");
    }
  }
}

/**
 * @param {keyof ConnectionRow} column
 * @param {ConnectionRow} facts
 * @param {number} now
 * @returns {string}
 */
function cellText(column, facts, now) {
  switch (column) {
    case "address":
      return place(facts.address, facts.port);
    case "openedAt":
      return longTime(now - facts.openedAt);
    case "lastRequestAt":
      return facts.lastRequestAt === null
        ? text("never")
        : text("ago", { time: longTime(now - facts.lastRequestAt) });
    case "octetsReceived":
    case "octetsSent":
      return octets(facts[column]);
    default:
      return count(facts[column]);
  }
}
