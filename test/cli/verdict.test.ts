import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observation } from "../../src/cli/swarm/observation.ts";
import { judge } from "../../src/cli/swarm/verdict.ts";
import { type ErrorCode, JamError } from "../../src/errors/index.ts";

/** A connection that was opened at 0 and asked at 1. */
function seen(
  name: string,
  answeredAt: number,
  endedAt: number,
  endedBy: Observation["endedBy"] = "us",
): Observation {
  const rest = { failure: null, replies: ["JAM 21:35:10"], problem: null };
  return { name, openedAt: 0, askedAt: 1, answeredAt, endedAt, endedBy, ...rest };
}

function failed(name: string, endedAt: number, code: ErrorCode): Observation {
  const rest = { answeredAt: null, endedBy: "failure", replies: [], problem: null } as const;
  return { name, openedAt: 0, askedAt: 1, endedAt, failure: new JamError(code), ...rest };
}

test("all answered while all are open: concurrent", () => {
  const verdict = judge([seen("0", 2, 500), seen("1", 3, 501), seen("2", 4, 502)]);
  assert.equal(verdict.kind, "concurrent");
  assert.equal(verdict.together, 3);
  assert.ok(verdict.kind === "concurrent");
  assert.equal(verdict.overlap.earlier.observation.name, "0");
  assert.equal(verdict.overlap.later.observation.name, "2");
});

test("the order of the connections does not matter", () => {
  const verdict = judge([seen("2", 4, 502), seen("0", 2, 500), seen("1", 3, 501)]);
  assert.ok(verdict.kind === "concurrent");
  assert.equal(verdict.overlap.later.observation.name, "2");
});

test("each answered only after the one before closed: one at a time", () => {
  const verdict = judge([seen("0", 2, 500), seen("1", 502, 1000), seen("2", 1002, 1500)]);
  assert.ok(verdict.kind === "one-at-a-time");
  assert.equal(verdict.wait.first.observation.name, "0");
  assert.equal(verdict.wait.waited.name, "1");
});

test("two, then two, then one: concurrent up to 2", () => {
  const verdict = judge([
    seen("0", 2, 500),
    seen("1", 3, 500),
    seen("2", 502, 1000),
    seen("3", 503, 1000),
    seen("4", 1002, 1500),
  ]);
  assert.ok(verdict.kind === "limited");
  assert.equal(verdict.together, 2);
  assert.equal(verdict.wait.waited.name, "2");
});

test("given up while another was open the whole time: that is a wait too", () => {
  const silent = failed("1", 300, "JAM_REPLY_TIMEOUT");
  const verdict = judge([seen("0", 2, 500), silent]);
  assert.ok(verdict.kind === "one-at-a-time");
  assert.equal(verdict.wait.waited.name, "1");
  const limited = judge([seen("0", 2, 500), seen("2", 3, 500), silent]);
  assert.ok(limited.kind === "limited");
  assert.equal(limited.together, 2);
});

test("given up long after the others had closed: nobody was in the way", () => {
  const verdict = judge([seen("0", 2, 500), seen("1", 3, 500), failed("2", 5000, "JAM_REPLY_TIMEOUT")]);
  assert.equal(verdict.kind, "concurrent");
  assert.equal(verdict.together, 2);
});

test("refused, reset or closed connections do not speak against a server's concurrency", () => {
  for (const code of ["JAM_CONNECT_REFUSED", "JAM_CONNECTION_LOST", "JAM_CONNECTION_CLOSED"] as const) {
    const verdict = judge([seen("0", 2, 500), seen("1", 3, 500), failed("2", 4, code)]);
    assert.equal(verdict.kind, "concurrent");
    assert.equal(verdict.together, 2);
  }
});

test("a server that closes right after each reply shows nothing", () => {
  assert.equal(judge([seen("0", 2, 2.5, "server"), seen("1", 3, 3.5, "server")]).kind, "closed-early");
  // The second reply was read before the first close, which may have happened earlier.
  assert.equal(judge([seen("0", 2, 3.5, "server"), seen("1", 3, 4, "server")]).kind, "closed-early");
});

test("a server that closes a good while after its reply was serving until then", () => {
  const verdict = judge([seen("0", 2, 200, "server"), seen("1", 3, 210, "server")]);
  assert.deepEqual([verdict.kind, verdict.together], ["concurrent", 2]);
});

test("one connection, or none answered, shows nothing", () => {
  assert.equal(judge([seen("0", 2, 500)]).kind, "too-few");
  assert.equal(judge([]).kind, "too-few");
  const failures = [failed("0", 1, "JAM_CONNECT_REFUSED"), failed("1", 1, "JAM_CONNECT_REFUSED")];
  assert.equal(judge(failures).kind, "too-few");
});

test("a connection that asked only after the others had closed waited for nobody", () => {
  const late: Observation = { ...seen("2", 1010, 1500), openedAt: 1000, askedAt: 1001 };
  assert.equal(judge([seen("0", 2, 500), seen("1", 3, 500), late]).kind, "concurrent");
});
