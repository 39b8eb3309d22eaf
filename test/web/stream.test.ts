import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startWeb } from "../../src/web/index.ts";
import { until } from "../support/waiting.ts";
import { ask, RawHttp } from "./http-client.ts";
import { MadeView, madeSnapshot } from "./made-view.ts";

const STREAM = "GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** The data of all whole messages, without the framing of HTTP. */
function messagesIn(received: string): string[] {
  return [...received.matchAll(/event: snapshot\ndata: (.*)\n\n/g)].map((match) => match[1] as string);
}

describe("stream of snapshots", () => {
  test("ten readers get the same octets, made once", async () => {
    const view = new MadeView();
    await using web = await startWeb({ view, port: 0, limits: { streamInterval: 50 } });
    await using stack = new AsyncDisposableStack();
    const readers: RawHttp[] = [];
    for (let reader = 0; reader < 10; reader++) {
      readers.push(stack.use(await RawHttp.open(web.port)));
      readers[reader]?.send(STREAM);
    }
    for (const reader of readers) await reader.has(/event: snapshot/);
    const before = view.snapshots;
    view.current = madeSnapshot({ label: "11:11:11" });
    for (const reader of readers) await reader.has(/11:11:11.*\n\n/);
    const first = messagesIn(readers[0]?.received ?? "").find((message) => message.includes("11:11:11"));
    for (const { received } of readers) assert.ok(messagesIn(received).includes(first as string));
    const messages = messagesIn(readers[0]?.received ?? "").length;
    assert.ok(
      view.snapshots - before <= messages + 1,
      `${view.snapshots - before} looks for ${messages} messages`,
    );
  });

  test("a message is the snapshot, the newest point, and what happened since the one before", async () => {
    const view = new MadeView();
    await using web = await startWeb({ view, port: 0, limits: { streamInterval: 50 } });
    await using reader = await RawHttp.open(web.port);
    reader.send(STREAM);
    const [, head] = await reader.has(/^(.*?)\r\n\r\n/s);
    assert.match(head as string, /^HTTP\/1\.1 200 /);
    assert.match(head as string, /\r\ncontent-type: text\/event-stream/i);
    assert.match(head as string, /\r\ncontent-security-policy: default-src 'none'/i);
    await reader.has(/retry: 2000\n\n/);
    await reader.has(/event: snapshot\ndata: .*\n\n/);
    const [first = ""] = messagesIn(reader.received);
    assert.deepEqual(JSON.parse(first), {
      snapshot: view.current,
      point: view.points[1],
      marks: view.marks,
      sampled: true,
      // The one that was there before somebody read is asked for at /api/events.
      events: [],
    });
    view.events.push({ type: "thread-started", time: 1, thread: 9, sequence: 2 });
    view.marks.push({ time: 2, connection: 1, thread: 1, what: "closed", address: "127.0.0.1" });
    await reader.has(/"sequence":2/);
    const later = messagesIn(reader.received).map(
      (text) => JSON.parse(text) as { events: unknown[]; marks: unknown[] },
    );
    assert.deepEqual(
      later.flatMap(({ events }) => events),
      [view.events[1]],
    );
    await reader.has(/"what":"closed"/);
    // Each mark once, though the view told them again and again.
    const marks = messagesIn(reader.received).flatMap(
      (text) => (JSON.parse(text) as { marks: unknown[] }).marks,
    );
    assert.deepEqual(marks, view.marks);
    assert.ok(view.livesSince.every((since, at) => at === 0 || since >= (view.livesSince[at - 1] as number)));
  });

  test("nothing is made while nobody reads, and a new reader starts it again", async () => {
    const view = new MadeView();
    await using web = await startWeb({ view, port: 0, limits: { streamInterval: 20 } });
    {
      await using reader = await RawHttp.open(web.port);
      reader.send(STREAM);
      await reader.has(/event: snapshot/);
    }
    let looks = -1;
    await until(async () => {
      const before = view.snapshots;
      await new Promise((resolve) => setTimeout(resolve, 100));
      looks = view.snapshots - before;
      return looks === 0;
    }, "no more looks");
    await using again = await RawHttp.open(web.port);
    again.send(STREAM);
    await again.has(/event: snapshot/);
  });

  test("readers are bounded; pages and health are answered all the same", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0, limits: { readers: 2 } });
    await using one = await RawHttp.open(web.port);
    await using two = await RawHttp.open(web.port);
    for (const reader of [one, two]) {
      reader.send(STREAM);
      await reader.has(/retry/);
    }
    const third = await ask(web.port, "/api/stream");
    assert.equal(third.status, 503);
    assert.match(third.body, /JAM_HTTP_READERS/);
    assert.equal((await ask(web.port, "/healthz")).status, 200);
  });

  test("a reader that does not read is cut off, the others go on", async () => {
    const view = new MadeView();
    // More than the kernel takes for one connection.
    view.current = madeSnapshot({ zone: "x".repeat(8 * 1024 * 1024) });
    const limits = { streamInterval: 20, missedMessages: 3 };
    await using web = await startWeb({ view, port: 0, limits });
    await using slow = await RawHttp.open(web.port, "paused");
    slow.send(STREAM);
    const before = process.memoryUsage().rss;
    await until(() => view.snapshots >= 5, "the message it does not read, three it misses, and one more");
    view.current = madeSnapshot();
    await using quick = await RawHttp.open(web.port);
    quick.send(STREAM);
    await quick.has(/"label":"10:05:05"/);
    const seen = messagesIn(quick.received).length;
    await until(() => messagesIn(quick.received).length > seen + 3, "the stream to go on");
    // What the kernel holds comes, and then the end: nothing was kept for it beyond.
    slow.read();
    await slow.closed();
    assert.ok(slow.received.length < 8 * 1024 * 1024, `${slow.received.length} octets`);
    assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024);
  });

  test("closing the server ends its readers at once", async () => {
    const web = await startWeb({ view: new MadeView(), port: 0 });
    await using reader = await RawHttp.open(web.port);
    reader.send(STREAM);
    await reader.has(/retry/);
    const closing = web.close();
    await reader.closed();
    await closing;
    await web.close();
    await assert.rejects(ask(web.port, "/healthz"));
  });
});
