import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { test } from "node:test";
import { TimeClient } from "../../src/client/index.ts";
import type { JamError } from "../../src/errors/index.ts";
import {
  answerWith,
  FIXED_TIME,
  onLines,
  type ScriptedServer,
  serveWell,
  startScripted,
} from "../support/scripted-server.ts";

const host = "127.0.0.1";
/** Short, for servers that never do what is waited for. */
const SOON = 60;

async function clientOf(server: ScriptedServer, replyTimeout = 5000): Promise<TimeClient> {
  return TimeClient.connect({ host, port: server.port, replyTimeout });
}

/** The error of the first time(), and what it says. */
async function timeError(serve: (socket: Socket) => void, replyTimeout?: number): Promise<JamError> {
  await using server = await startScripted(serve);
  await using client = await clientOf(server, replyTimeout);
  const error = await client.time().then(
    () => assert.fail("a time was read"),
    (thrown: JamError) => thrown,
  );
  for (const language of ["en", "id"] as const) {
    // One printable line, whatever the server sent.
    assert.match(error.describe(language), /^[\x20-\x7e\u00a0-\uffff]+$/);
  }
  return error;
}

/** Replies to TIME, and the code and the excerpt that name what is wrong with them. */
const WRONG_REPLIES: readonly [reply: string, code: string, excerpt: string][] = [
  ["Invalid command\r\n", "JAM_REPLY_MALFORMED", "Invalid command"],
  ["JAM: 21:35:10\r\n", "JAM_REPLY_MALFORMED", "JAM: 21:35:10"],
  ["JAM  21:35:10\r\n", "JAM_REPLY_MALFORMED", "JAM  21:35:10"],
  ["JAM 25:35:10\r\n", "JAM_REPLY_MALFORMED", "JAM 25:35:10"],
  ["JAM 21:35:10 \r\n", "JAM_REPLY_MALFORMED", "JAM 21:35:10 "],
  ["JAM 09:35:10 PM\r\n", "JAM_REPLY_MALFORMED", "JAM 09:35:10 PM"],
  ["\r\n", "JAM_REPLY_MALFORMED", ""],
  ["\x1b[2Jevil\x07\r\n", "JAM_REPLY_MALFORMED", "\\x1b[2Jevil\\x07"],
  ["\xff\xfe\r\n", "JAM_REPLY_MALFORMED", "\\xff\\xfe"],
  [`${"x".repeat(512)}\r\n`, "JAM_REPLY_MALFORMED", `${"x".repeat(64)}...`],
  ["JAM 21:35:10\r\nBye\r\n", "JAM_REPLY_UNEXPECTED", "Bye\\r\\n"],
  ["JAM 21:35:10\r\nJAM 21:35:10\r\n", "JAM_REPLY_UNEXPECTED", "JAM 21:35:10\\r\\n"],
  ["JAM 21:35:10\r\n\r\n", "JAM_REPLY_UNEXPECTED", "\\r\\n"],
  ["JAM 21:35:10\r\n>> ", "JAM_REPLY_UNEXPECTED", ">> "],
  [`${"x".repeat(513)}\r\n`, "JAM_REPLY_TOO_LONG", "x".repeat(64)],
  ["x".repeat(100_000), "JAM_REPLY_TOO_LONG", "x".repeat(64)],
];

for (const [reply, code, excerpt] of WRONG_REPLIES) {
  test(`the reply ${JSON.stringify(reply.slice(0, 24))} (${reply.length}) is ${code}`, async () => {
    const error = await timeError(answerWith(reply));
    assert.equal(error.code, code);
    assert.equal(error.details.reply, excerpt);
  });
}

test("a line without end that never stops is cut off after 512 octets", async () => {
  let written = 0;
  const error = await timeError((socket) => {
    const flood = () => {
      while (!socket.destroyed && socket.write("y".repeat(1000))) written += 1000;
    };
    socket.on("drain", flood);
    onLines(socket, flood);
  });
  assert.equal(error.code, "JAM_REPLY_TOO_LONG");
  assert.equal(error.details.limit, 512);
  assert.ok(written < 100_000_000);
});

test("a bare LF ends a reply too", async () => {
  await using server = await startScripted(answerWith(`JAM ${FIXED_TIME}\n`));
  await using client = await clientOf(server);
  assert.equal((await client.time()).label, FIXED_TIME);
});

test("a reply without line end is named at the deadline, or at the close", async () => {
  const late = await timeError(answerWith("JAM 21:35:10"), SOON);
  assert.equal(late.code, "JAM_REPLY_UNFINISHED");
  assert.equal(late.details.reply, "JAM 21:35:10");
  const closed = await timeError((socket) => onLines(socket, () => socket.end("JAM 21:3")));
  assert.equal(closed.code, "JAM_REPLY_UNFINISHED");
  assert.equal(closed.details.reply, "JAM 21:3");
});

test("silence is an error at the deadline that names request and wait", async () => {
  const error = await timeError(() => undefined, SOON);
  assert.equal(error.code, "JAM_REPLY_TIMEOUT");
  assert.equal(error.details.request, "TIME");
  assert.equal(error.details.milliseconds, SOON);
});

test("a deadline passed does not shift the replies: a late one is dropped", async () => {
  let release = (): void => undefined;
  await using server = await startScripted((socket) => {
    let second = 0;
    onLines(socket, () => {
      const octets = `JAM 00:00:0${second++}\r\n`;
      if (second === 1) release = () => void socket.write(octets);
      else socket.write(octets);
    });
  });
  await using client = await clientOf(server, SOON);
  await assert.rejects(client.time(), { code: "JAM_REPLY_TIMEOUT" });
  release();
  assert.equal((await client.time({ timeout: 5000 })).seconds, 1);
});

test("a close without reply fails every request under way", async () => {
  await using server = await startScripted((socket) => onLines(socket, () => socket.end()));
  await using client = await clientOf(server);
  const outcomes = await Promise.allSettled([client.time(), client.request("HALO")]);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status === "rejected" && (outcome.reason as JamError).details.request),
    ["TIME", "HALO"],
  );
  await assert.rejects(client.time(), { code: "JAM_CONNECTION_CLOSED" });
  assert.deepEqual(await client.quit(), { farewell: [] });
});

test("a reset (RST) is a lost connection", async () => {
  const error = await timeError((socket) => onLines(socket, () => socket.resetAndDestroy()));
  assert.equal(error.code, "JAM_CONNECTION_LOST");
});

test("a banner is named, whether or not something was asked already", async () => {
  await using server = await startScripted((socket) => {
    socket.write("Welcome to the time server\r\n");
    serveWell(socket);
  });
  await using client = await clientOf(server);
  await assert.rejects(client.time(), (error: JamError) => {
    assert.ok(["JAM_REPLY_MALFORMED", "JAM_REPLY_UNEXPECTED"].includes(error.code), error.code);
    assert.match(String(error.details.reply), /Welcome/);
    return true;
  });
});

test("octets that nobody asked for end the client, and every later call says why", async () => {
  await using server = await startScripted(serveWell);
  await using client = await clientOf(server);
  await client.time();
  server.sockets[0]?.write("still there?\r\n");
  while (client.isOpen) await new Promise((resolve) => setImmediate(resolve));
  const expected = { code: "JAM_REPLY_UNEXPECTED" };
  await assert.rejects(client.time(), expected);
  await assert.rejects(client.quit(), expected);
  await assert.rejects(client.time(), { code: "JAM_CLIENT_CLOSED" });
});

test("QUIT: a farewell is given, with and without line end", async () => {
  await using server = await startScripted((socket) => {
    onLines(socket, (line) => line === "QUIT" && socket.end("Goodbye\r\nsampai jumpa"));
  });
  const client = await clientOf(server);
  assert.deepEqual(await client.quit(), { farewell: ["Goodbye", "sampai jumpa"] });
});

test("QUIT: a reset instead of a close is a close too", async () => {
  await using server = await startScripted((socket) => onLines(socket, () => socket.resetAndDestroy()));
  const client = await clientOf(server);
  assert.deepEqual(await client.quit(), { farewell: [] });
});

test("QUIT: a server that stays open is an error at the deadline, and we close", async () => {
  await using server = await startScripted(answerWith("Goodbye\r\n"));
  const client = await clientOf(server, SOON);
  await assert.rejects(client.quit(), { code: "JAM_REPLY_TIMEOUT" });
  const [socket] = server.sockets;
  if (socket !== undefined && !socket.destroyed) await once(socket, "close");
});

test("a server that reads QUIT but owes a reply and resets has lost the connection", async () => {
  await using server = await startScripted((socket) => {
    onLines(socket, (line) => line === "QUIT" && socket.resetAndDestroy());
  });
  const client = await clientOf(server);
  const time = assert.rejects(client.time(), { code: "JAM_CONNECTION_LOST" });
  await assert.rejects(client.quit(), { code: "JAM_CONNECTION_LOST" });
  await time;
});

test("no server: refused; no such host: not resolved", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(TimeClient.connect({ host, port }), { code: "JAM_CONNECT_REFUSED" });
  await assert.rejects(TimeClient.connect({ host: "no-such-host.invalid" }), {
    code: "JAM_HOST_NOT_RESOLVED",
  });
});
