import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { countErrors } from "../../src/bench/error-book.ts";
import { answerTime, fromRequest, replyNow, startServer } from "./bench-servers.ts";
import { assertKinds, errorOf, runOn } from "./run-bench.ts";

describe("errors are counted by kind, never as a success", () => {
  test("garbage", async () => {
    await using server = await startServer(answerTime(() => "HELLO, I AM A SERVER\r\n"));
    const run = await runOn(server.port);
    assertKinds(run, ["malformed"]);
    assert.equal(run.right, 0);
    assert.equal(run.latency, null);
    assert.match(errorOf(run, "malformed").example ?? "", /^HELLO/);
  });

  test("a short garbage line is not waited for to become longer", async () => {
    await using server = await startServer(answerTime(() => "OK\r\n"));
    assertKinds(await runOn(server.port), ["malformed"]);
  });

  test("Invalid command", async () => {
    await using server = await startServer(answerTime(() => "Invalid command\r\n"));
    assert.equal(errorOf(await runOn(server.port), "malformed").example?.startsWith("Invalid comman"), true);
  });

  for (const shift of [-2, 2, 60]) {
    test(`a clock that is ${shift} s off, on a connection that goes on`, async () => {
      await using server = await startServer(answerTime(() => replyNow(shift)));
      const run = await runOn(server.port);
      assertKinds(run, ["wrong-time"]);
      assert.equal(run.right, 0);
      assert.equal(server.sockets.length, 2);
    });
  }

  test("a clock that stands still is wrong from the next second on", async () => {
    const standing = replyNow();
    await using server = await startServer(answerTime(() => standing));
    const run = await runOn(server.port, { duration: 1200 });
    assertKinds(run, ["wrong-time"]);
  });

  test("a clock that is off less than the tolerance is right", async () => {
    await using server = await startServer(answerTime(() => replyNow(2)));
    assert.deepEqual((await runOn(server.port, { clockTolerance: 2500 })).errors, []);
  });

  test("one wrong reply in a batch of right ones", async () => {
    let requests = 0;
    await using server = await startServer(answerTime(() => replyNow(++requests === 5 ? 7 : 0)));
    const run = await runOn(server.port, { pipeline: 8, connections: 1 });
    assert.equal(errorOf(run, "wrong-time").count, 1);
    assert.equal(run.right, run.sent - 1);
  });

  test("a reply that comes late", async () => {
    await using server = await startServer((socket, line) => {
      if (line === "TIME") setTimeout(() => socket.write(replyNow()), 150);
      else if (line === "QUIT") socket.end();
    });
    const run = await runOn(server.port, { timeout: 50 });
    assertKinds(run, ["timeout"]);
    assert.equal(run.right, 0);
  });

  test("a reply that never comes does not hang the run", async () => {
    await using server = await startServer(fromRequest(20, () => {}));
    const run = await runOn(server.port, { timeout: 100 });
    assertKinds(run, ["timeout"]);
    assert.ok(run.right > 0);
  });

  test("a reply that is never finished", async () => {
    await using server = await startServer(answerTime(() => replyNow().slice(0, 9)));
    assertKinds(await runOn(server.port, { timeout: 100 }), ["timeout"]);
  });

  test("two replies to one request", async () => {
    await using server = await startServer(answerTime(() => replyNow() + replyNow()));
    assertKinds(await runOn(server.port), ["surplus"]);
  });

  test("one reply too many that comes after the last request", async () => {
    await using server = await startServer((socket, line) => {
      if (line !== "TIME") return;
      socket.write(replyNow());
      setTimeout(() => socket.write(replyNow()), 10);
    });
    const run = await runOn(server.port, { connections: 1, rate: 10, duration: 50 });
    assertKinds(run, ["surplus"]);
    assert.equal(run.right, 1);
  });

  test("a greeting that nobody asked for", async () => {
    await using server = await startServer(answerTime(() => replyNow()));
    await using greeter = await startGreeter();
    assert.deepEqual((await runOn(server.port)).errors, []);
    const run = await runOn(greeter.port);
    assert.ok(countErrors(run.errors) > 0);
    assert.equal(run.right, 0);
  });

  test("closed before the reply", async () => {
    await using server = await startServer((socket) => socket.end());
    assertKinds(await runOn(server.port), ["closed-early"]);
  });

  test("closed after each reply: what is asked behind it is not answered", async () => {
    await using server = await startServer((socket) => socket.end(replyNow()));
    const run = await runOn(server.port, { pipeline: 3 });
    assert.ok(run.errors.every(({ kind }) => kind === "closed-early" || kind === "reset"));
    assert.ok(countErrors(run.errors) > 0);
  });

  test("reset", async () => {
    await using server = await startServer((socket) => socket.resetAndDestroy());
    assertKinds(await runOn(server.port), ["reset"]);
  });

  test("refused", async () => {
    const server = await startServer();
    const { port } = server;
    await server[Symbol.asyncDispose]();
    const run = await runOn(port);
    assertKinds(run, ["refused"]);
    // The attempts are spaced out: two connections for 300 ms.
    assert.ok(errorOf(run, "refused").count < 30);
  });

  test("refused in an open loop: every arrival is told as not sent", async () => {
    const server = await startServer();
    const { port } = server;
    await server[Symbol.asyncDispose]();
    const run = await runOn(port, { rate: 100 });
    assertKinds(run, ["refused", "unsent"]);
    assert.equal(errorOf(run, "unsent").count, 30);
    assert.equal(run.sent, 30);
  });
});

describe("a server that dies in the middle", () => {
  for (const plan of [{}, { rate: 500 }, { mode: "sessions" }, { mode: "sessions", rate: 200 }] as const) {
    test(`is shown by kind and time: ${JSON.stringify(plan)}`, async () => {
      const server = await startServer();
      const dying = delay(300).then(() => server[Symbol.asyncDispose]());
      const run = await runOn(server.port, { ...plan, duration: 800, timeout: 500 });
      await dying;
      assert.ok(run.right > 0);
      assert.ok(errorOf(run, "refused").firstAt >= 250, JSON.stringify(run.errors));
      assert.ok(run.timeline.some(({ errors }) => errors > 0));
      assert.equal(run.timeline[0]?.errors, 0);
    });
  }

  test("and comes back: it is asked again", async () => {
    const server = await startServer();
    const { port } = server;
    const { promise: back, resolve } = Promise.withResolvers<AsyncDisposable>();
    setTimeout(async () => {
      await server[Symbol.asyncDispose]();
      await delay(100);
      const again = createServer((socket) => socket.on("data", () => socket.write(replyNow())));
      again.on("error", () => {});
      again.listen(port, "127.0.0.1");
      resolve({
        [Symbol.asyncDispose]: () => new Promise((done) => again.close(() => done())),
      });
    }, 200);
    const run = await runOn(port, { duration: 1000 });
    await (await back)[Symbol.asyncDispose]();
    assert.ok(countErrors(run.errors) > 0);
    assert.ok((run.timeline.at(-1)?.right ?? 0) > 0, JSON.stringify(run.timeline));
  });
});

describe("sessions", () => {
  test("a server that does not close after QUIT", async () => {
    await using server = await startServer((socket, line) => {
      if (line === "TIME") socket.write(replyNow());
    });
    const run = await runOn(server.port, { mode: "sessions", timeout: 100 });
    assertKinds(run, ["not-closed"]);
  });

  test("a server that answers QUIT", async () => {
    await using server = await startServer((socket, line) => {
      if (line === "TIME") socket.write(replyNow());
      else socket.end("Bye\r\n");
    });
    assertKinds(await runOn(server.port, { mode: "sessions" }), ["surplus"]);
  });

  test("wrong time, garbage, silence, early close, reset", async () => {
    for (const [kind, reply] of [
      ["wrong-time", answerTime(() => replyNow(5))],
      ["malformed", answerTime(() => "12:00\r\n")],
      ["timeout", () => {}],
      ["closed-early", (socket) => socket.end()],
      ["reset", (socket) => socket.resetAndDestroy()],
    ] as const satisfies readonly (readonly [string, Parameters<typeof startServer>[0]])[]) {
      await using server = await startServer(reply);
      const run = await runOn(server.port, { mode: "sessions", timeout: 100, duration: 150 });
      assertKinds(run, [kind]);
      assert.equal(run.right, 0);
      assert.equal(run.sent, countErrors(run.errors));
    }
  });
});

async function startGreeter() {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("Welcome to the time server!\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
