import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RestartPolicy } from "../../src/server/restart-policy.ts";

/** Deaths of thread 1 at these instants, each right after it came to listen. @returns the waits; null: given up. */
function waits(policy: RestartPolicy, instants: readonly number[], thread = 1): (number | null)[] {
  return instants.map((now) => {
    const decision = policy.died(thread, now);
    return decision.type === "restart" ? decision.milliseconds : null;
  });
}

describe("restart policy", () => {
  test("at once, then doubled from 50 ms to 5 s while another thread serves", () => {
    const policy = new RestartPolicy(2);
    policy.serves(2, 0);
    const instants = Array.from({ length: 12 }, (_, index) => 10_000 + index);
    assert.deepEqual(
      waits(policy, instants),
      [0, 50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000],
    );
  });

  test("no longer than 0.4 s while no other thread serves", () => {
    const policy = new RestartPolicy(2);
    policy.serves(2, 0);
    waits(policy, [0, 1, 2, 3, 4, 5], 1);
    policy.died(2, 2000);
    assert.deepEqual(waits(policy, [2001], 1), [400]);
    policy.serves(2, 2100);
    assert.deepEqual(waits(policy, [2200], 1), [3200]);
  });

  test("a thread that served for 10 s starts at once again; one that served for 9 s does not", () => {
    const policy = new RestartPolicy(1);
    assert.deepEqual(waits(policy, [0, 1, 2]), [0, 50, 100]);
    policy.serves(1, 100);
    assert.deepEqual(waits(policy, [9100]), [200]);
    policy.serves(1, 20_000);
    assert.deepEqual(waits(policy, [30_000]), [0]);
  });

  test("gives up at the eighth start in a row that came to nothing", () => {
    const policy = new RestartPolicy(1);
    assert.deepEqual(waits(policy, [0, 1, 2, 3, 4, 5, 6, 7]), [0, 50, 100, 200, 400, 400, 400, null]);
  });

  test("a second of service is a start that came to something", () => {
    const policy = new RestartPolicy(1);
    waits(policy, [0, 1, 2, 3, 4, 5, 6]);
    policy.serves(1, 10);
    assert.deepEqual(waits(policy, [1010]), [400]);
    policy.serves(1, 2000);
    // One failure again, not the ninth.
    assert.deepEqual(waits(policy, [2999]), [400]);
  });

  test("gives up only when every thread is without hope", () => {
    const policy = new RestartPolicy(2);
    const eight = [0, 1, 2, 3, 4, 5, 6, 7];
    assert.ok(!waits(policy, eight, 1).includes(null));
    assert.deepEqual(waits(policy, eight, 2).at(-1), null);
  });

  test("a thread that serves is hope, however often it died before", () => {
    const policy = new RestartPolicy(2);
    const eight = [0, 1, 2, 3, 4, 5, 6, 7];
    waits(policy, eight, 1);
    policy.serves(1, 100);
    assert.ok(!waits(policy, [...eight.map((at) => at + 2000), 5000], 2).includes(null));
  });
});
