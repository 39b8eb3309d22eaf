import assert from "node:assert/strict";
import { test } from "node:test";
import { GaugeTable } from "../../src/observability/index.ts";
import { LagReader } from "../../src/server/lag-reader.ts";

test("the lag that a thread told, and how long it has been silent since it stopped to tell", () => {
  const gauges = new GaugeTable(1);
  const reader = new LagReader(gauges);
  assert.equal(reader.read(1, 1, 0), null);
  assert.equal(reader.read(1, 1, 60_000), null);
  gauges.row(1).tellLag(0.25);
  assert.equal(reader.read(1, 1, 61_000), 0.25);
  assert.equal(reader.read(1, 1, 62_900), 0.25);
  assert.equal(reader.read(1, 1, 66_000), 5);
  gauges.row(1).tellLag(5.5);
  assert.equal(reader.read(1, 1, 67_000), 5.5);
});

test("a row that is given to another thread: what was told before is not its own", () => {
  const gauges = new GaugeTable(1);
  const reader = new LagReader(gauges);
  reader.read(7, 1, 0);
  gauges.row(1).tellLag(0.5);
  assert.equal(reader.read(7, 1, 1000), 0.5);
  reader.keep([{ thread: 8 }]);
  assert.equal(reader.read(8, 1, 2000), null);
  assert.equal(reader.read(8, 1, 9000), null);
  reader.keep([{ thread: 7 }]);
  assert.equal(reader.read(7, 1, 3000), null);
});
