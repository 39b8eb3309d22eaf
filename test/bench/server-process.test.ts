import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { processorTime, readUsage } from "../../src/bench/process-usage.ts";
import { findServerProcess } from "../../src/bench/server-process.ts";

describe("process of a server", {
  skip: process.platform === "linux" ? false : "needs /proc of Linux",
}, () => {
  test("this process is found by a port on which it listens", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    assert.deepEqual(findServerProcess({ host: "127.0.0.1", port: address.port }), { pid: process.pid });
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(findServerProcess({ host: "127.0.0.1", port: address.port }), {
      pid: null,
      reason: "not-found",
    });
  });

  test("an address of another machine is not looked for", () => {
    assert.deepEqual(findServerProcess({ host: "192.0.2.1", port: 80 }), { pid: null, reason: "not-here" });
  });

  test("this process uses memory and, when it works, processor time", () => {
    const before = readUsage(process.pid);
    assert.ok(before !== null && before.residentOctets > 1_000_000);
    const until = performance.now() + 50;
    while (performance.now() < until);
    const after = readUsage(process.pid);
    assert.ok(after !== null);
    assert.ok(processorTime(before, after).seconds > 0);
  });

  test("there is no usage of a process that is not there", () => {
    assert.equal(readUsage(2 ** 31 - 2), null);
  });
});

describe("processor time", () => {
  const usage = (threads: Record<string, number>, seconds: number) => ({
    threads: new Map(Object.entries(threads)),
    seconds,
    residentOctets: 0,
  });

  test("is the sum of the threads while these are the same", () => {
    const used = processorTime(usage({ 1: 1e9, 2: 5 }, 1), usage({ 1: 1.5e9, 2: 5e8 + 5 }, 9));
    assert.deepEqual(used, { seconds: 1, source: "schedstat" });
  });

  test("is that of the whole process when threads were born or ended", () => {
    for (const after of [{ 1: 2e9 }, { 1: 2e9, 2: 5, 3: 1 }, { 1: 2e9, 3: 5 }, {}]) {
      assert.deepEqual(processorTime(usage({ 1: 1e9, 2: 5 }, 1), usage(after, 3.5)), {
        seconds: 2.5,
        source: "stat",
      });
    }
  });
});
