import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type LaunchedServer, type LaunchOptions, launchServer } from "../../src/check/launched-server.ts";
import { findLocalProcess } from "../../src/check/local-process.ts";
import { hasProcessTable } from "../../src/check/process-table.ts";
import { WorkingFolder } from "../../src/check/working-folder.ts";
import { RawClient } from "../support/raw-client.ts";
import { needsProgram } from "../support/system-programs.ts";
import { until } from "../support/waiting.ts";

const FIXTURES = fileURLToPath(new URL("fixtures-b/", import.meta.url));
const ZOO = fileURLToPath(new URL("zoo/python/", import.meta.url));
const needsProc = hasProcessTable() ? needsProgram("python3") : { skip: "needs /proc of Linux" };

let root = "";
before(() => {
  root = mkdtempSync(join(tmpdir(), "jam-launch-"));
});
after(() => rmSync(root, { recursive: true }));

async function launched(options: LaunchOptions): Promise<LaunchedServer> {
  const launch = await launchServer({ folder: root, ...options });
  assert.equal(launch.result, "listening", JSON.stringify(launch));
  return (launch as { server: LaunchedServer }).server;
}

const python = (file: string, ...args: string[]) => ["python3", join(FIXTURES, file), ...args];

function isThere(pid: number): boolean {
  try {
    // A process that ended but was not waited for is still there for kill(2).
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function replyOf({ host, port }: LaunchedServer): Promise<string> {
  using client = await RawClient.connect({ host, port });
  return await client.ask("TIME\r\n", 14);
}

async function listenAnywhere(): Promise<Server> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return server;
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

async function freePort(): Promise<number> {
  const server = await listenAnywhere();
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("a server that the checker starts", needsProc, () => {
  test("is found at the port that it really listens on, and serves", async () => {
    await using server = await launched({ command: ["python3", join(ZOO, "correct.py"), "0"] });
    assert.notEqual(server.port, 45_000);
    assert.match(await replyOf(server), /^JAM \d\d:\d\d:\d\d\r\n$/);
    assert.ok((server.process?.descriptors() ?? 0) > 3 && server.process?.isAlive());
  });

  test("is stopped with all its children, also those that ignore SIGTERM or left the session", async () => {
    const server = await launched({ command: python("stubborn_server.py") });
    const children = /^children (\d+) (\d+)$/m.exec(server.output)?.slice(1).map(Number) ?? [];
    const pids = [server.process?.pid as number, ...children];
    assert.deepEqual(pids.map(isThere), [true, true, true], server.output);
    await server.stop();
    assert.deepEqual(pids.map(isThere), [false, false, false]);
    await server.stop();
  });

  test("that became a daemon is found and stopped too", async () => {
    const server = await launched({ command: python("daemon_server.py") });
    const daemon = findLocalProcess(server.host, server.port);
    assert.ok(daemon?.isAlive() === true && server.process?.isAlive() === true);
    await server.stop();
    assert.equal(daemon.isAlive(), false);
  });

  test("is all that is stopped: another program of the same name stays", async () => {
    const bystander = spawn("python3", ["-c", "print('there', flush=True); input()"], { stdio: "pipe" });
    await new Promise((resolve) => bystander.stdout.once("data", resolve));
    const server = await launched({ command: python("stubborn_server.py") });
    await server.stop();
    assert.equal(isThere(bystander.pid as number), true);
    bystander.stdin.end("\n");
    await new Promise((resolve) => bystander.once("close", resolve));
  });

  test("writes into a folder of its own, which is gone afterwards", async () => {
    const server = await launched({ command: python("stubborn_server.py") });
    const folder = /^folder (.+)$/m.exec(server.output)?.[1] as string;
    assert.notEqual(folder, root);
    assert.ok(existsSync(join(folder, "written.txt")));
    await server.stop();
    assert.deepEqual([existsSync(folder), existsSync(join(root, "written.txt"))], [false, false]);
  });

  test("may print without end: the beginning and the end are kept, and it is stopped in time", async () => {
    const server = await launched({ command: python("flooding_server.py") });
    await until(() => server.output.includes("octets ...]"), "more output than is kept");
    await server.stop();
    assert.match(server.output, /^the first line\n/);
    assert.ok(server.output.length <= 33 * 1024, `${server.output.length}`);
  });

  test("starts again on the same port while a client is connected", async () => {
    const port = await freePort();
    await using server = await launched({ command: ["python3", join(ZOO, "correct.py"), `${port}`], port });
    using client = await RawClient.connect(server);
    await client.ask("TIME\r\n", 14);
    const first = server.process?.pid;
    const outcome = await server.restart();
    assert.equal(outcome.result, "listening", outcome.output);
    assert.equal(server.port, port);
    assert.notEqual(server.process?.pid, first);
    assert.match(await replyOf(server), /^JAM/);
  });

  test("without SO_REUSEADDR does not start again, and its last words say why", async () => {
    const port = await freePort();
    await using server = await launched({ command: python("no_reuse_server.py", `${port}`), port });
    using client = await RawClient.connect(server);
    await client.ask("TIME\r\n", 14);
    const outcome = await server.restart();
    assert.equal(outcome.result, "exited");
    assert.match(outcome.output, /Address already in use/);
  });

  test("that finds its port held by connections of an earlier one gets another try, if it is not stopped", async () => {
    const port = await freePort();
    const first = await launched({ command: python("no_reuse_server.py", `${port}`), port });
    using client = await RawClient.connect(first);
    await client.ask("TIME\r\n", 14);
    await first.stop();
    const stop = new AbortController();
    const command = python("no_reuse_server.py", `${port}`);
    const told: number[] = [];
    const onPortLingering = (milliseconds: number) => {
      told.push(milliseconds);
      stop.abort();
    };
    const second = await launchServer({ command, port, folder: root, onPortLingering, signal: stop.signal });
    assert.deepEqual([second.result, told.length], ["aborted", 1]);
  });

  test("that ends at once is told with its code and its last lines", async () => {
    const script = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(7)";
    const launch = await launchServer({ command: ["python3", "-c", script], folder: root });
    assert.ok(launch.result === "exited", launch.result);
    assert.equal(launch.reason, "7");
    assert.deepEqual(launch.output.split("\n").sort(), ["one", "two"]);
  });

  test("that never listens is stopped when the patience is over", async () => {
    const command = ["python3", "-c", "import os, time; print(os.getpid()); time.sleep(600)"];
    const launch = await launchServer({ command, folder: root, patience: 1000 });
    assert.ok(launch.result === "not-listening", launch.result);
    assert.equal(isThere(Number(launch.output)), false);
  });

  test("is told when its port belongs to another program", async () => {
    const other = await listenAnywhere();
    const port = portOf(other);
    const launch = await launchServer({
      command: python("no_reuse_server.py", `${port}`),
      port,
      folder: root,
    });
    other.close();
    assert.ok(launch.result === "exited", launch.result);
    assert.equal(launch.port, "taken");
  });

  for (const command of [["no-such-program-here"], ["./not-here"], [""], []]) {
    test(`that does not exist is told: ${JSON.stringify(command)}`, async () => {
      const launch = await launchServer({ command, folder: root });
      assert.ok(launch.result === "not-found", launch.result);
      assert.notEqual(launch.reason, "");
    });
  }
});

describe("a server that somebody else started", needsProc, () => {
  test("is found by its port, with what it uses", async () => {
    const child = spawn("python3", [join(ZOO, "correct.py"), "0"], { stdio: "ignore" });
    const launch = await launched({ command: ["python3", join(ZOO, "correct.py"), "0"] });
    const found = findLocalProcess("127.0.0.1", launch.port);
    assert.equal(found?.pid, launch.process?.pid);
    assert.ok((found?.residentOctets() ?? 0) > 1024 * 1024);
    assert.ok((found?.threads() ?? 0) >= 1 && found?.cpuMilliseconds() !== null);
    await launch.stop();
    assert.deepEqual([found?.isAlive(), found?.descriptors(), found?.cpuMilliseconds()], [false, null, null]);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
  });

  test("is not found where nobody listens, nor on another machine", async () => {
    assert.equal(findLocalProcess("127.0.0.1", await freePort()), null);
    assert.equal(findLocalProcess("192.0.2.1", 45_000), null);
  });
});

describe("the folder that a server runs in", () => {
  test("is a copy, in which the command's files are found", () => {
    const origin = join(root, "origin");
    mkdirSync(join(origin, "inside"), { recursive: true });
    mkdirSync(join(origin, "node_modules"));
    writeFileSync(join(origin, "inside", "server.py"), "# server\n");
    writeFileSync(join(root, "outside.py"), "# outside\n");
    symlinkSync("../outside.py", join(origin, "link.py"));
    const folder = new WorkingFolder(origin, "copy");
    const words = ["inside/run", "inside/server.py", "../outside.py", "-v", "nothing.py"];
    assert.deepEqual(folder.command(words), [
      "inside/run",
      "inside/server.py",
      join(root, "outside.py"),
      "-v",
      "nothing.py",
    ]);
    assert.equal(folder.command(["inside/server.py"])[0], join(folder.path, "inside/server.py"));
    writeFileSync(join(folder.path, "inside", "server.py"), "changed");
    assert.equal(readFileSync(join(origin, "inside", "server.py"), "utf8"), "# server\n");
    assert.equal(readFileSync(join(folder.path, "link.py"), "utf8"), "# outside\n");
    folder.remove();
    assert.deepEqual([existsSync(folder.path), existsSync(join(root, "outside.py"))], [false, true]);
  });

  test("of a folder that is too large has links in it, and they are all that is removed", () => {
    const origin = join(root, "large");
    mkdirSync(join(origin, "many"), { recursive: true });
    for (let file = 0; file < 2001; file += 1) writeFileSync(join(origin, "many", `${file}`), "");
    const folder = new WorkingFolder(origin, "copy");
    assert.ok(existsSync(join(folder.path, "many", "2000")));
    folder.remove();
    assert.ok(existsSync(join(origin, "many", "2000")));
  });

  test("may be empty or the folder itself", () => {
    const origin = join(root, "plain");
    mkdirSync(origin);
    writeFileSync(join(origin, "a.py"), "");
    const empty = new WorkingFolder(origin, "empty");
    assert.deepEqual(empty.command(["python3", "a.py"]), ["python3", join(origin, "a.py")]);
    empty.remove();
    const here = new WorkingFolder(origin, "here");
    assert.deepEqual([here.path, here.command(["./a.py"])], [origin, [join(origin, "a.py")]]);
    here.remove();
    assert.ok(existsSync(join(origin, "a.py")));
  });
});
