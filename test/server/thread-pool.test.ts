import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { JamError } from "../../src/errors/index.ts";
import { CounterTable, GaugeTable, type ServerEvent } from "../../src/observability/index.ts";
import { noRows, type ThreadRows } from "../../src/server/connection-rows.ts";
import { resolveOptions } from "../../src/server/options.ts";
import { type PoolThread, ThreadPool } from "../../src/server/thread-pool.ts";

const ADDRESS = { host: "127.0.0.1", port: 45_000, tls: null, descriptors: null };

/** A thread that does what the test says. */
class FakeThread implements PoolThread {
  readonly number: number;
  readonly #onExit: (cause: string) => void;
  #hasExited = false;
  /** Signs of life that were asked for and not given yet. */
  readonly asked: (() => void)[] = [];
  answersAtOnce = true;
  fate: "listens" | "cannot-listen" = "listens";

  constructor(number: number, onExit: (cause: string) => void) {
    this.number = number;
    this.#onExit = onExit;
  }

  async ready(): Promise<void> {}

  async listen(): Promise<void> {
    if (this.fate === "cannot-listen") throw new Error("no descriptor left");
  }

  renewTls(): void {}

  async expectProbes(): Promise<number> {
    return 0;
  }

  async rows(): Promise<ThreadRows> {
    return noRows(this.number);
  }

  ping(): Promise<void> {
    if (this.answersAtOnce) return Promise.resolve();
    return new Promise((resolve) => this.asked.push(resolve));
  }

  async stop(): Promise<void> {
    this.die("stopped");
  }

  async terminate(cause = "killed"): Promise<void> {
    this.die(cause);
  }

  die(cause: string): void {
    if (this.#hasExited) return;
    this.#hasExited = true;
    this.#onExit(cause);
  }
}

/** A pool of fakes whose time the test drives. */
async function startPool(t: TestContext, threads: number, descriptors: readonly number[] | null = null) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const made: FakeThread[] = [];
  const events: ServerEvent[] = [];
  const failures: JamError[] = [];
  const faults = { fate: "listens" as FakeThread["fate"] };
  const pool = new ThreadPool({
    threads,
    options: resolveOptions({}).serving,
    counters: new CounterTable(threads),
    gauges: new GaugeTable(threads),
    onEvents: (batch) => events.push(...batch),
    onGiveUp: (error) => failures.push(error),
    createThread: (birth, _, onExit) => {
      const thread = new FakeThread(birth.thread, onExit);
      thread.fate = faults.fate;
      made.push(thread);
      return thread;
    },
  });
  await pool.start();
  await pool.listen({ ...ADDRESS, descriptors });
  /** Lets time pass, and all that was waited for happen. */
  async function pass(milliseconds: number): Promise<void> {
    now += milliseconds;
    t.mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  const died = () => events.filter((event) => event.type === "thread-died");
  return { pool, made, events, failures, faults, pass, died };
}

describe("thread pool", () => {
  test("a thread that gives no sign of life for ten looks is replaced, and that is told", async (t) => {
    const { made, pass, died } = await startPool(t, 2);
    const [first, second] = made as [FakeThread, FakeThread];
    first.answersAtOnce = false;
    for (let second = 0; second < 10; second++) await pass(1000);
    assert.equal(first.asked.length, 1, "it is asked once, not again and again");
    assert.equal(died().length, 0);
    await pass(1000);
    assert.deepEqual(
      died().map(({ thread, cause }) => [thread, cause]),
      [[1, "it gave no sign of life for 10 s"]],
    );
    await pass(0);
    assert.equal(made.length, 3);
    assert.equal(made[2]?.number, 1);
    assert.equal(second.asked.length, 0);
  });

  test("a thread that is late, but answers, is left alone", async (t) => {
    const { made, pass, died } = await startPool(t, 1);
    const [thread] = made as [FakeThread];
    thread.answersAtOnce = false;
    for (let round = 0; round < 5; round++) {
      for (let second = 0; second < 9; second++) await pass(1000);
      for (const answer of thread.asked.splice(0)) answer();
      await pass(1000);
    }
    assert.equal(died().length, 0);
  });

  test("an hour in which the process was stopped is one look, not the end of all threads", async (t) => {
    const { made, died } = await startPool(t, 1);
    const [thread] = made as [FakeThread];
    thread.answersAtOnce = false;
    t.mock.timers.tick(1000);
    t.mock.method(performance, "now", () => 3_600_000);
    t.mock.timers.tick(1000);
    assert.equal(died().length, 0);
  });

  test("it is alive when each serving thread answers in time", async (t) => {
    const { pool, made, pass } = await startPool(t, 2);
    assert.equal(await pool.answers(100), true);
    (made[1] as FakeThread).answersAtOnce = false;
    const outcome = pool.answers(100);
    await pass(100);
    assert.equal(await outcome, false, "one of two is silent");
  });

  test("a dead thread that waits for its new start is no failure, none serving is", async (t) => {
    const { pool, made, pass } = await startPool(t, 2);
    (made[0] as FakeThread).die("first");
    assert.equal(await pool.answers(100), true);
    (made[1] as FakeThread).die("second");
    assert.equal(await pool.answers(100), false);
    await pass(0);
    assert.equal(await pool.answers(100), true);
  });

  test("when all die again and again it gives up: told once, ended, with the last cause", async (t) => {
    const { pool, made, events, failures, pass, died } = await startPool(t, 2);
    for (let turn = 0; failures.length === 0 && turn < 100; turn++) {
      for (const thread of made) thread.die("out of memory");
      await pass(5000);
    }
    assert.equal(failures.length, 1);
    assert.equal(failures[0]?.code, "JAM_THREADS_KEEP_DYING");
    assert.deepEqual(failures[0]?.details, { starts: 8, reason: "out of memory" });
    const givenUp = events.filter((event) => event.type === "threads-given-up");
    assert.deepEqual(
      givenUp.map(({ starts, cause }) => [starts, cause]),
      [[8, "out of memory"]],
    );
    assert.equal(died().length, 15, "the sixteenth death is the end");
    const before = made.length;
    await pass(60_000);
    assert.equal(made.length, before, "none is started any more");
    await pool.stop(0);
  });

  test("threads that start but can not listen are failed starts too, and the reason is told", async (t) => {
    const { made, failures, faults, pass, died } = await startPool(t, 1);
    faults.fate = "cannot-listen";
    (made[0] as FakeThread).die("first");
    for (let turn = 0; failures.length === 0 && turn < 100; turn++) await pass(5000);
    assert.equal(failures[0]?.code, "JAM_THREADS_KEEP_DYING");
    assert.equal(died().at(-1)?.cause, "no descriptor left");
  });

  test("a thread with a socket from elsewhere is not started again: the server has failed, the others serve", async (t) => {
    const { made, events, failures, pass, died } = await startPool(t, 2, [3, 4]);
    (made[0] as FakeThread).die("out of memory");
    assert.equal(failures[0]?.code, "JAM_SOCKET_LOST");
    assert.deepEqual(failures[0]?.details, { thread: 1, reason: "out of memory" });
    assert.equal(events.filter((event) => event.type === "socket-lost").length, 1);
    await pass(60_000);
    assert.equal(made.length, 2);
    assert.equal(died().length, 0);
    (made[1] as FakeThread).die("stopped");
    assert.equal(failures.length, 1);
  });
});
