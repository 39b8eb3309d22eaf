import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Script } from "node:vm";
import { compareTargets } from "../../src/bench/comparison.ts";
import type { ErrorEntry } from "../../src/bench/error-book.ts";
import { LatencyHistogram } from "../../src/bench/latency-histogram.ts";
import type { BenchResult, RunResult } from "../../src/bench/result.ts";
import { htmlReport } from "../../src/cli/bench/bench-page.ts";
import { progressLine } from "../../src/cli/bench/bench-progress.ts";
import { errorsOf, textReport } from "../../src/cli/bench/bench-report.ts";
import { figuresIn } from "../../src/cli/bench/figures.ts";
import { benchEn } from "../../src/cli/bench/messages-en.ts";
import { benchId } from "../../src/cli/bench/messages-id.ts";
import { chartsOf } from "../../src/cli/bench/page-charts.ts";
import { SHORT_PLAN } from "../bench/run-bench.ts";
import { runResult } from "../bench/sample-results.ts";

const SETTINGS = { ...SHORT_PLAN, threads: 1, rounds: 1, rampLimit: null, encryption: "none" as const };
const TIMEOUT: ErrorEntry = { kind: "timeout", count: 3, firstAt: -10, lastAt: 1500, example: null };
const GARBAGE: ErrorEntry = {
  kind: "malformed",
  count: 1,
  firstAt: 700,
  lastAt: 700,
  example: "HELLO\\r\\n",
};

function resultOf(rounds: Readonly<Record<string, Partial<RunResult>>>): BenchResult {
  const histogram = new LatencyHistogram();
  for (let value = 1; value <= 100; value++) histogram.record(value / 10, 1);
  return {
    format: 1,
    startedAt: "2026-11-21T12:00:00.000Z",
    engine: "bun 1.4.5",
    platform: "linux x64",
    settings: SETTINGS,
    isInterrupted: false,
    ramps: [],
    targets: compareTargets(
      Object.entries(rounds).map(([name, changes]) => ({
        target: { name, address: { host: "127.0.0.1", port: 1 }, tls: null, pid: null, zoneOffset: 0 },
        rounds: [{ result: runResult(changes), histograms: [histogram.encode()] }],
      })),
    ),
  };
}

function rampResult(): BenchResult {
  const step = (rate: number, verdict: "held" | "latency", changes: Partial<RunResult> = {}) => ({
    rate,
    verdict,
    run: runResult({ throughput: rate, ...changes }),
  });
  return {
    ...resultOf({}),
    settings: { ...SETTINGS, rate: 1000, rampLimit: 10 },
    ramps: [
      {
        name: "a",
        host: "127.0.0.1",
        port: 1,
        pid: null,
        steps: [step(1000, "held"), step(2000, "latency", { latency: null })],
        knee: 1000,
        limit: "latency",
      },
    ],
  };
}

describe("text of a result", () => {
  const cost = {
    processor: { seconds: 1, source: "stat" },
    microsecondsEach: 11.44,
    residentOctets: 2 ** 20,
  } as const;

  test("targets side by side with ratios to the first", () => {
    const result = resultOf({ jamd: { throughput: 1000, cost }, other: { throughput: 500 } });
    const report = textReport(result, benchEn, figuresIn("en"));
    assert.match(
      report,
      /^2 connections, one request at a time, closed loop, 300 ms after 0 ms of warm-up\n/,
    );
    assert.match(report, /^ +jamd +other$/m);
    assert.match(report, /^replies a second +1,000 +500 x0\.50$/m);
    assert.match(report, /^latency p50 +5\.00 ms +5\.00 ms x1\.00$/m);
    assert.match(report, /^server CPU a reply +11\.4 µs +-$/m);
    assert.match(report, /^server's zone +UTC\+00:00 +UTC\+00:00$/m);
    assert.match(report, /jamd: threads were born or ended/);
    assert.match(report, /Every reply was right\.\n$/);
    assert.equal(errorsOf(result), 0);
  });

  test("errors by kind and time, with an example", () => {
    const result = resultOf({ a: { errors: [TIMEOUT, GARBAGE] } });
    const report = textReport(result, benchEn, figuresIn("en"));
    assert.match(report, /^a: 3 x no reply within the timeout \(from in the warm-up to 1\.5 s\)$/m);
    assert.match(report, /^a: 1 x not "JAM hh:mm:ss" CR LF \(R4\) \(at 700 ms, e\.g\. HELLO\\r\\n\)$/m);
    assert.match(report, /^4 errors\.$/m);
    assert.doesNotMatch(report, /Every reply was right/);
    assert.equal(errorsOf(result), 4);
  });

  test("a generator that was late says so", () => {
    const report = textReport(
      resultOf({ a: { pacing: { arrivals: 100, late: 2, lateMax: 4.5 } } }),
      benchEn,
      figuresIn("en"),
    );
    assert.match(report, /late with 2 of 100 arrivals \(more than 1 ms, at most 4\.50 ms\)/);
  });

  test("nothing measured is not called right", () => {
    const interrupted = { ...resultOf({ a: { right: 0, sent: 0, seconds: 0 } }), isInterrupted: true };
    const report = textReport(interrupted, benchEn, figuresIn("en"));
    assert.match(report, /Interrupted/);
    assert.match(report, /Nothing was measured\.\n$/);
  });

  test("a ramp names its knee and what is beyond it", () => {
    const report = textReport(rampResult(), benchEn, figuresIn("en"));
    assert.match(report, /^1,000 +1,000 .* held$/m);
    assert.match(report, /^2,000 +2,000 +- .*latency over the limit$/m);
    assert.match(report, /^a: the knee is at 1,000 a second; beyond it: latency over the limit\.$/m);
  });

  test("in Indonesian", () => {
    const report = textReport(resultOf({ jamd: { errors: [GARBAGE] }, b: {} }), benchId, figuresIn("id"));
    assert.match(report, /^balasan per detik +1\.000 +1\.000 x1,00$/m);
    assert.match(report, /^1 kesalahan\.$/m);
  });
});

describe("progress line", () => {
  const tally = { sent: 10, right: 10, errors: 0, open: 2 };
  const marks = { full: "#", empty: "." };
  const progress = { elapsed: 2500, total: 5000, tally, rate: 1234, target: "a", asked: null };

  test("tells how far, how fast, how long", () => {
    const line = progressLine({ ...progress, runs: 4, runsDone: 1 }, marks, benchEn, figuresIn("en"));
    assert.equal(line, "#########...............  37 %  a (2/4)  1,234/s  13 s left");
  });

  test("of a ramp: its step, and errors when there are any", () => {
    const line = progressLine(
      { ...progress, runs: null, runsDone: 6, asked: 16_000, tally: { ...tally, errors: 7 } },
      marks,
      benchId,
      figuresIn("id"),
    );
    assert.equal(
      line,
      "############............  50 %  a, tahap 7 pada 16.000/detik  1.234/detik  7 kesalahan  sisa 3 s",
    );
  });
});

describe("page of a result", () => {
  const evil = "</script><script>alert(1)</script>";
  const page = (result: BenchResult): string => htmlReport(result, `report of ${evil}`, benchEn, "en");

  test("asks the network for nothing", () => {
    const html = page(resultOf({ a: {}, b: {} }));
    assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src/);
    assert.doesNotMatch(html.replace(/<script>.*?<\/script>/gs, ""), /(?:src|href)\s*=|url\(|@import/);
    assert.match(html, /uPlot/);
  });

  test("holds what it was given as data, never as markup", () => {
    const html = page(resultOf({ [evil]: {} }));
    assert.equal(html.includes(evil), false);
    assert.equal(html.match(/<script/g)?.length, 3);
    assert.equal(html.match(/<\/script>/g)?.length, 3);
  });

  test("its scripts are JavaScript", () => {
    for (const [, script] of page(resultOf({ a: {} })).matchAll(/<script>(.*?)<\/script>/gs)) {
      new Script(script as string);
    }
  });

  test("its charts have as many values as places", () => {
    const charts = [
      ...chartsOf(resultOf({ a: {}, b: { errors: [TIMEOUT] } }), benchEn),
      ...chartsOf(rampResult(), benchEn),
    ];
    assert.ok(charts.length >= 5);
    for (const { title, x, series, xTicks } of charts) {
      assert.ok(x.length >= 2, title);
      for (const { values } of series) assert.equal(values.length, x.length, title);
      for (let i = 1; i < x.length; i++) assert.ok((x[i] as number) > (x[i - 1] as number), title);
      assert.ok(xTicks === null || xTicks.length > 0);
    }
  });

  test("a chart without a value is left out", () => {
    assert.deepEqual(
      chartsOf(resultOf({}), benchEn).map(({ title }) => title),
      [],
    );
    const titles = chartsOf(resultOf({ a: {} }), benchEn).map(({ title }) => title);
    assert.ok(!titles.includes(benchEn.page.errors));
    assert.ok(!titles.includes(benchEn.page.cost.requests));
  });
});
