import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import type { TlsOptions as ServerOptions } from "node:tls";
import { type BenchOptions, bench } from "../../src/bench/bench.ts";
import type { LoadPlan } from "../../src/bench/load-plan.ts";
import { probe } from "../../src/bench/probe.ts";
import type { BenchResult, RunResult } from "../../src/bench/result.ts";
import type { TlsOptions } from "../../src/client/index.ts";
import { onLines, type ScriptedServer, startScripted } from "../support/scripted-server.ts";
import { testCertificates } from "../support/test-certificates.ts";
import { startRelay, startTls } from "../support/tls-server.ts";
import { answerTime, fromRequest, type LineAnswer, replyNow } from "./bench-servers.ts";
import { assertKinds, errorOf, SHORT_PLAN } from "./run-bench.ts";

const { authority, otherAuthority, server, client } = await testCertificates();
const TRUSTED: TlsOptions = { ca: authority.certificate, servername: "localhost" };
const HOST = "127.0.0.1";

function start(
  answer: LineAnswer = answerTime(() => replyNow()),
  options: ServerOptions = {},
): Promise<ScriptedServer> {
  return startTls(server, (socket) => onLines(socket, (line) => answer(socket, line)), options);
}

async function load(
  port: number,
  plan: Partial<LoadPlan> = {},
  tls: TlsOptions = TRUSTED,
  options: Partial<BenchOptions> = {},
): Promise<{ readonly result: BenchResult; readonly run: RunResult }> {
  const target = { name: "a", address: { host: HOST, port }, tls, pid: null, zoneOffset: 0 };
  const signal = new AbortController().signal;
  const quiet = { threads: 1, rounds: 1, rampLimit: null, signal, onProgress: () => {} };
  const result = await bench([target], { ...SHORT_PLAN, ...plan }, { ...quiet, ...options });
  const run = result.targets[0]?.rounds[0];
  assert.ok(run !== undefined);
  return { result, run };
}

function assertAllRight(run: RunResult): void {
  assert.deepEqual(run.errors, []);
  assert.ok(run.right > 0);
  assert.equal(run.right, run.sent);
}

describe("load over TLS on a server that is right", () => {
  const PLANS: readonly [name: string, plan: Partial<LoadPlan>][] = [
    ["closed loop", {}],
    ["closed loop, pipelined", { pipeline: 200 }],
    ["open loop", { rate: 200 }],
    ["sessions", { mode: "sessions" }],
    ["sessions in an open loop", { mode: "sessions", rate: 50 }],
  ];
  for (const [name, plan] of PLANS) {
    for (const maxVersion of ["TLSv1.3", "TLSv1.2"] as const) {
      test(`${name}, ${maxVersion}`, async () => {
        await using right = await start(undefined, { maxVersion });
        assertAllRight((await load(right.port, plan)).run);
        if (plan.rate !== undefined) assert.ok(right.received().includes("TIME\r\n"));
      });
    }
  }

  test("from several threads, with a client certificate that the server wants", async () => {
    const wanted = { requestCert: true, rejectUnauthorized: true, ca: authority.certificate };
    await using right = await start(undefined, wanted);
    const tls = {
      ...TRUSTED,
      ca: Buffer.from(authority.certificate),
      cert: client.certificate,
      key: client.key,
    };
    const { run, result } = await load(right.port, { connections: 4 }, tls, { threads: 2 });
    assertAllRight(run);
    assert.equal(result.settings.encryption, "tls");
    // The result is written to files that are given away.
    const json = JSON.stringify(result);
    for (const secret of [client.key, client.certificate]) {
      assert.ok(!json.includes(JSON.stringify(secret).slice(1, -1)) && !json.includes("PRIVATE"));
    }
  });

  test("a connection that we end is ended in order, with the farewell of TLS (close_notify)", async () => {
    await using right = await start(undefined, { maxVersion: "TLSv1.2" });
    await using relay = await startRelay(right.port);
    assertAllRight((await load(relay.port)).run);
    assert.deepEqual(relay.lastRecords(), ["alert", "alert"]);
  });
});

describe("load over TLS on a server that is wrong", () => {
  const WRONG: readonly [name: string, kind: string, bad: LineAnswer][] = [
    ["malformed", "malformed", (socket) => void socket.write("Hi\r\n")],
    ["wrong time", "wrong-time", (socket) => void socket.write(replyNow(7))],
    ["surplus", "surplus", (socket) => void socket.write(replyNow() + replyNow())],
    ["closed early", "closed-early", (socket) => void socket.end()],
    ["no reply", "timeout", () => {}],
  ];
  for (const mode of ["requests", "sessions"] as const) {
    for (const [name, kind, bad] of WRONG) {
      test(`${name}, ${mode}`, async () => {
        // Each thread's load asks each connection once before it begins.
        await using wrong = await start(fromRequest(20, bad));
        const { run } = await load(wrong.port, { mode, timeout: 1000 });
        assert.ok(
          run.errors.some((error) => error.kind === kind),
          JSON.stringify(run.errors),
        );
      });
    }
  }

  test("a reset", async () => {
    const sockets: Socket[] = [];
    await using wrong = await startTls(server, (socket) => {
      sockets.push(socket);
      onLines(socket, (line) => fromRequest(1, () => socket.destroy())(socket, line));
    });
    const { run } = await load(wrong.port);
    assert.ok(
      run.errors.some(({ kind }) => kind === "closed-early" || kind === "reset"),
      JSON.stringify(run.errors),
    );
    assert.equal(run.right, 0);
  });

  test("not closed after QUIT", async () => {
    await using wrong = await start((socket, line) => {
      if (line === "TIME") socket.write(replyNow());
    });
    errorOf((await load(wrong.port, { mode: "sessions", timeout: 1000 })).run, "not-closed");
  });

  test("another authority: each connection fails, and says why", async () => {
    await using right = await start();
    const { run } = await load(
      right.port,
      { mode: "sessions" },
      { ...TRUSTED, ca: otherAuthority.certificate },
    );
    assertKinds(run, ["connect-failed"]);
    assert.equal(errorOf(run, "connect-failed").example, "JAM_TLS_NOT_TRUSTED");
    assert.equal(run.right, 0);
  });

  test("a handshake that is never done is given up, its socket too", async () => {
    await using silent = await startScripted(() => undefined);
    const { run } = await load(silent.port, { mode: "sessions", timeout: 80 });
    assertKinds(run, ["connect-timeout"]);
    assert.ok(silent.sockets.length > 0);
    await Promise.all(
      silent.sockets.map(
        (socket) => socket.destroyed || new Promise((resolve) => socket.once("close", resolve)),
      ),
    );
  });
});

describe("the first question over TLS", () => {
  const ask = (port: number, tls: TlsOptions, timeout = 2000) => probe(HOST, port, timeout, 0, tls);

  test("tells the address and the zone", async () => {
    await using right = await start();
    assert.deepEqual(await ask(right.port, TRUSTED), {
      address: { host: HOST, port: right.port },
      zoneOffset: 0,
    });
  });

  test("tells why there can be no load", async () => {
    await using right = await start();
    await using choosy = await start(undefined, {
      requestCert: true,
      rejectUnauthorized: true,
      ca: authority.certificate,
    });
    await using silent = await startScripted(() => undefined);
    await using plain = await startScripted((socket) =>
      onLines(socket, () => socket.write("Invalid command\r\n")),
    );
    const other = { ...TRUSTED, ca: otherAuthority.certificate };
    await assert.rejects(ask(right.port, other), { code: "JAM_TLS_NOT_TRUSTED" });
    await assert.rejects(ask(right.port, { ...TRUSTED, servername: "b" }), { code: "JAM_TLS_WRONG_NAME" });
    await assert.rejects(ask(choosy.port, TRUSTED), { code: "JAM_TLS_CLIENT_CERT_WANTED" });
    await assert.rejects(ask(silent.port, TRUSTED, 80), { code: "JAM_TLS_TIMEOUT" });
    await assert.rejects(ask(plain.port, TRUSTED), { code: "JAM_TLS_NOT_SPOKEN" });
  });
});
