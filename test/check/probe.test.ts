import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { WireContext } from "../../src/check/context.ts";
import type { TraceEntry } from "../../src/check/index.ts";
import { visible } from "../../src/check/octets.ts";
import { type Behaviour, SmallServer } from "./small-server.ts";

/** A context with one server and short deadlines. */
async function beside(behaviour: Behaviour, patience = 300) {
  const server = await new SmallServer(behaviour).listen();
  const context = new WireContext(
    {
      host: "127.0.0.1",
      port: server.port,
      patience,
      quiet: 60,
      concurrent: true,
      process: null,
      restart: null,
    },
    new AbortController().signal,
  );
  return {
    server,
    context,
    async [Symbol.asyncDispose]() {
      context.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const text = (octets: Uint8Array) => Buffer.from(octets).toString("latin1");

test("lines, octets and what is left over", async () => {
  await using stage = await beside((socket) => socket.on("data", () => socket.write("a\r\nb\r\ncdef")));
  const probe = await stage.context.open();
  await probe.send("x");
  const three = await probe.octets(3);
  assert.deepEqual([text(three.octets), three.ended], ["a\r\n", "enough"]);
  const line = await probe.lines(1);
  assert.deepEqual([text(line.octets), line.ended], ["b\r\ncdef", "enough"]);
  assert.deepEqual([(await probe.lines(1, 80)).ended, probe.state], ["silence", "open"]);
});

test("a port where nobody listens is told, not thrown", async () => {
  await using stage = await beside(() => {});
  stage.server.die();
  const probe = await stage.context.open();
  assert.deepEqual([probe.state, probe.failure], ["refused", "ECONNREFUSED"]);
  await probe.send("x");
  assert.equal((await probe.untilEnd()).octets.length, 0);
});

test("the server's end and its reset are told apart", async () => {
  await using stage = await beside((socket) =>
    socket.on("data", (chunk) => (String(chunk) === "end" ? socket.end("bye") : socket.resetAndDestroy())),
  );
  const ending = await stage.context.open();
  await ending.send("end");
  const reading = await ending.untilEnd();
  assert.deepEqual([text(reading.octets), reading.ended, ending.state], ["bye", "end", "ended"]);
  const resetting = await stage.context.open();
  await resetting.send("reset");
  assert.equal((await resetting.untilEnd()).ended, "reset");
  assert.equal(resetting.state, "reset");
});

test("after its own end it still reads; a reset reaches the server", async () => {
  const errors: string[] = [];
  await using stage = await beside((socket) => {
    socket.on("end", () => socket.end("late"));
    socket.on("error", (error: NodeJS.ErrnoException) => errors.push(error.code ?? ""));
    socket.resume();
  });
  const probe = await stage.context.open();
  await probe.end();
  const reading = await probe.untilEnd();
  assert.deepEqual([text(reading.octets), reading.ended], ["late", "end"]);
  const other = await stage.context.open();
  await other.send("x");
  other.reset();
  for (let turns = 0; errors.length === 0 && turns < 100_000; turns += 1) await turn();
  assert.deepEqual(errors, ["ECONNRESET"]);
});

test("it still sends to a server that has ended first", async () => {
  const { promise: heard, resolve } = Promise.withResolvers<string>();
  await using stage = await beside((socket) => {
    socket.on("data", (chunk: Buffer) => resolve(chunk.toString()));
    socket.end();
  });
  const probe = await stage.context.open();
  assert.equal((await probe.untilEnd()).ended, "end");
  await probe.send("still here");
  assert.equal(await Promise.race([heard, stage.context.pause(3000)]), "still here");
});

test("a flood is kept to 64 KiB, and neither holds a read nor fills the trace", async () => {
  await using stage = await beside((socket) => {
    const flood = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(16_384, 65)));
    };
    socket.on("drain", flood);
    flood();
  });
  const probe = await stage.context.open();
  const reading = await probe.untilEnd();
  assert.equal(reading.ended, "too-much");
  assert.equal(reading.octets.length, 65_536);
  const { trace } = stage.context.found("fail", "too-much");
  assert.ok(trace.length <= 80, String(trace.length));
  assert.ok(trace.every(({ octets }: TraceEntry) => octets.length < 500));
});

test("a server that never is quiet does not hold a read", async () => {
  await using stage = await beside((socket) => {
    const timer = setInterval(() => socket.write("."), 10);
    socket.on("close", () => clearInterval(timer));
  });
  const probe = await stage.context.open();
  const begun = performance.now();
  assert.equal((await probe.untilQuiet()).ended, "too-much");
  assert.ok(performance.now() - begun < 5000);
});

test("a server that does not read does not hold a send", async () => {
  await using stage = await beside((socket) => socket.pause());
  const probe = await stage.context.open();
  const begun = performance.now();
  await probe.send(new Uint8Array(32 * 1024 * 1024));
  assert.ok(performance.now() - begun < 10_000);
  assert.equal(probe.state, "open");
});

test("an aborted case has no open connections, and its waits are over", async () => {
  await using stage = await beside(() => {}, 60_000);
  const probe = await stage.context.open();
  const reading = probe.untilEnd();
  stage.context.close();
  assert.equal((await reading).ended, "silence");
  assert.equal(probe.state, "closed");
});

test("octets are shown as people read them, cut, with their number", () => {
  assert.equal(visible("JAM\r\n\t\\\x00\x7f\xff"), "JAM\\r\\n\\t\\\\\\x00\\x7f\\xff");
  assert.equal(visible("abcdef", 3), "abc...(6 octets)");
});
