import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Snapshot } from "../../src/observability/index.ts";
import { runJam } from "../support/jam-process.ts";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";
import { ask, askJson, RawHttp } from "../web/http-client.ts";

const ENGINES: readonly Configuration["engine"][] = ["bun", "node"];
const TOKEN = "0123456789abcdef-of-the-lab";

/** The port that the log tells. */
async function httpPortOf(server: ServerProcess): Promise<number> {
  const { url } = await server.event("http-listening");
  return Number(new URL(String(url)).port);
}

describe("jam serve over HTTP", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "jamd-http-"));
  });
  after(() => rm(folder, { recursive: true }));

  for (const engine of ENGINES) {
    describe(`on ${engine}`, () => {
      test("what clients do is seen in the snapshot, the metrics, the table, the stream and a trial", async () => {
        const args = ["--http-port", "0"];
        await using server = await ServerProcess.start({ engine, threads: 2, args });
        const port = await httpPortOf(server);
        assert.ok(
          server.events.findIndex(({ event }) => event === "listening") === 0,
          "the time comes first",
        );
        await using reader = await RawHttp.open(port);
        reader.send("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
        using client = await RawClient.connect({ port: server.port });
        await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
        const snapshot = await until(async () => {
          const now = (await askJson(port, "/api/snapshot")) as Snapshot;
          return now.requests.time === 1 && now.connections.open === 1 ? now : null;
        }, "a request in the snapshot");
        assert.deepEqual(
          [snapshot.condition, snapshot.engine, snapshot.port],
          ["ready", engine, server.port],
        );
        assert.equal(snapshot.threads.length, 2);
        const page = (await askJson(port, "/api/connections")) as { rows: { port: number }[]; total: number };
        assert.deepEqual([page.total, page.rows[0]?.port], [1, client.port]);
        const metrics = (await ask(port, "/metrics")).body;
        assert.match(metrics, /^jamd_requests_total\{kind="time",model="event-loop"\} 1$/m);
        assert.match(metrics, /^jamd_connections_open 1$/m);
        await reader.has(/"type":"request"/);
        await reader.has(/"what":"asked"/);
        const body = JSON.stringify({ line: "TIME" });
        const tried = await askJson(port, "/api/try", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        assert.match((tried as { reply: string }).reply, /^JAM \d\d:\d\d:\d\d\r\n$/);
        assert.equal((await ask(port, "/readyz")).status, 200);
        assert.equal((await ask(port, "/healthz")).status, 200);
        assert.deepEqual(await server.stop(), { code: 0, signal: null });
      });

      test("a server that stops is not ready any more, but live, and the time is still served", async () => {
        const args = ["--http-port", "0", "--lame-duck", "1m"];
        await using server = await ServerProcess.start({ engine, threads: 1, args });
        const port = await httpPortOf(server);
        assert.equal((await ask(port, "/readyz")).status, 200);
        server.signal("SIGTERM");
        await server.event("lame-duck");
        const { status, body } = await ask(port, "/readyz");
        assert.deepEqual([status, body], [503, "stopping\n"]);
        assert.equal((await ask(port, "/healthz")).status, 200);
        using client = await RawClient.connect({ port: server.port });
        assert.match(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), /^JAM/);
      });

      test("a taken port is one warning, the time is served, and the port is taken when it is free", async () => {
        const one = await ServerProcess.start({ engine, threads: 1, args: ["--http-port", "0"] });
        await using _ = one;
        const port = await httpPortOf(one);
        const args = ["--http-port", String(port)];
        await using two = await ServerProcess.start({ engine, threads: 1, args });
        const { level, code } = await two.event("http-not-served");
        assert.deepEqual([level, code], ["warn", "JAM_HTTP_PORT_TAKEN"]);
        using client = await RawClient.connect({ port: two.port });
        assert.match(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), /^JAM/);
        const own = (await askJson(port, "/api/snapshot")) as Snapshot;
        assert.equal(own.port, one.port);
        await one.stop();
        await two.event("http-listening");
        assert.equal(((await askJson(port, "/api/snapshot")) as Snapshot).port, two.port);
        assert.equal(two.eventsOf("http-not-served").length, 1);
      });

      test("other addresses are served to those with the token", async () => {
        const file = join(folder, `token-${engine}`);
        await writeFile(file, `${TOKEN}\n`);
        const args = ["--http-port", "0", "--http-host", "0.0.0.0", "--http-token-file", file];
        await using server = await ServerProcess.start({ engine, threads: 1, args });
        const port = await httpPortOf(server);
        assert.equal((await ask(port, "/metrics")).status, 401);
        const headers = { authorization: `Bearer ${TOKEN}` };
        assert.equal((await ask(port, "/metrics", { headers })).status, 200);
        assert.ok(!server.lines.some((line) => line.includes(TOKEN)));
      });
    });
  }

  test("without a token another address is wrong usage, told in both languages", async () => {
    const args = ["serve", "--port", "0", "--http-host", "0.0.0.0"];
    const english = await runJam(args);
    assert.equal(english.code, 2);
    assert.match(english.stderr, /"0\.0\.0\.0" without a token.*--http-token-file.*JAM_HTTP_TOKEN_NEEDED/);
    const indonesian = await runJam([...args, "--lang", "id"]);
    assert.equal(indonesian.code, 2);
    assert.match(indonesian.stderr, /tanpa token/);
    assert.equal(english.stdout + indonesian.stdout, "");
  });

  test("a token file that is not there, or holds no token, is an error before anything is served", async () => {
    const missing = await runJam(["serve", "--port", "0", "--http-token-file", join(folder, "none")]);
    assert.match(missing.stderr, /none.*ENOENT.*JAM_FILE_NOT_READABLE/);
    for (const text of ["", "short", "two words of it 0123456789", "line one 0123456789\nline two"]) {
      const file = join(folder, "bad");
      await writeFile(file, text);
      const { stderr, code } = await runJam(["serve", "--port", "0", "--http-token-file", file]);
      assert.match(stderr, /JAM_HTTP_BAD_TOKEN/, text);
      assert.equal(code, 2);
    }
  });

  test("an address that is not this machine's is one warning, and the time is served", async () => {
    const file = join(folder, "token");
    await writeFile(file, TOKEN);
    const args = ["--http-port", "0", "--http-host", "192.0.2.1", "--http-token-file", file];
    await using server = await ServerProcess.start({ engine: "bun", threads: 1, args });
    const { code } = await server.event("http-not-served");
    assert.equal(code, "JAM_HTTP_LISTEN_FAILED");
    using client = await RawClient.connect({ port: server.port });
    assert.match(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), /^JAM/);
  });

  test("when the time cannot be served, HTTP is not either", async () => {
    await using server = await ServerProcess.start({ engine: "node", threads: 1 });
    const run = await runJam(["serve", "--port", String(server.port), "--http-port", "0"]);
    assert.equal(run.code, 1);
    assert.match(run.stderr, /JAM_PORT_TAKEN/);
    assert.doesNotMatch(run.stdout, /http:/);
  });
});
