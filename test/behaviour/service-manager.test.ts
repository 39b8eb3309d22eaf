import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { NotifySocket } from "../support/notify-socket.ts";
import { runProgram } from "../support/program-run.ts";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";
import { needsProgram } from "../support/system-programs.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

const NEEDS = { ...needsProgram("python3"), ...needsProgram("systemd-notify") };
/** A sign of life is wanted each second, so one is given each half second. */
const WATCHED = { WATCHDOG_USEC: "1000000" };

/** systemd is told how the server is, as sd_notify(3) has it. */
for (const engine of ["bun", "node"] as const) {
  const configuration = { engine, threads: 2 } as const;

  describe(`a service of systemd on ${engine}`, NEEDS, () => {
    test("ready when clients can connect, then signs of life, then stopping", async () => {
      using manager = await NotifySocket.open();
      const env = { NOTIFY_SOCKET: manager.path, ...WATCHED };
      await using server = await ServerProcess.start({ ...configuration, env, args: ["--lame-duck", "1s"] });
      const ready = await manager.message("READY=1");
      assert.deepEqual(manager.messages[0], ready, "nothing before it");
      assert.ok(ready.includes(`STATUS=Serving the time on port ${server.port}, 0 open`));
      await until(
        () => manager.messages.filter((message) => message.includes("WATCHDOG=1"))[2],
        "three signs",
      );
      using client = await RawClient.connect({ port: server.port });
      await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
      await manager.message(`STATUS=Serving the time on port ${server.port}, 1 open`);
      server.signal("SIGTERM");
      const stopping = await manager.message("STOPPING=1");
      // One second of lame duck, five of drain, five to spare.
      assert.deepEqual(stopping.slice(1), ["EXTEND_TIMEOUT_USEC=11000000", "STATUS=Stopping, 1 open"]);
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      assert.deepEqual(await server.exited(), { code: 0, signal: null });
      const last = manager.messages.slice(manager.messages.indexOf(stopping) + 1);
      assert.ok(
        last.some((message) => message.includes("WATCHDOG=1")),
        "it is alive while it stops",
      );
    });

    test("no sign of life when a thread gives none", async () => {
      using manager = await NotifySocket.open();
      const env = { NOTIFY_SOCKET: manager.path, ...WATCHED };
      const load = [engine === "bun" ? "--preload" : "--import", "./test/support/silent-threads.ts"];
      const serve = ["src/cli/main.ts", "serve", "--port", "0", "--threads", "2", "--log-format", "json"];
      const program = [...load, ...serve, "--no-http"];
      await using server = await ServerProcess.start({ ...configuration, env, program });
      await manager.message("READY=1");
      await delay(1500);
      assert.equal(manager.messages.length, 1);
      using client = await RawClient.connect({ port: server.port });
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
    });

    test(
      "reloading, then ready again, when certificates are read again",
      needsProgram("openssl"),
      async () => {
        const folder = mkdtempSync(join(tmpdir(), "jam-reload-"));
        try {
          const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
          const made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
          const certificate = runProgram("openssl", ["req", ...made, "-keyout", key, "-out", cert]);
          assert.equal((await certificate.ended()).code, 0);
          using manager = await NotifySocket.open();
          await using server = await ServerProcess.start({
            ...configuration,
            env: { NOTIFY_SOCKET: manager.path },
            args: ["--tls-port", "0", "--tls-cert", cert, "--tls-key", key],
          });
          await manager.message("READY=1");
          server.signal("SIGHUP");
          await manager.message("RELOADING=1");
          await until(() => manager.messages.length === 3, "ready again");
          assert.deepEqual(
            manager.messages.map(([assignment]) => assignment),
            ["READY=1", "RELOADING=1", "READY=1"],
          );
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
    );

    test("another process's watchdog is not ours", async () => {
      using manager = await NotifySocket.open();
      const env = { NOTIFY_SOCKET: manager.path, ...WATCHED, WATCHDOG_PID: "1" };
      await using _ = await ServerProcess.start({ ...configuration, env });
      await manager.message("READY=1");
      await delay(1000);
      assert.equal(manager.messages.length, 1);
    });

    test("a manager that cannot be told is a warning, once, and the server serves", async () => {
      const folder = mkdtempSync(join(tmpdir(), "jam-notify-"));
      try {
        const env = { NOTIFY_SOCKET: join(folder, "nobody"), ...WATCHED };
        await using server = await ServerProcess.start({ ...configuration, env });
        const failed = await server.event("notify-failed");
        assert.equal(failed.level, "warn");
        assert.match(String(failed.cause), /No such file/);
        await delay(1200);
        using client = await RawClient.connect({ port: server.port });
        assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
        assert.deepEqual(await server.stop(), { code: 0, signal: null });
        assert.equal(server.eventsOf("notify-failed").length, 1);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    test("a machine without the carrier is a warning too", async () => {
      await using server = await ServerProcess.start({
        ...configuration,
        env: { NOTIFY_SOCKET: "/nowhere", PATH: "/nowhere" },
      });
      assert.match(String((await server.event("notify-failed")).cause), /systemd-notify/);
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
    });
  });
}
