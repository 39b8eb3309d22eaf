import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ManualClock } from "../../src/clock/index.ts";
import { JamError } from "../../src/errors/index.ts";
import {
  type ConnectionQuery,
  CounterTable,
  GaugeTable,
  type ServerEvent,
} from "../../src/observability/index.ts";
import { createTimeServer, type TimeServerOptions } from "../../src/server/index.ts";
import { LiveView, type ServerFacts } from "../../src/server/live-view.ts";
import { connectMany, RawClient } from "../support/raw-client.ts";
import { TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

const HOST = "127.0.0.1";
const EVERYTHING: ConnectionQuery = {
  ...{ sort: "connection", order: "ascending", filter: "", offset: 0, limit: 200 },
};
const INVALID_REPLY_LENGTH = "Invalid command\r\n".length;

/** Ways to serve whose view must say the same. */
const WAYS: readonly (readonly [string, TimeServerOptions])[] = [
  ["in the caller's thread", {}],
  ["with two threads", { threads: 2 }],
  ["one client at a time", { model: "iterative", threads: 1 }],
  ["a thread for each connection", { model: "thread-per-connection", maxThreads: 8 }],
];

/** Makes one look at a made server each time it is told to. */
function lookAt(
  clock: ManualClock,
  counters: CounterTable,
  condition: () => ServerFacts["condition"],
  serves: () => Promise<boolean> = async () => true,
): LiveView {
  return new LiveView({
    counters,
    gauges: new GaugeTable(1),
    serving: () => null,
    serves,
    now: () => clock.now(),
    facts: () => ({
      ...{
        label: "00:00:00",
        zone: "UTC",
        condition: condition(),
        startedAt: 0,
        engine: "-",
        engineVersion: "-",
      },
      ...{ model: "event-loop", host: HOST, port: 1, tlsPort: null, most: 9, logLinesDropped: 0 },
    }),
  });
}

for (const [name, options] of WAYS) {
  // Bun cannot give a connection to a thread.
  const skip = options.model === "thread-per-connection" && process.versions.bun !== undefined;
  describe(`view of a server ${name}`, { skip }, () => {
    test("counts, threads, lives, events and the table tell what clients did", async () => {
      const told: ServerEvent[] = [];
      await using server = createTimeServer({
        ...{ host: HOST, port: 0, zone: "UTC", eventRate: 1000, ...options },
        onEvents: (events) => void told.push(...events),
      });
      const view = server.view({ logLinesDropped: () => 3 });
      assert.equal(view.snapshot().condition, "starting");
      const { port } = await server.listen();
      const single = options.model === "iterative";
      const clients = await connectMany(single ? 1 : 3, { port, host: HOST });
      const [first] = clients as [RawClient];
      for (const client of clients) await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
      await first.ask("nonsense\r\n", INVALID_REPLY_LENGTH);
      const snapshot = await until(() => {
        const seen = view.snapshot();
        return seen.requests.invalid === 1 && seen.latency.p50 !== null ? seen : null;
      }, "a snapshot with all of it");
      assert.equal(snapshot.condition, "ready");
      assert.equal(snapshot.port, port);
      assert.equal(snapshot.logLinesDropped, 3);
      assert.match(snapshot.label, /^\d\d:\d\d:\d\d$/);
      assert.match(snapshot.version, /^\d+\.\d+\.\d+/);
      const { length: count } = clients;
      assert.equal(snapshot.connections.open, count);
      assert.equal(snapshot.connections.opened, count);
      assert.equal(snapshot.requests.time, count);
      assert.equal(snapshot.octets.received, 6 * count + 10);
      assert.equal(snapshot.octets.sent, TIME_REPLY_LENGTH * count + INVALID_REPLY_LENGTH);
      assert.equal(
        snapshot.threads.reduce((sum, { open }) => sum + open, 0),
        count,
      );
      assert.ok(snapshot.process.residentOctets > 1e6);
      assert.ok(snapshot.process.cpuSeconds > 0);
      if (process.platform === "linux") {
        assert.ok((snapshot.process.openDescriptors ?? 0) > count);
        for (const { thread, cpuSeconds } of snapshot.threads)
          assert.ok(cpuSeconds !== null, `thread ${thread}`);
      }

      const { rows, total } = await view.connections(EVERYTHING);
      assert.equal(total, count);
      const row = rows.find((each) => each.port === first.port);
      assert.ok(row !== undefined, `no row of port ${first.port} in ${JSON.stringify(rows)}`);
      assert.equal(row.address, HOST);
      assert.equal(row.requests, 2);
      assert.equal(row.octetsReceived, 16);
      assert.equal(row.octetsSent, TIME_REPLY_LENGTH + INVALID_REPLY_LENGTH);
      const age = Date.now() - row.openedAt;
      assert.ok(age >= 0 && age < 60_000, `opened ${age} ms ago`);
      const idle = Date.now() - (row.lastRequestAt ?? 0);
      assert.ok(idle > -1000 && idle < 60_000, `asked ${idle} ms ago`);

      await first.send("QUIT\r\n");
      await first.takeToEnd();
      first[Symbol.dispose]();
      const { marks, sampled } = await until(() => {
        const lives = view.lives(0);
        return lives.marks.some(({ what }) => what === "closed") ? lives : null;
      }, "a closed connection");
      assert.equal(sampled, false);
      const life = marks.filter(({ connection }) => connection === row.connection);
      assert.deepEqual(
        life.map(({ what }) => what),
        ["opened", "asked", "asked", "asked", "closed"],
      );
      assert.ok(life.every(({ thread, address }) => thread === row.thread && address === HOST));
      const events = view.recentEvents(0);
      assert.deepEqual(
        events.map(({ sequence: _, ...event }) => event),
        told,
      );
      assert.deepEqual(
        events.map(({ sequence }) => sequence),
        told.map((_, index) => index + 1),
      );
      await server.close();
      assert.equal(view.snapshot().condition, "stopped");
      // A connection that was cut off at the end of the stop may be counted a turn of the event loop later.
      const last = await until(() => {
        const seen = view.snapshot();
        return seen.connections.open === 0 ? seen : null;
      }, "the end of all connections");
      assert.equal(last.connections.closed.quit, 1);
      assert.equal(last.connections.closed.stopping + last.connections.closed["client-closed"], count - 1);
      assert.deepEqual(await view.connections({ ...EVERYTHING, filter: HOST }), { rows: [], total: 0 });
      for (const client of clients) client[Symbol.dispose]();
    });
  });
}

describe("view of a server", () => {
  test("pages, orders and the filter of the table, over two threads", async () => {
    await using server = createTimeServer({ host: HOST, port: 0, threads: 2 });
    const view = server.view();
    const { port } = await server.listen();
    const clients = await connectMany(12, { port, host: HOST });
    for (const [index, client] of clients.entries()) {
      for (let time = 0; time <= index; time++) await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
    }
    const query = { ...EVERYTHING, sort: "requests", order: "descending", limit: 5 } as const;
    const seen: number[] = [];
    for (const offset of [0, 5, 10]) {
      const { rows, total } = await view.connections({ ...query, offset });
      assert.equal(total, 12);
      seen.push(...rows.map(({ requests }) => requests));
    }
    assert.deepEqual(seen, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert.equal((await view.connections({ ...query, filter: "0.0.1" })).total, 12);
    assert.deepEqual(await view.connections({ ...query, filter: "10." }), { rows: [], total: 0 });
    for (const client of clients) client[Symbol.dispose]();
  });

  test("a bad page is an error, not an empty one", async () => {
    await using server = createTimeServer({ host: HOST, port: 0 });
    const view = server.view();
    for (const wrong of [{ limit: 0 }, { limit: 201 }, { offset: -1 }, { offset: 0.5 }]) {
      const isBad = (error: unknown) => error instanceof JamError && error.code === "JAM_BAD_OPTION";
      await assert.rejects(view.connections({ ...EVERYTHING, ...wrong }), isBad);
    }
  });

  test("refusals, and connections lost with a thread, by reason", async () => {
    const admission = { maxConnections: 1 };
    await using server = createTimeServer({ host: HOST, port: 0, threads: 1, admission });
    const view = server.view();
    const { port } = await server.listen();
    using client = await RawClient.connect({ port, host: HOST });
    await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
    using other = await RawClient.connect({ port, host: HOST });
    await other.takeToEnd();
    await server.killThread(1);
    await client.takeToEnd();
    const { refused, closed, open } = await until(() => {
      const { connections } = view.snapshot();
      return connections.closed["thread-death"] === 1 ? connections : null;
    }, "the lost connection");
    assert.equal(refused.connections, 1);
    assert.equal(
      Object.values(refused).reduce((sum, count) => sum + count),
      1,
    );
    assert.equal(
      Object.values(closed).reduce((sum, count) => sum + count),
      1,
    );
    assert.equal(open, 0);
  });

  test("asked for only later, it tells what was counted before", async () => {
    await using server = createTimeServer({ host: HOST, port: 0 });
    const { port } = await server.listen();
    using client = await RawClient.connect({ port, host: HOST });
    await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
    const view = server.view();
    assert.equal(server.view(), view);
    assert.equal(view.snapshot().requests.time, 1);
    assert.deepEqual(view.recentEvents(0), []);
  });

  test("with an event rate of 0 the lives say that they are a sample", async () => {
    await using server = createTimeServer({ host: HOST, port: 0, eventRate: 0 });
    const view = server.view();
    const { port } = await server.listen();
    using client = await RawClient.connect({ port, host: HOST });
    await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
    const { marks } = await until(() => (view.lives(0).sampled ? view.lives(0) : null), "the counts");
    assert.deepEqual(marks, []);
  });
});

describe("looks of a view", () => {
  test("one a second, the same for all who ask between; another when the server begins to stop", () => {
    const clock = new ManualClock(10_000);
    const counters = new CounterTable(1);
    let condition: ServerFacts["condition"] = "ready";
    const view = lookAt(clock, counters, () => condition);
    const first = view.snapshot();
    counters.row(1).add("opened");
    clock.advance(999);
    assert.equal(view.snapshot(), first);
    condition = "stopping";
    assert.equal(view.snapshot().condition, "stopping");
    clock.advance(1000);
    assert.equal(view.snapshot().connections.opened, 1);
    clock.advance(-5000);
    assert.equal(view.snapshot().time, clock.now());
  });

  test("threads are probed once a second at most, and again when the clock was set back", async () => {
    const clock = new ManualClock(0);
    let asked = 0;
    const view = lookAt(
      clock,
      new CounterTable(1),
      () => "ready",
      async () => ++asked < 3,
    );
    const seen: boolean[] = [];
    for (const passed of [0, 999, 1, -500]) {
      clock.advance(passed);
      seen.push(await view.serves(100));
    }
    assert.deepEqual([asked, seen], [3, [true, true, true, false]]);
  });

  test("history: a point for each look, rates by the second, 600 at most, none of a clock that was set back", () => {
    const clock = new ManualClock(0);
    const counters = new CounterTable(1);
    const row = counters.row(1);
    const view = lookAt(clock, counters, () => "ready");
    view.look();
    assert.deepEqual(view.history(), []);
    row.addRead(0, 20, 4, 0);
    row.add("quits", 2);
    row.add("refusedRate", 6);
    row.add("refusedDenied", 2);
    row.add("open", 5);
    clock.advance(2000);
    view.look();
    assert.deepEqual(view.history(), [
      { time: 2000, open: 5, requests: 13, invalid: 2, refused: 4, p50: null, p99: null },
    ]);
    clock.advance(-1000);
    view.look();
    assert.equal(view.history().length, 1);
    for (let second = 0; second < 700; second++) {
      clock.advance(1000);
      view.look();
    }
    const points = view.history();
    assert.equal(points.length, 600);
    assert.equal(points.at(-1)?.time, clock.now());
    assert.equal(points[0]?.time, clock.now() - 599_000);
  });
});
