import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTime, replyNow, startServer } from "./bench-servers.ts";
import { runOn } from "./run-bench.ts";

const STALL_MILLISECONDS = 300;

/** A server that answers at once, but for one stall: what is asked meanwhile is answered at its end. */
function startStalling() {
  const startedAt = performance.now();
  const well = answerTime(() => replyNow());
  return startServer((socket, line) => {
    const at = performance.now() - startedAt - 300;
    const isStalled = at > 0 && at < STALL_MILLISECONDS;
    if (isStalled) setTimeout(() => well(socket, line), STALL_MILLISECONDS - at);
    else well(socket, line);
  });
}

test("a stall shows in the p90 of an open loop, while a closed loop hides it", async () => {
  await using forClosed = await startStalling();
  const closed = await runOn(forClosed.port, { duration: 900 });
  await using forOpen = await startStalling();
  const open = await runOn(forOpen.port, { duration: 900, rate: 500 });
  assert.deepEqual([closed.errors, open.errors], [[], []]);
  assert.ok(closed.latency !== null && open.latency !== null);
  // Each connection of the closed loop met the stall once, among thousands of replies.
  assert.ok(closed.latency.p90 < STALL_MILLISECONDS / 3, `closed p90 ${closed.latency.p90}`);
  // A third of the time was stalled, so a third of the arrivals waited, the last tenth for 200 ms and more.
  assert.ok(open.latency.p90 > STALL_MILLISECONDS / 2, `open p90 ${open.latency.p90}`);
  assert.ok(open.latency.max > STALL_MILLISECONDS * 0.8, `open max ${open.latency.max}`);
  assert.equal(open.sent, 450);
});
