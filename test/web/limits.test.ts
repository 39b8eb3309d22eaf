import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startWeb } from "../../src/web/index.ts";
import { until } from "../support/waiting.ts";
import { ask, RawHttp } from "./http-client.ts";
import { MadeView, madeSnapshot } from "./made-view.ts";

describe("what HTTP clients may cost", () => {
  test("connections are bounded, and there is room again when one has gone", async () => {
    const limits = { connections: 4, headerDeadline: 60_000, requestDeadline: 60_000 };
    await using web = await startWeb({ view: new MadeView(), port: 0, limits });
    await using stack = new AsyncDisposableStack();
    const clients: RawHttp[] = [];
    for (let client = 0; client < 7; client++) {
      const raw = stack.use(await RawHttp.open(web.port));
      // Something, as a kernel may hold back a connection that says nothing.
      raw.send("GET /healthz HT");
      clients.push(raw);
    }
    await until(() => clients.filter(({ isClosed }) => isClosed).length === 3, "three to be turned away");
    for (const client of clients)
      if (!client.isClosed) client.send("TP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await until(() => clients.every(({ isClosed }) => isClosed), "the others to be served");
    assert.equal(clients.filter(({ received }) => received.startsWith("HTTP/1.1 200")).length, 4);
    assert.equal((await ask(web.port, "/healthz")).status, 200);
  });

  test("a header that is too long, or has too many fields", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    for (const fields of [`X: ${"y".repeat(20_000)}\r\n`, "X: y\r\n".repeat(5000)]) {
      await using raw = await RawHttp.open(web.port);
      raw.send(`GET /healthz HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`);
      await raw.closed();
      assert.ok(!raw.received.startsWith("HTTP/1.1 200"), raw.received.slice(0, 100));
    }
    assert.equal((await ask(web.port, "/healthz")).status, 200);
  });

  test("headers that never end, a body that never ends, and silence after an answer", async () => {
    const limits = { headerDeadline: 300, requestDeadline: 400, idleDeadline: 300 };
    await using web = await startWeb({ view: new MadeView(), port: 0, limits });
    await using drip = await RawHttp.open(web.port);
    drip.send("GET /healthz HTTP/1.1\r\n");
    const dripping = setInterval(() => drip.send("X"), 50);
    await using body = await RawHttp.open(web.port);
    body.send(
      "POST /api/try HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
    );
    await using silent = await RawHttp.open(web.port);
    silent.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    try {
      await Promise.all([drip.closed(), body.closed(), silent.closed()]);
    } finally {
      clearInterval(dripping);
    }
    assert.match(silent.received, /^HTTP\/1\.1 200/);
    assert.doesNotMatch(drip.received, /^HTTP\/1\.1 200/);
  });

  test("what is not HTTP is answered with an error at most, and closed", async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    for (const octets of [
      "TIME\r\n",
      "\x16\x03\x01\x02\x00\x01",
      "GET / HTTP/9.9\r\n\r\n",
      "\0".repeat(100),
    ]) {
      await using raw = await RawHttp.open(web.port);
      raw.send(octets);
      await raw.closed();
      assert.ok(!raw.received.startsWith("HTTP/1.1 200"), raw.received);
    }
    for (const request of [
      "CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /api/snapshot HTTP/1.1\r\n\r\n",
      "GET http://evil.example/api/snapshot HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ]) {
      await using raw = await RawHttp.open(web.port);
      raw.send(request);
      await raw.closed();
      assert.ok(!raw.received.startsWith("HTTP/1.1 200"), raw.received);
    }
    assert.equal((await ask(web.port, "/healthz")).status, 200);
  });

  test("a client that does not read its answer is cut off", async () => {
    const view = new MadeView();
    view.current = madeSnapshot({ zone: "x".repeat(16 * 1024 * 1024) });
    await using web = await startWeb({ view, port: 0, limits: { answerDeadline: 300 } });
    await using slow = await RawHttp.open(web.port, "paused");
    slow.send("GET /api/snapshot HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await until(() => view.snapshots > 0, "the request");
    await new Promise((resolve) => setTimeout(resolve, 600));
    slow.read();
    await slow.closed();
    assert.ok(slow.received.length < 16 * 1024 * 1024, `${slow.received.length} octets came`);
    assert.equal((await ask(web.port, "/healthz")).status, 200);
  });

  test("a stream outlives the deadlines of requests", async () => {
    const limits = {
      headerDeadline: 100,
      requestDeadline: 100,
      idleDeadline: 100,
      answerDeadline: 100,
      streamInterval: 50,
    };
    await using web = await startWeb({ view: new MadeView(), port: 0, limits });
    await using reader = await RawHttp.open(web.port);
    reader.send("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await until(() => reader.received.split("event: snapshot").length > 30, "thirty messages");
    assert.ok(!reader.isClosed);
  });
});
