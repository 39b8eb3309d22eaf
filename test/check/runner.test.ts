import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runCase } from "../../src/check/case-run.ts";
import {
  ALL_CASES,
  type CheckCase,
  type CheckProgress,
  checkServer,
  type Outcome,
  selectCases,
  unknownNames,
} from "../../src/check/index.ts";
import { SmallServer, servesWell } from "./small-server.ts";

const HOST = "127.0.0.1";
const QUICK = { host: HOST, profile: "jamd", patience: 1000, quiet: 100 } as const;

test("cases are selected by id, by requirement, and by profile", () => {
  const ids = (selection: Parameters<typeof selectCases>[1]) =>
    selectCases(ALL_CASES, selection).map(({ id }) => id);
  assert.equal(ids({ profile: "jamd" }).length, ALL_CASES.length);
  assert.deepEqual(ids({ profile: "sheet", only: ["r4/FORMAT", "R9"] }), ["R4/format", "R9/half-close"]);
  assert.ok(!ids({ profile: "sheet", only: ["R1"] }).some((id) => id.startsWith("R12/")));
  assert.deepEqual(ids({ profile: "sheet", only: ["R4"], skip: ["R4/format", "R4/right-time"] }), [
    "R4/advances",
    "R4/second-request",
  ]);
  assert.deepEqual(unknownNames(ALL_CASES, ["R4", "R99", "R4/fromat", "ops/no-spin"]), ["R99", "R4/fromat"]);
});

test("ids are unique, and cases that are needed exist", () => {
  const ids = ALL_CASES.map(({ id }) => id as string);
  assert.equal(new Set(ids).size, ids.length);
  for (const { needs, repeats } of ALL_CASES) {
    assert.deepEqual(
      needs.filter((id) => !ids.includes(id)),
      [],
    );
    assert.equal(repeats % 2, 1);
  }
});

test("where nobody listens the verdict comes at once", async () => {
  const server = await new SmallServer(() => {}).listen();
  server.die();
  const result = await checkServer({ ...QUICK, port: server.port });
  assert.equal(result.grade.verdict, "no-server");
  assert.ok(result.milliseconds < 5000, String(result.milliseconds));
  assert.deepEqual(
    new Set(result.cases.map(({ finding }) => finding.seen)),
    new Set(["not-connected", "no-server"]),
  );
});

test("a good server passes; progress tells of each case once", async () => {
  await using server = await new SmallServer(servesWell()).listen();
  const progress: CheckProgress[] = [];
  const result = await checkServer({
    ...QUICK,
    port: server.port,
    target: "mine",
    skip: ["R12/thousand-sessions"],
    onProgress: (one) => progress.push(one),
  });
  assert.deepEqual(
    result.cases
      .filter(({ outcome }) => outcome === "fail")
      .map(({ case: { id }, finding }) => [id, finding]),
    [],
  );
  assert.deepEqual(
    [result.target, result.framing, result.concurrency, result.causes],
    ["mine", "lines", 51, []],
  );
  const finished = progress.flatMap((one) => (one.kind === "finished" ? [one.result.case.id] : []));
  assert.equal(new Set(finished).size, finished.length);
  assert.equal(finished.length, result.cases.length);
});

test("a server that a case ends is started again: that case alone fails, and it is told", async () => {
  await using server = await new SmallServer((socket, own) =>
    servesWell((line) => {
      const isDeadly = line.includes("\x80");
      if (isDeadly) own.die();
      return isDeadly;
    })(socket, own),
  ).listen();
  const restart = async () => {
    server.die();
    await server.listen();
    return { result: "listening", milliseconds: 0, output: "" } as const;
  };
  const only = ["R1/connects", "R11", "R6", "OPS/survives-many"];
  const result = await checkServer({ ...QUICK, port: server.port, only, restart });
  const failed = result.cases.filter(({ outcome }) => outcome === "fail");
  assert.deepEqual(
    failed.map(({ case: { id }, finding }) => [id, finding.seen]),
    [
      ["R11/not-utf8", "dead"],
      ["OPS/survives-many", "died-on-the-way"],
    ],
  );
  assert.ok(result.causes.some(({ id }) => id === "dies-on-bad-octets"));
});

test("a server that is gone for good fails what was still to come", async () => {
  await using server = await new SmallServer((socket, own) => {
    socket.on("close", () => own.die());
    servesWell()(socket, own);
  }).listen();
  const result = await checkServer({ ...QUICK, port: server.port });
  const outcomes = new Map(result.cases.map(({ case: { id }, outcome }) => [id as string, outcome]));
  assert.equal(outcomes.get("R1/connects"), "pass");
  assert.equal(outcomes.get("OPS/survives-first-client"), "fail");
  assert.equal(outcomes.get("R4/format"), "fail");
  assert.equal(outcomes.get("OPS/no-spin"), "unknown");
  assert.deepEqual(
    result.causes.map(({ id }) => id),
    ["dies"],
  );
});

test("one client at a time: checked so, with nothing but R12 to complain of", async () => {
  const waiting: (() => void)[] = [];
  let busy = false;
  await using server = await new SmallServer((socket, own) => {
    const serve = () => {
      busy = true;
      socket.on("close", () => {
        busy = false;
        waiting.shift()?.();
      });
      if (socket.destroyed) {
        busy = false;
        waiting.shift()?.();
        return;
      }
      servesWell()(socket, own);
      socket.resume();
    };
    socket.pause();
    if (busy) waiting.push(serve);
    else serve();
  }).listen();
  const only = ["R1", "R4/format", "R5/others-stay", "R8/two-merged", "R12/two-at-once"];
  const result = await checkServer({ ...QUICK, port: server.port, only });
  assert.deepEqual(
    result.cases.map(({ case: { id }, outcome }) => `${id} ${outcome}`),
    [
      "R1/connects pass",
      "R1/no-banner pass",
      "R4/format pass",
      "R8/two-merged pass",
      "R5/others-stay unknown",
      "R12/two-at-once fail",
    ],
  );
  assert.equal(result.concurrency, 1);
});

test("the time for all is kept, and a check can be ended", async () => {
  await using server = await new SmallServer((socket) => socket.on("data", () => {})).listen();
  const result = await checkServer({ ...QUICK, port: server.port, totalTime: 1500 });
  assert.ok(result.milliseconds < 6000, String(result.milliseconds));
  assert.equal(result.cases.length, ALL_CASES.length);
  assert.equal(result.grade.verdict, "fail");
  const abort = new AbortController();
  const check = checkServer({ ...QUICK, port: server.port, signal: abort.signal });
  abort.abort(new Error("enough"));
  await assert.rejects(check, /enough/);
});

describe("the majority of runs decides", () => {
  const surroundings = { host: HOST, port: 1, patience: 10, quiet: 10, process: null, restart: null };
  const runs: readonly [outcomes: readonly Outcome[], concurrent: boolean, expected: readonly unknown[]][] = [
    [["pass", "pass", "fail"], true, ["pass", 2, 2]],
    [["fail", "pass", "pass"], true, ["pass", 2, 3]],
    [["fail", "pass", "fail"], true, ["fail", 2, 3]],
    [["fail", "unknown", "pass"], true, ["fail", 1, 3]],
    [["pass", "fail", "fail"], false, ["pass", 1, 1]],
    [["fail", "pass", "pass"], false, ["pass", 2, 3]],
  ];
  for (const [outcomes, concurrent, expected] of runs) {
    test(`${outcomes.join(", ")}${concurrent ? "" : " (one client at a time)"}`, async () => {
      const left = [...outcomes];
      const one = made((context) => Promise.resolve(context.found(left.shift() ?? "unknown", "x")));
      const { outcome, margin } = await runCase(
        one,
        "must",
        { ...surroundings, concurrent },
        new AbortController().signal,
      );
      assert.deepEqual([outcome, ...margin], expected);
    });
  }

  test("a fault of the checker is unknown, and says so", async () => {
    const one = made(() => Promise.reject(new Error("oops")));
    const signal = new AbortController().signal;
    const { outcome, finding } = await runCase(one, "must", { ...surroundings, concurrent: true }, signal);
    assert.deepEqual([outcome, finding.seen, finding.facts], ["unknown", "broken", { reason: "oops" }]);
  });
});

function made(run: CheckCase["run"]): CheckCase {
  return {
    id: "R1/made",
    level: { sheet: "must", jamd: "must" },
    points: 1,
    runs: "beside",
    needs: [],
    repeats: 3,
    run,
  };
}
