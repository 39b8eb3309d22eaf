import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LatencyHistogram } from "../../src/bench/latency-histogram.ts";

function near(value: number, wanted: number): void {
  assert.ok(Math.abs(value - wanted) <= wanted * 0.001 + 0.0001, `${value} is not near ${wanted}`);
}

describe("latency histogram", () => {
  test("percentiles are of all values, to three digits", () => {
    const histogram = new LatencyHistogram();
    for (let value = 1; value <= 10_000; value++) histogram.record(value / 100, 1);
    const summary = histogram.summary();
    assert.ok(summary !== null);
    near(summary.p50, 50);
    near(summary.p90, 90);
    near(summary.p99, 99);
    near(summary.p999, 99.9);
    near(summary.max, 100);
    near(summary.mean, 50.005);
  });

  test("nothing counted has no summary and no curve", () => {
    const histogram = new LatencyHistogram();
    assert.equal(histogram.summary(), null);
    assert.deepEqual(histogram.curve(), []);
    histogram.addEncoded(new LatencyHistogram().encode());
    assert.equal(histogram.count, 0);
  });

  test("a batch counts as many as it holds, and more than 32 bits fit", () => {
    const histogram = new LatencyHistogram();
    histogram.record(1, 5_000_000_000);
    histogram.record(2, 5_000_000_001);
    assert.equal(histogram.count, 10_000_000_001);
    near(histogram.percentile(50), 2);
    near(histogram.percentile(49.9), 1);
  });

  test("from 0 to an hour everything can be counted", () => {
    const histogram = new LatencyHistogram();
    histogram.record(0, 1);
    histogram.record(0.00001, 1);
    histogram.record(3_600_000, 1);
    near(histogram.summary()?.max ?? 0, 3_600_000);
    assert.equal(histogram.percentile(1), 0);
  });

  test("encoded and added in another thread nothing is lost", () => {
    const [one, other, sum] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
    for (let value = 1; value <= 1000; value++) {
      one.record(value, 2);
      other.record(500_000 + value, 1);
    }
    sum.addEncoded(one.encode());
    sum.addEncoded(other.encode());
    assert.equal(sum.count, 3000);
    near(sum.percentile(33), 495);
    near(sum.summary()?.max ?? 0, 501_000);
  });

  test("a curve goes as far as its values tell, and never falls", () => {
    const histogram = new LatencyHistogram();
    for (let value = 1; value <= 1000; value++) histogram.record(value, 1);
    const curve = histogram.curve();
    assert.equal(curve[0]?.[0], 0);
    near(curve.at(-1)?.[0] ?? 0, 99.9);
    for (let i = 1; i < curve.length; i++) {
      assert.ok((curve[i]?.[0] ?? 0) > (curve[i - 1]?.[0] ?? 0));
      assert.ok((curve[i]?.[1] ?? 0) >= (curve[i - 1]?.[1] ?? 0));
    }
  });
});
