import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  bucketOf,
  GaugeTable,
  LATENCY_BOUNDS,
  LATENCY_BUCKETS,
  LatencyWindow,
  Lives,
  Pulse,
  quantile,
  RecentEvents,
  type ServerEvent,
} from "../../src/observability/index.ts";

function opened(connection: number): ServerEvent {
  return {
    ...{ type: "connection-opened", time: connection, connection, thread: 1 },
    ...{ address: "127.0.0.1", port: 1, open: 1 },
  };
}

function counted(): ServerEvent {
  const nothing = { opened: 0, closed: 0, times: 9, invalid: 0, quits: 0, refused: 0 };
  return { type: "rest-counted", time: 1, thread: 1, ...nothing };
}

describe("handling times", () => {
  test("fall into the bucket whose bound they do not exceed", () => {
    assert.equal(bucketOf(0), 0);
    for (const [bucket, bound] of LATENCY_BOUNDS.entries()) {
      assert.equal(bucketOf(bound), bucket);
      assert.equal(bucketOf(bound * 1.0001), bucket + 1);
    }
    assert.equal(LATENCY_BUCKETS, LATENCY_BOUNDS.length + 1);
  });

  test("quantiles lie within their bucket; none without samples", () => {
    const counts = new Array<number>(LATENCY_BUCKETS).fill(0);
    assert.equal(quantile(counts, 0.5), null);
    counts[bucketOf(20e-6)] = 98;
    counts[bucketOf(4e-3)] = 2;
    const [p50, p99] = [quantile(counts, 0.5), quantile(counts, 0.99)] as [number, number];
    assert.ok(p50 > 15e-6 && p50 <= 20e-6, `p50 is ${p50}`);
    assert.ok(p99 > 3e-3 && p99 <= 5e-3, `p99 is ${p99}`);
    counts.fill(0);
    counts[LATENCY_BUCKETS - 1] = 1;
    assert.equal(quantile(counts, 0.5), 1);
  });

  test("quantiles are of the last ten looks", () => {
    const window = new LatencyWindow();
    const counts = new Array<number>(LATENCY_BUCKETS).fill(0);
    window.look({ counts: [...counts], sumSeconds: 0 });
    counts[0] = 5;
    for (let look = 0; look < 10; look++) {
      assert.notEqual(window.look({ counts: [...counts], sumSeconds: 1 }).p50, null, `look ${look}`);
    }
    const later = window.look({ counts: [...counts], sumSeconds: 1 });
    assert.equal(later.p50, null);
    assert.equal(later.counts[0], 5);
  });

  test("nothing is measured before somebody watches", () => {
    const row = new GaugeTable(1).row(1);
    for (let read = 0; read < 1000; read++) assert.equal(row.isDue(), false);
  });

  test("at a low rate each read is timed, at a high rate one of 64, and each again when it is quiet", () => {
    const table = new GaugeTable(1);
    const row = table.row(1);
    row.begin();
    function timedOf(reads: number): number {
      let timed = 0;
      for (let read = 0; read < reads; read++) {
        if (!row.isDue()) continue;
        timed++;
        row.addHandling(0.02);
      }
      return timed;
    }
    assert.equal(timedOf(10), 10);
    row.beat();
    timedOf(10_000);
    assert.equal(timedOf(6400), 100);
    for (let beat = 0; beat < 8; beat++) row.beat();
    assert.equal(timedOf(7), 7);
    const { counts, sumSeconds } = table.latency();
    const samples = counts.reduce((sum, count) => sum + count, 0);
    assert.equal(counts[bucketOf(20e-6)], samples);
    assert.ok(Math.abs(sumSeconds - samples * 20e-6) < 1e-9);
  });

  test("a read without reply is no sample, and does not stop the sampling", () => {
    const table = new GaugeTable(0);
    const row = table.row(0);
    row.begin();
    for (let read = 0; read < 3; read++) {
      assert.equal(row.isDue(), true);
      row.addHandling(null);
    }
    assert.ok(table.latency().counts.every((count) => count === 0));
  });
});

describe("pulse", () => {
  test("tells the greatest lag of a second, once a second", () => {
    let now = 0;
    const table = new GaugeTable(1);
    const pulse = new Pulse(table.row(1), () => now);
    pulse.start();
    for (const step of [250, 330, 250]) {
      now += step;
      pulse.beat();
    }
    assert.deepEqual(table.lag(1), { seconds: 0, told: 0 });
    now += 260;
    pulse.beat();
    assert.deepEqual(table.lag(1), { seconds: 0.08, told: 1 });
    for (let beat = 0; beat < 4; beat++) {
      now += 250;
      pulse.beat();
    }
    assert.deepEqual(table.lag(1), { seconds: 0, told: 2 });
    pulse.stop();
  });

  test("threads share the table by its memory", () => {
    const table = new GaugeTable(2);
    const other = new GaugeTable(2, table.memory);
    assert.equal(other.isWatched, false);
    table.watch();
    assert.equal(other.isWatched, true);
    other.row(2).tellLag(0.5);
    assert.deepEqual(table.lag(2), { seconds: 0.5, told: 1 });
    assert.deepEqual(table.lag(1), { seconds: 0, told: 0 });
  });
});

describe("lives", () => {
  test("marks that came since, in order, without those that are no life", () => {
    const lives = new Lives();
    lives.take([opened(1), { type: "thread-started", time: 1, thread: 1 }], 1000);
    lives.take([opened(2), opened(3)], 2000);
    const numbers = (since: number) => lives.since(since).marks.map(({ connection }) => connection);
    assert.deepEqual(numbers(0), [1, 2, 3]);
    assert.deepEqual(numbers(1500), [2, 3]);
    assert.deepEqual(numbers(2001), []);
    assert.deepEqual(lives.since(2000).marks[0], {
      ...{ time: 2, connection: 2, thread: 1, what: "opened", address: "127.0.0.1" },
    });
    assert.equal(lives.since(0).sampled, false);
  });

  test("sampled, while something was counted instead of told", () => {
    const lives = new Lives();
    lives.take([opened(1), counted()], 1000);
    assert.equal(lives.since(1000).sampled, true);
    assert.equal(lives.since(1001).sampled, false);
  });

  test("bounded: the oldest go, and that is said to those who ask for them", () => {
    const lives = new Lives();
    for (let time = 1; time <= 5000; time++) lives.take([opened(time)], time);
    const { marks, sampled } = lives.since(0);
    assert.equal(marks.length, 4096);
    assert.equal(marks[0]?.connection, 905);
    assert.equal(sampled, true);
    assert.equal(lives.since(905).sampled, false);
  });
});

describe("recent events", () => {
  test("numbered from 1, the last 500 are kept", () => {
    const events = new RecentEvents();
    assert.deepEqual(events.since(0), []);
    events.take(Array.from({ length: 700 }, (_, index) => opened(index)));
    const all = events.since(0);
    assert.equal(all.length, 500);
    assert.equal(all[0]?.sequence, 201);
    assert.deepEqual(events.since(699), [{ ...opened(699), sequence: 700 }]);
    assert.deepEqual(events.since(700), []);
  });
});
