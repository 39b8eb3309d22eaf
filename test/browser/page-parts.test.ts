import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CloseReason, type LifeMark, levelOf, type ServerEvent } from "../../src/observability/index.ts";
import { englishEvents } from "../../src/web/page/event-texts-en.js";
import { indonesianEvents } from "../../src/web/page/event-texts-id.js";
import { Lives } from "../../src/web/page/lives.js";
import { ServerClock } from "../../src/web/page/server-clock.js";
import { severityOf } from "../../src/web/page/severity.js";
import { english } from "../../src/web/page/texts-en.js";
import { indonesian } from "../../src/web/page/texts-id.js";

const NOON = Date.UTC(2026, 10, 21, 12, 0, 0);

function mark(connection: number, what: LifeMark["what"], time: number, thread = 1): LifeMark {
  return { connection, what, time: NOON + time, thread, address: "192.0.2.1" };
}

function row(connection: number, openedAt: number, lastRequestAt: number | null) {
  const at = lastRequestAt === null ? null : NOON + lastRequestAt;
  return { connection, thread: 1, address: "192.0.2.1", openedAt: NOON + openedAt, lastRequestAt: at };
}

describe("the page's clock", () => {
  it("goes on between two snapshots as the server's does", () => {
    const clock = new ServerClock();
    assert.equal(clock.label(0), null);
    clock.set({ time: NOON + 999, label: "19:00:00" }, 5000);
    assert.equal(clock.label(5000), "19:00:00");
    assert.equal(clock.label(5001), "19:00:01");
    assert.equal(clock.label(5000 + 3_600_000 * 5), "00:00:00");
  });

  it("trusts the snapshot that came quickest", () => {
    const clock = new ServerClock();
    clock.set({ time: NOON, label: "12:00:00" }, 0);
    clock.set({ time: NOON + 1000, label: "12:00:01" }, 1400);
    assert.equal(clock.time(2000), NOON + 2000);
  });

  it("follows a clock that was set", () => {
    const clock = new ServerClock();
    clock.set({ time: NOON + 7_200_000, label: "14:00:00" }, 0);
    clock.set({ time: NOON + 1000, label: "12:00:01" }, 1000);
    assert.equal(clock.label(1000), "12:00:01");
  });

  it("shows the date where the server tells it, over the end of a month", () => {
    const clock = new ServerClock();
    clock.set({ time: NOON, label: "30 11 2026 23:59:59" }, 0);
    assert.equal(clock.label(1000), "01 12 2026 00:00:00");
    assert.equal(clock.dated, true);
  });
});

describe("lives of connections", () => {
  it("puts those that are served together over one another, and the others in one row", () => {
    const lives = new Lives();
    lives.apply([mark(1, "opened", 0), mark(2, "opened", 10), mark(1, "closed", 20), mark(3, "opened", 30)]);
    const [lane] = lives.lanes([1]);
    assert.deepEqual(
      lane?.bars.map(({ connection, row }) => [connection, row]),
      [
        [1, 0],
        [2, 1],
        [3, 0],
      ],
    );
    assert.equal(lane?.rows, 2);
    assert.deepEqual(lives.summary(NOON + 40), { opened: 3, asked: 0, closed: 1, together: 2 });
  });

  it("shows clients of an iterative server one after another", () => {
    const lives = new Lives();
    for (let client = 0; client < 5; client++)
      lives.apply([mark(client + 1, "opened", client * 100), mark(client + 1, "closed", client * 100 + 100)]);
    assert.equal(lives.lanes([1])[0]?.rows, 1);
    assert.equal(lives.summary(NOON + 500).together, 1);
  });

  it("keeps a bar in its row, whatever comes and goes", () => {
    const lives = new Lives();
    lives.apply([mark(1, "opened", 0), mark(2, "opened", 1), mark(3, "opened", 2)]);
    lives.lanes([1]);
    lives.apply([mark(1, "closed", 5)]);
    lives.prune(NOON + 40_000);
    const rows = lives.lanes([1])[0]?.bars.map(({ connection, row }) => [connection, row]);
    assert.deepEqual(rows, [
      [2, 1],
      [3, 2],
    ]);
  });

  it("gives each thread a lane, those too that have no connection", () => {
    const lives = new Lives();
    lives.apply([mark(1, "opened", 0, 3)]);
    assert.deepEqual(
      lives.lanes([2, 1]).map(({ thread }) => thread),
      [1, 2, 3],
    );
  });

  it("takes the same mark once", () => {
    const lives = new Lives();
    const marks = [mark(1, "opened", 0), mark(1, "asked", 5), mark(1, "closed", 9)];
    lives.apply(marks);
    lives.apply(marks);
    assert.deepEqual(lives.summary(NOON + 10), { opened: 1, asked: 1, closed: 1, together: 1 });
  });

  it("samples the table: ends what is gone, begins what nobody told of", () => {
    const lives = new Lives();
    lives.apply([mark(1, "opened", 0), mark(1, "asked", 50), mark(2, "opened", 10), mark(3, "opened", 200)]);
    lives.observe([row(2, 10, null), row(7, 60, 90)], 2, NOON + 100);
    const bars = lives
      .lanes([1])[0]
      ?.bars.map(({ connection, closed, asked }) => [connection, closed, asked]);
    assert.deepEqual(bars, [
      [1, NOON + 50, [NOON + 50]],
      [2, null, []],
      [7, null, [NOON + 90]],
      [3, null, []],
    ]);
    assert.equal(lives.open, 3);
  });

  it("drops bars of which a sample tells nothing, instead of guessing", () => {
    const lives = new Lives();
    lives.apply([mark(1, "opened", 0), mark(5, "opened", 10), mark(6, "opened", 20)]);
    lives.observe([row(6, 20, null)], 9000, NOON + 100);
    assert.equal(lives.open, 3, "the first ones may still be open");
    lives.observe([row(6, 20, null)], 9000, NOON + 6000);
    const left = lives.lanes([1])[0]?.bars.map(({ connection, closed }) => [connection, closed]);
    assert.deepEqual(left, [[6, null]]);
    lives.observe([row(4, 20, null)], 9000, NOON + 6500);
    assert.equal(lives.lanes([1])[0]?.bars.find(({ connection }) => connection === 6)?.closed, NOON + 6000);
  });

  it("stays small whatever a server tells", () => {
    const lives = new Lives();
    lives.apply(Array.from({ length: 15_000 }, (_, index) => mark(index + 1, "opened", index)));
    assert.ok(lives.open <= 2000, `${lives.open} bars`);
    lives.apply(Array.from({ length: 5000 }, (_, index) => mark(15_000, "asked", 15_000 + index)));
    assert.ok(lives.summary(NOON + 20_000).asked <= 300);
  });
});

describe("the page's texts", () => {
  it("name the same values in both languages", () => {
    const texts: [string, string, string][] = [
      ...pairs(english, indonesian),
      ...pairs(englishEvents.lines, indonesianEvents.lines),
      ...pairs(englishEvents.counts, indonesianEvents.counts),
    ];
    for (const [key, one, other] of texts) {
      const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
      assert.deepEqual(names(other), names(one), key);
    }
  });

  it("give an event the severity that the server's log gives it", () => {
    const days = [-1, 0, 30];
    for (const type of Object.keys(englishEvents.lines)) {
      for (const some of days) {
        const event = { type, days: some, reason: "quit" as CloseReason } as unknown as ServerEvent;
        assert.equal(severityOf(event), levelOf(event), type);
      }
    }
  });
});

function pairs(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) {
  return Object.entries(one).map(([key, text]): [string, string, string] => [key, text, other[key] ?? ""]);
}
