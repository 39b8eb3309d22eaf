import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PLAN_DEFAULTS, PLAN_LIMITS } from "../../src/bench/load-plan.ts";
import { figuresIn } from "../../src/cli/bench/figures.ts";
import {
  autoOrInteger,
  collectPids,
  collectTargets,
  numberOption,
} from "../../src/cli/bench/option-readers.ts";
import { textTable } from "../../src/cli/bench/text-table.ts";
import { BENCH_BOUNDS } from "../../src/cli/bench-command.ts";
import { durationOption } from "../../src/cli/option-values.ts";
import { JamError } from "../../src/errors/index.ts";

function refuses(read: () => unknown, value: string): void {
  assert.throws(read, (error) => {
    assert.ok(error instanceof JamError);
    assert.equal(error.code, "JAM_BAD_OPTION");
    assert.equal(error.details.value, value);
    return true;
  });
}

describe("values of the options of jam bench", () => {
  test("durations are seconds, or what their unit says", () => {
    const read = durationOption("--duration", 10, 86_400_000);
    assert.equal(read("10"), 10_000);
    assert.equal(read("10s"), 10_000);
    assert.equal(read("0.5s"), 500);
    assert.equal(read("500ms"), 500);
    assert.equal(read("2m"), 120_000);
    assert.equal(read("1440m"), 86_400_000);
    assert.equal(read("1h"), 3_600_000);
    for (const bad of [
      "",
      "0",
      "9ms",
      "-1",
      "1d",
      "10 s",
      "1e3",
      "s",
      "ms",
      "1441m",
      "0x10",
      "99999999999",
    ]) {
      refuses(() => read(bad), bad);
    }
  });

  test("numbers may have a fraction", () => {
    const read = numberOption("--rate", 0.1, 10_000_000);
    assert.equal(read("0.1"), 0.1);
    assert.equal(read("10000000"), 10_000_000);
    for (const bad of ["0", "0.09", "10000001", "-5", "1e3", "", "five", "Infinity"])
      refuses(() => read(bad), bad);
  });

  test("targets have the name they are given, or the one they were written with", () => {
    const targets = ["localhost", "jamd=127.0.0.1:4000", "[::1]:4001", "c=::1"].reduce<
      ReturnType<typeof collectTargets>
    >((before, text) => collectTargets(text, before), []);
    assert.deepEqual(targets, [
      { name: "localhost", host: "localhost", port: null },
      { name: "jamd", host: "127.0.0.1", port: 4000 },
      { name: "[::1]:4001", host: "::1", port: 4001 },
      { name: "c", host: "::1", port: null },
    ]);
    refuses(() => collectTargets("=localhost"), "=localhost");
    refuses(() => collectTargets("a="), "");
    refuses(() => collectTargets("a\u001b[31m=localhost"), "a\u001b[31m=localhost");
    refuses(() => collectTargets("a=localhost:0"), "localhost:0");
  });

  test("process ids, in order, and auto", () => {
    assert.deepEqual(collectPids("auto", collectPids("123")), [123, "auto"]);
    for (const bad of ["0", "-1", "x", "1.5", "4294967296", ""]) refuses(() => collectPids(bad), bad);
  });

  test("threads are auto or a number", () => {
    const read = autoOrInteger("--threads", 64);
    assert.equal(read("auto"), "auto");
    assert.equal(read("64"), 64);
    for (const bad of ["0", "65", "", "AUTO"]) refuses(() => read(bad), bad);
  });

  test("the bounds are those of the load generator", () => {
    const { clockTolerance, ...limits } = PLAN_LIMITS;
    assert.deepEqual(BENCH_BOUNDS, { ...limits, skew: clockTolerance });
    assert.ok(PLAN_DEFAULTS.connections <= BENCH_BOUNDS.connections);
  });
});

describe("figures", () => {
  test("three digits, or all before the point, in the language's own writing", () => {
    const en = figuresIn("en");
    assert.equal(en.milliseconds(0.0412), "0.041 ms");
    assert.equal(en.milliseconds(0.4123), "0.412 ms");
    assert.equal(en.milliseconds(4.123), "4.12 ms");
    assert.equal(en.milliseconds(41.23), "41.2 ms");
    assert.equal(en.milliseconds(4123.4), "4,123 ms");
    assert.equal(en.milliseconds(0), "0 ms");
    assert.equal(en.microseconds(11.44), "11.4 µs");
    assert.equal(en.number(1_234_567.8), "1,234,568");
    assert.equal(en.duration(500), "500 ms");
    assert.equal(en.duration(10_000), "10 s");
    assert.equal(en.memory(53.1 * 1024 * 1024), "53.1 MiB");
    assert.equal(en.ratio(1.034), "x1.03");
    const id = figuresIn("id");
    assert.equal(id.milliseconds(4.123), "4,12 ms");
    assert.equal(id.number(1_234_567), "1.234.567");
    assert.equal(id.ratio(0.5), "x0,50");
  });
});

describe("text table", () => {
  test("titles to the left, values to the right, notes behind them", () => {
    const lines = textTable([
      { title: "", cells: [{ value: "a" }, { value: "bb" }] },
      { title: "rate", cells: [{ value: "1,000" }, { value: "900", note: "x0.90" }] },
      { title: "µ", cells: [{ value: "1" }] },
    ]);
    assert.deepEqual(lines, ["          a   bb", "rate  1,000  900 x0.90", "µ         1"]);
  });

  test("nothing makes nothing", () => {
    assert.deepEqual(textTable([]), []);
  });
});
