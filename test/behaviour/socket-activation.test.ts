import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { RawClient } from "../support/raw-client.ts";
import { ServerProcess } from "../support/server-process.ts";
import { needsProgram } from "../support/system-programs.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

const GIVE_SOCKETS = fileURLToPath(new URL("../support/python/give_sockets.py", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("../../bin/jam.js", import.meta.url));
const SERVE = ["serve", "--zone", "UTC", "--lang", "en", "--log-format", "json", "--no-http"];

/** Sockets that a service manager made before the server was started (sd_listen_fds(3)). */
for (const engine of ["bun", "node"] as const) {
  /** A server that is given sockets with these names. */
  const given = (names: string, args: readonly string[] = [], threads = 1) => ({
    engine,
    threads,
    wrapper: ["python3", GIVE_SOCKETS, names],
    args: ["--threads", "auto", ...args],
  });

  describe(`socket activation on ${engine}`, needsProgram("python3"), () => {
    test("it serves at the given socket instead of a port of its own", async () => {
      await using server = await ServerProcess.start(given("plain", ["--port", "1"]));
      const listening = server.find("listening");
      assert.equal(server.port, portsGiven(server).plain);
      assert.equal(listening?.host, "127.0.0.1");
      assert.equal(listening?.threads, 1);
      await assertServes(server.port);
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
    });

    test("a thread for each socket, all of which serve", async () => {
      await using server = await ServerProcess.start(given("plain,plain,plain", ["--log-rate", "1000"]));
      assert.equal(server.find("listening")?.threads, 3);
      // The kernel spreads connections over the sockets: one that nobody serves would leave a client waiting.
      for (let client = 0; client < 60; client++) await assertServes(server.port);
      await until(
        () => new Set(server.eventsOf("connection-opened").map(({ thread }) => thread)).size === 3,
        "each thread to serve",
      );
    });

    test("a model without a pool of threads serves at one socket", async () => {
      await using server = await ServerProcess.start({
        ...given("plain"),
        model: engine === "node" ? "thread-per-connection" : "iterative",
      });
      await assertServes(server.port);
    });

    test("through the launcher, which stays between on Node.js", async () => {
      await using server = await ServerProcess.start({
        engine: "node",
        threads: 1,
        wrapper: ["python3", GIVE_SOCKETS, "plain"],
        program: [LAUNCHER, ...SERVE, "--engine", engine],
      });
      assert.equal(server.find("listening")?.engine, engine);
      await assertServes(server.port);
      assert.deepEqual(await server.stop(), { code: 0, signal: null });
    });

    test("sockets for another process are not ours", async () => {
      await using server = await ServerProcess.start({
        engine,
        threads: 1,
        env: { LISTEN_PID: "1", LISTEN_FDS: "1" },
      });
      assert.notEqual(server.find("listening")?.host, "127.0.0.1");
      await assertServes(server.port);
    });

    for (const [what, names, args, code] of [
      ["a socket that does not listen", "deaf", [], "JAM_BAD_ACTIVATION"],
      ["sockets for encrypted connections alone", "tls", [], "JAM_BAD_ACTIVATION"],
      ["a socket for encrypted connections without a certificate", "plain,tls", [], "JAM_BAD_OPTION"],
      ["more threads than sockets", "plain", ["--threads", "2"], "JAM_BAD_OPTION"],
      ["fewer threads than sockets", "plain,plain", ["--threads", "1"], "JAM_BAD_OPTION"],
      ["a takeover besides", "plain", ["--takeover"], "JAM_BAD_OPTION"],
    ] as const) {
      test(`${what}: refused`, async () => {
        await using server = ServerProcess.spawn(given(names, args));
        const { code: exit } = await server.exited();
        assert.equal(exit, code === "JAM_BAD_OPTION" ? 2 : 1);
        assert.match(server.stderr, new RegExp(`^\\{.*\\}\njam: .*\\[${code}\\]\n$`));
      });
    }

    test("a thread that dies takes its socket along: the others drain, and the process ends", async () => {
      const load = [engine === "bun" ? "--preload" : "--import", "./test/support/dying-threads.ts"];
      await using server = await ServerProcess.start({
        engine,
        threads: 2,
        wrapper: ["python3", GIVE_SOCKETS, "plain,plain"],
        program: [...load, "src/cli/main.ts", ...SERVE],
      });
      assert.deepEqual(await server.exited(), { code: 1, signal: null });
      assert.match(server.stderr, /\njam: Cannot go on serving: .*\[JAM_SOCKET_LOST\]\n$/);
      assert.ok(server.eventsOf("socket-lost").length > 0);
      assert.equal(server.find("thread-died"), undefined);
    });
  });
}

/** The ports that the sockets listen on, by name. */
function portsGiven(server: ServerProcess): Record<string, number> {
  return JSON.parse(server.stderr.split("\n", 1)[0] as string) as Record<string, number>;
}

async function assertServes(port: number): Promise<void> {
  using client = await RawClient.connect({ port });
  assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
  await client.send("QUIT\r\n");
  assert.deepEqual(await client.takeToEnd(), { octets: "", end: "eof" });
}
