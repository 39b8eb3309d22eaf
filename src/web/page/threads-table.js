/**
 * The table of threads under the lanes: it says in words and numbers what the lanes show.
 *
 * @import { Snapshot } from "../../observability/snapshot.ts"
 * @import { Lives } from "./lives.js"
 */
import { count, percent, shortTime } from "./amounts.js";
import { element, make, setText } from "./elements.js";
import { text } from "./texts.js";

/** A thread for each connection may be thousands: more rows nobody reads. */
const MOST_ROWS = 32;

export class ThreadsTable {
  #body;
  /** @type {Lives} */
  #lives;
  /** @type {Snapshot | null} */
  #before = null;
  /** Processor time of each thread in a second, of the last second. @type {Map<number, number>} */
  #cpu = new Map();

  /** @param {Lives} lives */
  constructor(lives) {
    this.#lives = lives;
    const [body] = element("threads", HTMLTableElement).tBodies;
    if (body === undefined) throw new Error("the table of threads has no body");
    this.#body = body;
  }

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    this.#measure(snapshot);
    const rows = [...snapshot.threads].sort((a, b) => b.open - a.open || a.thread - b.thread);
    const listed = rows.slice(0, MOST_ROWS).sort((a, b) => a.thread - b.thread);
    const cells = listed.map(({ thread, open, lagSeconds }) => {
      const cpu = this.#cpu.get(thread);
      const { together } = this.#lives.summary(snapshot.time, thread);
      return [
        text("threads.name", { thread }),
        count(open),
        count(Math.max(together, open)),
        cpu === undefined ? "–" : percent(cpu),
        shortTime(lagSeconds),
      ];
    });
    if (rows.length > listed.length)
      cells.push([text("threads.more", { count: count(rows.length - listed.length) })]);
    this.#write(cells);
  }

  /** @param {Snapshot} snapshot */
  #measure(snapshot) {
    const before = this.#before;
    if (before !== null && before.time >= snapshot.time) return;
    this.#before = snapshot;
    this.#cpu.clear();
    if (before === null || before.startedAt !== snapshot.startedAt) return;
    const known = new Map(before.threads.map(({ thread, cpuSeconds }) => [thread, cpuSeconds]));
    for (const { thread, cpuSeconds } of snapshot.threads) {
      const earlier = known.get(thread);
      // A thread that was started again counts from nothing.
      if (cpuSeconds === null || earlier === undefined || earlier === null || cpuSeconds < earlier) continue;
      this.#cpu.set(thread, ((cpuSeconds - earlier) * 1000) / (snapshot.time - before.time));
    }
  }

  /** @param {readonly (readonly string[])[]} cells */
  #write(cells) {
    while (this.#body.rows.length > cells.length) this.#body.deleteRow(-1);
    for (const [index, texts] of cells.entries()) {
      const row = this.#body.rows[index] ?? this.#body.insertRow();
      for (let at = 0; at < 5; at++) {
        const cell =
          row.cells[at] ?? row.appendChild(at === 0 ? headCell() : make("td", { className: "number" }));
        setText(cell, texts[at] ?? "");
      }
    }
  }
}

function headCell() {
  const cell = make("th");
  cell.scope = "row";
  return cell;
}
