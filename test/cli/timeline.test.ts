import assert from "node:assert/strict";
import { test } from "node:test";
import { messagesEn } from "../../src/cli/messages-en.ts";
import { messagesId } from "../../src/cli/messages-id.ts";
import type { Observation } from "../../src/cli/swarm/observation.ts";
import { drawLegend, drawTimeline } from "../../src/cli/swarm/timeline.ts";
import { drawingColumns, showsUnicode } from "../../src/cli/terminal.ts";

const NOTHING = { failure: null, replies: [], problem: null };

function bar(
  name: string,
  ...instants: [number | null, number | null, number | null, number | null]
): Observation {
  const [openedAt, askedAt, answeredAt, endedAt] = instants;
  const endedBy = answeredAt === null ? "failure" : "us";
  return { name, openedAt, askedAt, answeredAt, endedAt, endedBy, ...NOTHING };
}

const ONE_AT_A_TIME = [bar("0", 0, 0, 1, 100), bar("1", 0, 0, 101, 200), bar("2", 0, 0, null, 150)];

test("one row for each connection over one axis", () => {
  assert.deepEqual(drawTimeline(ONE_AT_A_TIME, { columns: 43, unicode: false, rows: 10 }), [
    "  0                                 200 ms",
    "0 [?!=================]",
    "1 [?..................!==================]",
    "2 [?...........................x",
  ]);
});

test("the same in Unicode", () => {
  const [, first, , last] = drawTimeline(ONE_AT_A_TIME, { columns: 43, unicode: true, rows: 10 });
  assert.equal(first, "0 ├?●━━━━━━━━━━━━━━━━━┤");
  assert.equal(last, "2 ├?┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈×");
});

test("marks that fall together stand side by side, in order, within the width", () => {
  for (const columns of [40, 80, 120]) {
    const rows = drawTimeline(
      [bar("0", 0, 0, 0, 0), bar("1", 1000, 1000, 1000, 1000), bar("10.2", 0, 1, 2, 1000)],
      { columns, unicode: false, rows: 10 },
    );
    for (const row of rows) assert.ok(row.length <= columns, `${row.length} > ${columns}`);
    assert.match(rows[1] as string, /^ +0 \[\?!\]$/);
    assert.match(rows[2] as string, /^ +1 +\[\?!\]$/);
    assert.match(rows[3] as string, /^10\.2 \[\?!=+\]$/);
  }
});

test("connections that never opened, and more of them than rows", () => {
  const all = Array.from({ length: 50 }, (_, index) => bar(String(index), null, null, null, 5));
  const rows = drawTimeline(all, { columns: 40, unicode: false, rows: 3 });
  assert.equal(rows.length, 4);
  assert.match(rows[1] as string, /^0 +x$/);
});

test("the legend names every mark, on lines that fit", () => {
  for (const { swarm } of [messagesEn, messagesId]) {
    const lines = drawLegend(swarm.legend, { columns: 40, unicode: true, rows: 1 });
    for (const line of lines) assert.ok(line.length <= 40);
    for (const word of Object.values(swarm.legend)) assert.ok(lines.join("\n").includes(word));
  }
});

test("columns: the terminal's, else COLUMNS, else 80, within 40 and 120", () => {
  const stream = (isTTY: boolean, columns?: number) => ({ isTTY, columns }) as NodeJS.WriteStream;
  assert.equal(drawingColumns(stream(true, 100), {}), 100);
  assert.equal(drawingColumns(stream(true, 10), {}), 40);
  assert.equal(drawingColumns(stream(true, 500), {}), 120);
  assert.equal(drawingColumns(stream(false), {}), 80);
  assert.equal(drawingColumns(stream(false), { COLUMNS: "60" }), 60);
  assert.equal(drawingColumns(stream(false), { COLUMNS: "wide" }), 80);
});

test("Unicode is drawn where the locale says UTF-8", () => {
  assert.equal(showsUnicode({ LANG: "en_US.UTF-8" }), true);
  assert.equal(showsUnicode({ LANG: "C.utf8" }), true);
  assert.equal(showsUnicode({ LC_ALL: "C", LANG: "en_US.UTF-8" }), false);
  assert.equal(showsUnicode({}), false);
});
