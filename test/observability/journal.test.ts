import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { type CountedRequests, Journal, type ServerEvent } from "../../src/observability/index.ts";
import { PEER } from "./sample-peer.ts";

const LIMITS = { eventsPerSecond: 10, burst: 20 };
const SECOND = 1000;

/** A connection as the journal knows it. */
class Peer implements CountedRequests {
  readonly connection: number;
  countedTimes = 0;
  countedInvalid = 0;

  constructor(connection: number) {
    this.connection = connection;
  }

  peerFacts() {
    return { ...PEER, connection: this.connection };
  }
}

function opened(connection = 1): ServerEvent {
  return { type: "connection-opened", time: 0, ...PEER, connection, open: 1 };
}

describe("journal", () => {
  let told: ServerEvent[] = [];
  let batches = 0;
  let journal = new Journal(3, LIMITS, () => {});

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "setImmediate"] });
    told = [];
    batches = 0;
    journal = new Journal(3, LIMITS, (events) => {
      told.push(...events);
      batches++;
    });
  });
  afterEach(() => mock.timers.reset());

  function fill(): void {
    while (journal.hasRoom) journal.record(opened());
  }

  function toldOf<Type extends ServerEvent["type"]>(type: Type): Array<Extract<ServerEvent, { type: Type }>> {
    return told.filter((event) => event.type === type) as Array<Extract<ServerEvent, { type: Type }>>;
  }

  test("events of one turn go out together, in order, after it", () => {
    for (const connection of [1, 2, 3]) journal.record(opened(connection));
    assert.deepEqual(told, []);
    mock.timers.tick(1);
    assert.deepEqual(told, [opened(1), opened(2), opened(3)]);
    assert.equal(batches, 1);
  });

  test("so many at once, then there is no room", () => {
    fill();
    mock.timers.tick(1);
    assert.equal(told.length, LIMITS.burst);
    assert.equal(journal.hasRoom, false);
  });

  test("each second gives room for so many more, and never for more than a burst", () => {
    fill();
    mock.timers.tick(SECOND);
    fill();
    mock.timers.tick(1);
    assert.equal(told.length, LIMITS.burst + LIMITS.eventsPerSecond);
    // One by one: a timer that is set again runs once a tick of the mock, however long that is.
    for (let second = 0; second < 60; second++) mock.timers.tick(SECOND);
    told = [];
    fill();
    mock.timers.tick(1);
    assert.equal(told.length, LIMITS.burst);
  });

  test("there is no room again before a flood is over, so that it costs no lines", () => {
    const peer = new Peer(1);
    fill();
    for (let second = 0; second < 5; second++) {
      journal.countTimes(peer, LIMITS.eventsPerSecond + 1);
      journal.tick();
      assert.equal(journal.hasRoom, false, "still more than can be told");
    }
    journal.countTimes(peer, LIMITS.eventsPerSecond);
    journal.tick();
    assert.equal(journal.hasRoom, true);
  });

  test("a rate of 0 tells nothing by itself, and counts all", () => {
    journal = new Journal(3, { eventsPerSecond: 0, burst: 0 }, (events) => told.push(...events));
    assert.equal(journal.hasRoom, false);
    journal.countRest("opened");
    journal.countTimes(new Peer(1), 5);
    mock.timers.tick(2 * SECOND);
    assert.equal(toldOf("rest-counted")[0]?.opened, 1);
    assert.equal(toldOf("requests-counted")[0]?.times, 5);
    assert.equal(told.length, 2);
  });

  test("counts are told once a second, by connection, and begin anew", () => {
    const peer = new Peer(9);
    journal.countTimes(peer, 100);
    journal.countInvalid(peer, 3);
    journal.countTimes(peer, 11);
    assert.deepEqual(told, []);
    mock.timers.tick(SECOND);
    mock.timers.tick(1);
    assert.deepEqual(
      toldOf("requests-counted").map(({ connection, times, invalid }) => [connection, times, invalid]),
      [[9, 111, 3]],
    );
    journal.countTimes(peer, 1);
    mock.timers.tick(SECOND);
    mock.timers.tick(1);
    assert.deepEqual(
      toldOf("requests-counted").map(({ times }) => times),
      [111, 1],
    );
  });

  test("many connections: some are named, the others summed up, none is lost", () => {
    const peers = Array.from({ length: 1000 }, (_, index) => new Peer(index));
    for (const peer of peers) {
      journal.countTimes(peer, 2);
      journal.countInvalid(peer, 1);
    }
    journal.flush();
    const named = toldOf("requests-counted");
    assert.ok(named.length < 50, `${named.length} lines`);
    const [rest] = toldOf("rest-counted");
    assert.equal(toldOf("rest-counted").length, 1);
    assert.equal(rest?.thread, 3);
    assert.equal(named.reduce((sum, event) => sum + event.times, 0) + (rest?.times ?? 0), 2000);
    assert.equal(named.reduce((sum, event) => sum + event.invalid, 0) + (rest?.invalid ?? 0), 1000);
  });

  test("what a connection that is gone has counted is told with the rest", () => {
    const peer = new Peer(1);
    journal.countTimes(peer, 7);
    journal.forget(peer);
    journal.countRest("closed");
    journal.countRest("quits");
    mock.timers.tick(SECOND);
    mock.timers.tick(1);
    assert.deepEqual(toldOf("requests-counted"), []);
    assert.deepEqual(
      toldOf("rest-counted").map(({ opened, closed, times, invalid, quits }) => [
        opened,
        closed,
        times,
        invalid,
        quits,
      ]),
      [[0, 1, 7, 0, 1]],
    );
    journal.forget(peer);
    journal.flush();
    assert.equal(told.length, 1, "nothing is told twice");
  });

  test("flush tells events and counts at once, in order, and nothing when there is nothing", () => {
    journal.record(opened());
    journal.countTimes(new Peer(1), 1);
    journal.flush();
    assert.deepEqual(
      told.map((event) => event.type),
      ["connection-opened", "requests-counted"],
    );
    journal.flush();
    mock.timers.tick(5 * SECOND);
    assert.equal(told.length, 2);
  });

  test("whatever comes, told and counted together are what happened", () => {
    const peers = Array.from({ length: 40 }, (_, index) => new Peer(index));
    let happened = 0;
    for (let turn = 0; turn < 5000; turn++) {
      const peer = peers[(turn * 7) % peers.length] as Peer;
      happened++;
      if (journal.hasRoom) {
        journal.record({
          type: "request",
          time: 0,
          ...peer.peerFacts(),
          request: "time",
          text: "TIME",
          reply: "",
        });
      } else {
        journal.countTimes(peer, 1);
      }
      if (turn % 11 === 0) journal.forget(peer);
      if (turn % 100 === 0) mock.timers.tick(333);
    }
    journal.flush();
    const counted = [...toldOf("requests-counted"), ...toldOf("rest-counted")];
    const sum = toldOf("request").length + counted.reduce((times, event) => times + event.times, 0);
    assert.equal(sum, happened);
    assert.ok(told.length < 1000, `bounded: ${told.length} events of ${happened}`);
  });
});
