import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { BenchResult } from "../../src/bench/index.ts";
import { createTimeServer } from "../../src/server/index.ts";
import { answerTime, startServer } from "../bench/bench-servers.ts";
import { runJam, startJam } from "../support/jam-process.ts";
import { until } from "../support/waiting.ts";

const SHORT = ["--duration", "200ms", "--warmup", "50ms", "--connections", "3"];

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "jam-bench-"));
});
after(() => rm(folder, { recursive: true }));

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = await startServer();
  await server[Symbol.asyncDispose]();
  return server.port;
}

describe("jam bench", () => {
  test("every reply right: exit 0, nothing on stderr in a pipe", async () => {
    await using server = createTimeServer({ host: "127.0.0.1", port: 0, zone: "Asia/Jakarta" });
    const { port } = await server.listen();
    const { stdout, stderr, code } = await runJam(["bench", `127.0.0.1:${port}`, ...SHORT]);
    assert.equal(stderr, "");
    assert.match(
      stdout,
      /^3 connections, one request at a time, closed loop, 200 ms after 50 ms of warm-up\n/,
    );
    assert.match(stdout, /^server's zone +UTC\+07:00$/m);
    assert.match(stdout, /Every reply was right\.\n$/);
    assert.equal(code, 0);
  });

  test("wrong replies: exit 1, told by kind, in Indonesian", async () => {
    await using server = await startServer(answerTime(() => "Hi\r\n"));
    const run = await runJam(["bench", `a=127.0.0.1:${server.port}`, ...SHORT, "--lang", "id"]);
    assert.equal(run.code, 1);
    assert.match(run.stdout, /a: \d+ x bukan "JAM hh:mm:ss" CR LF \(R4\)/);
  });

  test("no server: exit 3, before anything is measured", async () => {
    await using server = await startServer();
    const gone = await freePort();
    const { stdout, stderr, code } = await runJam([
      "bench",
      `127.0.0.1:${server.port}`,
      `127.0.0.1:${gone}`,
      ...SHORT,
    ]);
    assert.equal(code, 3);
    assert.equal(stdout, "");
    assert.match(stderr, /^jam: .*nothing listens there.* \[JAM_CONNECT_REFUSED\]\n$/);
  });

  test("wrong usage: exit 2", async () => {
    for (const args of [
      ["--rate", "0"],
      ["--rate", "10000001"],
      ["--duration", "0"],
      ["--duration", "soon"],
      ["--connections", "0"],
      ["--pipeline", "1001"],
      ["--timeout", "0"],
      ["--threads", "none"],
      ["--rounds", "0"],
      ["--session", "--pipeline", "2"],
      ["--ramp", "--rounds", "2"],
      ["--pid", "0"],
      ["--pid", "2147483646"],
      ["--pid", "auto", "--pid", "auto"],
      ["a=localhost:1", "a=localhost:2"],
      ["localhost:0"],
    ]) {
      const { stdout, stderr, code } = await runJam(["bench", ...args]);
      assert.equal(code, 2, `${args}: ${stderr}`);
      assert.equal(stdout, "");
      assert.match(stderr, /^jam: .* \[JAM_(BAD_OPTION|USAGE|PROCESS_NOT_FOUND)\]\n$/);
    }
  });

  test("a file that cannot be written is told before the run", async () => {
    await using server = await startServer();
    for (const option of ["--json", "--html"]) {
      const { stderr, code } = await runJam([
        "bench",
        option,
        join(folder, "no/such"),
        `localhost:${server.port}`,
      ]);
      assert.equal(code, 2);
      assert.match(stderr, /ENOENT.* \[JAM_FILE_NOT_WRITABLE\]\n$/);
    }
    assert.equal(server.sockets.length, 0);
  });

  test("JSON and a page, of several targets in rounds", async () => {
    await using server = createTimeServer({ host: "127.0.0.1", port: 0 });
    const { port } = await server.listen();
    const [json, html] = [join(folder, "result.json"), join(folder, "result.html")];
    // What was there is replaced.
    await writeFile(json, "x".repeat(100_000));
    const targets = [`one=127.0.0.1:${port}`, `two=localhost:${port}`];
    const { code, stdout, stderr } = await runJam([
      "bench",
      ...targets,
      ...SHORT,
      "--rounds",
      "2",
      "--json",
      json,
      "--html",
      html,
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ +one +two$/m);
    const result = JSON.parse(await readFile(json, "utf8")) as BenchResult;
    assert.equal(result.format, 1);
    assert.deepEqual(
      result.targets.map(({ name, rounds }) => [name, rounds.length]),
      [
        ["one", 2],
        ["two", 2],
      ],
    );
    if (process.platform === "linux") assert.equal(result.targets[0]?.pid, process.pid);
    assert.match(await readFile(html, "utf8"), /^<!doctype html>/);
  });

  test("--json - writes nothing but JSON", async () => {
    await using server = createTimeServer({ host: "127.0.0.1", port: 0 });
    const { port } = await server.listen();
    const { stdout, stderr, code } = await runJam([
      "bench",
      `localhost:${port}`,
      ...SHORT,
      "--session",
      "--rate",
      "100",
      "--json",
      "-",
    ]);
    const result = JSON.parse(stdout) as BenchResult;
    assert.equal(result.settings.mode, "sessions");
    assert.equal(result.targets[0]?.sent, 20);
    assert.deepEqual([stderr, code], ["", 0]);
  });

  test("Ctrl-C prints what there is, with the exit code that it deserves", async () => {
    for (const [answer, wanted] of [
      [undefined, 0],
      [answerTime(() => "Hi\r\n"), 1],
    ] as const) {
      await using server = await startServer(answer);
      const child = startJam(["bench", `127.0.0.1:${server.port}`, "--duration", "60s", "--warmup", "0"]);
      let stdout = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
      });
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      await until(() => server.received().length > 2000, "some requests");
      child.kill("SIGINT");
      assert.equal(await ended, wanted);
      assert.match(stdout, /Interrupted: this is what was seen until then\./);
      assert.match(stdout, wanted === 0 ? /Every reply was right/ : /\d errors\./);
    }
  });

  test("a ramp, in short steps", async () => {
    await using server = createTimeServer({ host: "127.0.0.1", port: 0 });
    const { port } = await server.listen();
    const { stdout } = await runJam([
      "bench",
      `a=127.0.0.1:${port}`,
      ...["--duration", "100ms", "--warmup", "0", "--rate", "5000", "--ramp-limit", "2"],
    ]);
    assert.match(stdout, /a: (?:the knee is at [\d,.]+ a second|no knee)/);
  });
});
