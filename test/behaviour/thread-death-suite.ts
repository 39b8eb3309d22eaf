import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { connectMany, RawClient } from "../support/raw-client.ts";
import { type Configuration, type LoggedEvent, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

const RESTART_MILLISECONDS = 2000;
const SOON_MILLISECONDS = 1000;
const LINES_AT_ONCE = 50;

/** A serving thread that dies takes its own connections with it and nothing else. */
export function threadDeathSuite(configuration: Configuration): void {
  describe("thread death under load", () => {
    test("the others never notice, the dead one serves again, no request goes uncounted", async () => {
      await using server = await startWithFaults(configuration);
      const clients = await connectMany(40, { port: server.port });
      const askers = clients.map((client) => new Asker(client));
      const threads = await Promise.all(clients.map((client) => threadOf(server, client.port)));
      assert.deepEqual(new Set(threads), new Set([1, 2]), "the kernel spreads them over both threads");
      await delay(100);
      server.order("kill 1");
      const died = await server.event("thread-died", (event) => event.thread === 1);
      await Promise.all(askers.filter((_, index) => threads[index] === 1).map((asker) => asker.ended()));
      const startedAgain = await until(() => server.eventsOf("thread-started")[2], "thread 1 to start again");
      assert.ok(Date.parse(startedAgain.time) - Date.parse(died.time) < RESTART_MILLISECONDS);
      await assertServes(server, 1);
      await Promise.all(askers.map((asker) => asker.stop()));

      const survivors = askers.filter((_, index) => threads[index] === 2);
      for (const survivor of survivors) {
        assert.equal(survivor.client.serverEnd, null, "no other connection is lost");
        assert.ok(survivor.slowest < SOON_MILLISECONDS, `waited ${survivor.slowest} ms`);
        assert.equal(survivor.answered, survivor.asked);
      }
      assert.equal(died.lost, threads.filter((thread) => thread === 1).length);
      for (const client of clients) client[Symbol.dispose]();
      const counters = await countersWhenClosed(server);
      const answered = askers.reduce((sum, asker) => sum + asker.answered, 0);
      const asked = askers.reduce((sum, asker) => sum + asker.asked, 0);
      const probed = Number(counters.opened) - clients.length;
      const times = Number(counters.times) - probed;
      assert.ok(times >= answered && times <= asked, `${answered} <= ${times} <= ${asked}`);
      assert.equal(counters.closedThreadDeath, died.lost);
    });

    test("several deaths in a row, of both threads", async () => {
      await using server = await startWithFaults(configuration);
      for (const [deaths, thread] of [1, 1, 2, 1].entries()) {
        server.order(`kill ${thread}`);
        await until(() => server.eventsOf("thread-died")[deaths], "the death");
        await until(() => server.eventsOf("thread-started")[deaths + 2], "the new start");
        await assertServes(server, 1);
        await assertServes(server, 2);
      }
      server.order("close");
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
    });

    test("both at once, and the server comes back", async () => {
      await using server = await startWithFaults(configuration);
      server.order("kill 1\nkill 2");
      await until(() => server.eventsOf("thread-started")[3], "both to start again");
      await assertServes(server, 1);
      await assertServes(server, 2);
    });

    test("all again and again: the process ends and says why", async () => {
      const { engine, threads } = configuration;
      const load = [engine === "bun" ? "--preload" : "--import", "./test/support/dying-threads.ts"];
      const serve = ["src/cli/main.ts", "serve", "--port", "0", "--threads", String(threads), "--lang", "en"];
      await using server = await ServerProcess.start({
        ...configuration,
        program: [...load, ...serve, "--log-format", "json", "--no-http"],
      });
      assert.deepEqual(await server.exited(), { code: 1, signal: null });
      assert.match(
        server.stderr,
        /^jam: Cannot go on serving: every thread died "8" times.*\[JAM_THREADS_KEEP_DYING\]\n$/,
      );
      const givenUp = server.eventsOf("threads-given-up");
      assert.equal(givenUp.length, 1);
      assert.equal(givenUp[0]?.level, "error");
      const first = server.eventsOf("thread-died")[0];
      assert.equal(first?.restartMilliseconds, 0, "the first is replaced at once");
    });
  });
}

/** A client that asks without end and checks every reply. */
class Asker {
  readonly client: RawClient;
  readonly #run: Promise<void>;
  asked = 0;
  answered = 0;
  slowest = 0;
  #isOver = false;

  constructor(client: RawClient) {
    this.client = client;
    this.#run = this.#askOn();
  }

  /** Waits until the server ends the connection. */
  ended(): Promise<void> {
    return this.#run;
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#run;
  }

  async #askOn(): Promise<void> {
    while (!this.#isOver) {
      const start = performance.now();
      this.asked += LINES_AT_ONCE;
      try {
        const replies = await this.client.ask(
          "TIME\r\n".repeat(LINES_AT_ONCE),
          LINES_AT_ONCE * TIME_REPLY_LENGTH,
        );
        assertTimeReplies(replies, LINES_AT_ONCE);
      } catch (error) {
        if (this.client.serverEnd === null) throw error;
        return;
      }
      this.answered += LINES_AT_ONCE;
      this.slowest = Math.max(this.slowest, performance.now() - start);
      await delay(1);
    }
  }
}

function startWithFaults({ engine, threads }: Configuration): Promise<ServerProcess> {
  const options = JSON.stringify({ threads, eventRate: 100_000 });
  return ServerProcess.start({ engine, threads, program: ["test/support/serve-with-faults.ts", options] });
}

async function threadOf(server: ServerProcess, port: number, since = 0): Promise<number> {
  const opened = await server.event("connection-opened", (event) => event.port === port, since);
  return Number(opened.thread);
}

/** New clients reach the thread and are answered by it. */
async function assertServes(server: ServerProcess, thread: number): Promise<void> {
  await until(async () => {
    const since = server.events.length;
    using client = await RawClient.connect({ port: server.port });
    const { port } = client;
    assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
    return (await threadOf(server, port, since)) === thread;
  }, `a client of thread ${thread}`);
}

/** The counters once all connections are closed. */
function countersWhenClosed(server: ServerProcess): Promise<LoggedEvent> {
  return until(async () => {
    const asked = server.eventsOf("counters").length;
    server.order("counters");
    const counters = await until(() => server.eventsOf("counters")[asked], "the counters");
    return counters.open === 0 ? counters : null;
  }, "all connections to be closed");
}
