import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { TimeClient } from "../../src/client/index.ts";
import { FIXED_TIME, onLines, serveWell, startScripted } from "../support/scripted-server.ts";

const host = "127.0.0.1";

test("time() gives the label, its parts and the instants of the exchange", async () => {
  await using server = await startScripted(serveWell);
  await using client = await TimeClient.connect({ host, port: server.port });
  const before = Date.now();
  const reply = await client.time();
  const after = Date.now();
  assert.equal(reply.label, FIXED_TIME);
  assert.deepEqual([reply.hours, reply.minutes, reply.seconds], [21, 35, 10]);
  assert.equal("date" in reply, false);
  assert.ok(before <= reply.sentAt && reply.sentAt <= reply.receivedAt && reply.receivedAt <= after);
  assert.ok(reply.roundTrip >= 0 && reply.roundTrip <= after - before + 1, `${reply.roundTrip}`);
  assert.equal(server.received(), "TIME\r\n");
  assert.equal(client.server, `${host}:${server.port}`);
  assert.equal(client.remoteAddress, host);
});

test("time() reads a date (R13)", async () => {
  await using server = await startScripted((socket) => {
    onLines(socket, () => socket.write("JAM 05 12 2025 19:35:12\r\n"));
  });
  await using client = await TimeClient.connect({ host, port: server.port });
  const { label, date } = await client.time();
  assert.equal(label, "05 12 2025 19:35:12");
  assert.deepEqual(date, { year: 2025, month: 12, day: 5 });
});

test("pipelined calls are sent at once and answered in order, in any cut of the replies (R8)", async () => {
  await using server = await startScripted((socket) => {
    let asked = 0;
    onLines(socket, () => {
      asked++;
      if (asked < 5) return;
      const replies = [0, 1, 2, 3, 4].map((second) => `JAM 00:00:0${second}\r\n`).join("");
      for (const octet of replies) socket.write(octet);
    });
  });
  await using client = await TimeClient.connect({ host, port: server.port });
  const replies = await Promise.all([0, 1, 2, 3, 4].map(() => client.time()));
  assert.deepEqual(
    replies.map(({ seconds }) => seconds),
    [0, 1, 2, 3, 4],
  );
});

test("ten thousand pipelined calls are all answered", async () => {
  await using server = await startScripted(serveWell);
  await using client = await TimeClient.connect({ host, port: server.port });
  const replies = await Promise.all(Array.from({ length: 10_000 }, () => client.time()));
  assert.ok(replies.every(({ label }) => label === FIXED_TIME));
});

test("request() sends any line and gives the raw reply", async () => {
  await using server = await startScripted((socket) => {
    onLines(socket, (line) => {
      socket.write(line === "HALO" ? Buffer.from([0x68, 0xff, 0x0a]) : "perintah tidak dikenal é\r\n");
    });
  });
  await using client = await TimeClient.connect({ host, port: server.port });
  const [first, second] = await Promise.all([client.request("apa kabar"), client.request("HALO")]);
  assert.equal(first.text, "perintah tidak dikenal é");
  assert.equal(first.lineEnd, "crlf");
  assert.deepEqual([...second.octets], [0x68, 0xff]);
  assert.equal(second.text, "h�");
  assert.equal(second.lineEnd, "lf");
  assert.equal(server.received(), "apa kabar\r\nHALO\r\n");
});

test("quit() waits for the replies owed and the server's close (R5)", async () => {
  await using server = await startScripted(serveWell);
  const client = await TimeClient.connect({ host, port: server.port });
  const time = client.time();
  const quit = client.quit();
  assert.equal(client.isOpen, false);
  assert.equal(client.quit(), quit);
  assert.deepEqual(await quit, { farewell: [] });
  assert.equal((await time).label, FIXED_TIME);
  assert.equal(server.received(), "TIME\r\nQUIT\r\n");
  await assert.rejects(client.time(), { code: "JAM_CLIENT_CLOSED" });
  await client.close();
});

test("close() ends requests under way, is idempotent, and nothing can be sent after it", async () => {
  await using server = await startScripted(() => undefined);
  const client = await TimeClient.connect({ host, port: server.port });
  const time = assert.rejects(client.time(), { code: "JAM_CLIENT_CLOSED" });
  await Promise.all([client.close(), client.close()]);
  await time;
  await client.close();
  assert.equal(client.isOpen, false);
  await assert.rejects(client.request("x"), { code: "JAM_CLIENT_CLOSED" });
  await assert.rejects(client.quit(), { code: "JAM_CLIENT_CLOSED" });
});

test("await using closes the connection", async () => {
  await using server = await startScripted((socket) => {
    serveWell(socket);
  });
  let closed: Promise<unknown>;
  {
    await using client = await TimeClient.connect({ host, port: server.port });
    await client.time();
    closed = once(server.sockets[0] as (typeof server.sockets)[number], "close");
  }
  await closed;
});

test("a signal that is aborted already makes no connection", async () => {
  await using server = await startScripted(serveWell);
  const signal = AbortSignal.abort(new Error("no more"));
  await assert.rejects(TimeClient.connect({ host, port: server.port, signal }), (error: Error) => {
    assert.equal((error as Error & { code: string }).code, "JAM_ABORTED");
    assert.equal((error.cause as Error).message, "no more");
    return true;
  });
  assert.equal(server.sockets.length, 0);
});

test("the signal of connect() ends the connection whenever it is aborted", async () => {
  await using server = await startScripted(() => undefined);
  const controller = new AbortController();
  const client = await TimeClient.connect({ host, port: server.port, signal: controller.signal });
  const time = assert.rejects(client.time(), { code: "JAM_ABORTED" });
  controller.abort();
  await time;
  assert.equal(client.isOpen, false);
  await client.close();
});

test("the signal of a request gives up that request alone, and its late reply is dropped", async () => {
  let reply = (): void => undefined;
  await using server = await startScripted((socket) => {
    let second = 0;
    onLines(socket, () => {
      const octets = `JAM 00:00:0${second++}\r\n`;
      if (second > 1) return void socket.write(octets);
      reply = () => void socket.write(octets);
    });
  });
  await using client = await TimeClient.connect({ host, port: server.port });
  const controller = new AbortController();
  const first = assert.rejects(client.time({ signal: controller.signal }), { code: "JAM_ABORTED" });
  while (server.received() === "") await once(server.sockets[0] ?? process, "data").catch(() => undefined);
  controller.abort();
  await first;
  reply();
  assert.equal((await client.time()).seconds, 1);
  await assert.rejects(client.time({ signal: AbortSignal.abort() }), { code: "JAM_ABORTED" });
  assert.equal(client.isOpen, true);
});
