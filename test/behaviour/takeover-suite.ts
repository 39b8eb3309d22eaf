import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { inNamespace, needsMigrationSetting } from "../support/network-namespace.ts";
import { RawClient } from "../support/raw-client.ts";
import type { RestartResult } from "../support/restart-under-load.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NEEDS_LINUX = process.platform === "linux" ? {} : { skip: "needs /proc of Linux" };
const NEEDS_ROOT =
  process.geteuid?.() === 0 ? {} : { skip: "needs to be root, to run a server as another user" };
const NOBODY = 65_534;

/** Each engine can follow the other. */
const SUCCESSORS: readonly Configuration[] = [
  { engine: "bun", threads: 2 },
  { engine: "node", threads: 1 },
];

/** A second server takes the port over from the first (`--takeover`). */
export function takeoverSuite(configuration: Configuration): void {
  describe("takeover", NEEDS_LINUX, () => {
    for (const next of SUCCESSORS) {
      test(`by ${next.engine}: the old one ends in order, the new one serves, both say so`, async () => {
        await using old = await ServerProcess.start(configuration);
        const { port } = old;
        using client = await RawClient.connect({ port });
        await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
        await client.send("TIME\r\n".repeat(5000));
        await using successor = await startTakeover(next, port);
        const { octets, end } = await client.takeToEnd();
        assertTimeReplies(octets, 5000);
        assert.equal(end, "eof");
        assert.deepEqual(await old.exited(), { code: 0, signal: null });
        assert.ok(old.find("stopping") !== undefined);
        assert.deepEqual((await successor.event("takeover-started")).pids, [old.pid]);
        assert.deepEqual((await successor.event("takeover-done")).pids, [old.pid]);
        assert.equal(successor.port, port);
        await assertServes(port);
      });
    }

    // Bun cannot give a connection to a thread.
    if (configuration.engine === "node") {
      test("a server with a thread for each connection hands its port over too", async () => {
        await using old = await ServerProcess.start({ ...configuration, model: "thread-per-connection" });
        const { port } = old;
        using client = await RawClient.connect({ port });
        await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
        await using _ = await startTakeover({ ...configuration, model: "thread-per-connection" }, port);
        assert.deepEqual(await client.takeToEnd(), { octets: "", end: "eof" });
        assert.deepEqual(await old.exited(), { code: 0, signal: null });
        await assertServes(port);
      });
    }

    test("a lame-duck time is skipped, and one that has begun is ended", async () => {
      await using first = await ServerProcess.start({ ...configuration, args: ["--lame-duck", "1h"] });
      const { port } = first;
      await using second = await startTakeover(configuration, port, ["--lame-duck", "1h"]);
      assert.deepEqual(await first.exited(), { code: 0, signal: null });
      assert.equal(first.find("lame-duck"), undefined);
      second.signal("SIGTERM");
      await second.event("lame-duck");
      await using third = await startTakeover(configuration, port);
      assert.deepEqual(
        await second.exited(),
        { code: 0, signal: null },
        "in order, not as by a second SIGTERM",
      );
      await assertServes(third.port);
    });

    test("nobody there: it starts as usual and says so", async () => {
      await using first = await ServerProcess.start(configuration);
      const { port } = first;
      await first.stop();
      await using server = await startTakeover(configuration, port);
      assert.equal((await server.event("takeover-needless")).port, port);
      assert.equal(server.find("takeover-started"), undefined);
      await assertServes(port);
      await assertRefused({ ...configuration, args: ["--port", String(port)] }, "JAM_PORT_TAKEN");
    });

    test("a program that is no jam serve is left alone", async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      const address = other.address();
      assert.ok(typeof address === "object" && address !== null);
      const stderr = await assertRefused(takeoverOf(configuration, address.port), "JAM_TAKEOVER_NOT_JAM");
      assert.ok(stderr.includes(`"${process.pid}"`), stderr);
      await new Promise((resolve) => other.close(resolve));
    });

    test("a port that is not shared is left to its owner, who is not told to stop", async () => {
      const hog = spawn(process.execPath, ["test/support/port-hog.ts", "serve"], { cwd: ROOT });
      try {
        const port = await portOf(hog);
        let told = "";
        hog.stdout?.on("data", (text) => {
          told += text;
        });
        const stderr = await assertRefused(takeoverOf(configuration, port), "JAM_TAKEOVER_PORT_NOT_SHARED");
        assert.ok(stderr.includes(`"${hog.pid}"`), stderr);
        assert.equal(told, "");
      } finally {
        hog.kill("SIGKILL");
      }
    });

    test("another user's server is left alone", NEEDS_ROOT, async () => {
      const script =
        "const s=require('net').createServer().listen(0,'127.0.0.1',()=>console.log(s.address().port))";
      const foreign = spawn(process.execPath, ["-e", script], { cwd: "/", uid: NOBODY, gid: NOBODY });
      try {
        await assertRefused(takeoverOf(configuration, await portOf(foreign)), "JAM_TAKEOVER_FOREIGN");
      } finally {
        foreign.kill("SIGKILL");
      }
    });

    test(
      "no session fails under load where the kernel migrates connections",
      needsMigrationSetting(),
      async () => {
        const plan = JSON.stringify({ ...configuration, restarts: 3, clients: 50 });
        const [command = "", ...args] = inNamespace(1, [
          process.execPath,
          "test/support/restart-under-load.ts",
          plan,
        ]);
        const { stdout } = await promisify(execFile)(command, args, { cwd: ROOT, timeout: 50_000 });
        const result = JSON.parse(stdout) as RestartResult;
        assert.deepEqual(result.failures, {});
        assert.deepEqual(result.exits, [0, 0, 0]);
        assert.ok(result.sessions > 100, `${result.sessions} sessions`);
      },
    );
  });
}

function takeoverOf(configuration: Configuration, port: number, args: readonly string[] = []) {
  return { ...configuration, args: ["--takeover", "--port", String(port), ...args] };
}

function startTakeover(...args: Parameters<typeof takeoverOf>): Promise<ServerProcess> {
  return ServerProcess.start(takeoverOf(...args));
}

async function assertServes(port: number): Promise<void> {
  using client = await RawClient.connect({ port });
  assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
}

/** The server does not start, for this reason. @returns what it said. */
async function assertRefused(
  options: Parameters<typeof ServerProcess.spawn>[0],
  code: string,
): Promise<string> {
  await using server = ServerProcess.spawn(options);
  assert.deepEqual(await server.exited(), { code: 1, signal: null });
  assert.match(server.stderr, new RegExp(`^jam: .*\\[${code}\\]\n$`));
  return server.stderr;
}

/** The port that a program prints first. */
async function portOf(child: ChildProcess): Promise<number> {
  assert.ok(child.stdout !== null);
  const [text] = await once(child.stdout, "data");
  return Number(String(text).trim());
}
