import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterKey } from "../../src/cli/top/keys.ts";
import type {
  ConnectionPage,
  ConnectionQuery,
  HistoryPoint,
  Snapshot,
} from "../../src/observability/index.ts";
import { runJam } from "../support/jam-process.ts";
import type { PtyOutcome, PtyScript, PtyStep } from "../support/pty-session.ts";

const BUN = fileURLToPath(new URL("../../node_modules/.bin/bun", import.meta.url));
const PTY_SESSION = fileURLToPath(new URL("../support/pty-session.ts", import.meta.url));
const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const NOW = 1_750_000_000_000;
const TOKEN = "0123456789abcdef-secret";

const SNAPSHOT: Snapshot = {
  ...{ time: NOW, label: "21:35:10", zone: "Asia/Jakarta", condition: "ready", startedAt: NOW - 7_200_000 },
  ...{ version: "9.8.7", engine: "bun", engineVersion: "1.4.5", model: "event-loop" },
  ...{ host: "127.0.0.1", port: 45000, tlsPort: null },
  connections: {
    ...{ open: 2, held: 2, most: 20000, opened: 1234 },
    closed: {
      ...{ quit: 1200, "client-closed": 0, "client-reset": 30, "line-too-long": 0, "line-deadline": 0 },
      ...{ "idle-deadline": 0, stalled: 0, "unsent-limit": 0, lifetime: 0, "tls-failed": 0 },
      ...{ "handshake-deadline": 0, stopping: 0, fault: 0, "thread-death": 2 },
    },
    refused: { connections: 0, address: 0, rate: 7, denied: 0, proxy: 0 },
  },
  requests: { time: 54321, invalid: 12, quit: 1200 },
  octets: { received: 1, sent: 2 },
  latency: { bounds: [], counts: [], sumSeconds: 0, p50: 18.2e-6, p99: 0.0012 },
  threads: [
    { thread: 1, open: 2, cpuSeconds: 3.5, lagSeconds: 0.0004 },
    { thread: 2, open: 0, cpuSeconds: null, lagSeconds: null },
  ],
  logLinesDropped: 5,
  process: { pid: 4242, residentOctets: 64 * 1024 * 1024, cpuSeconds: 7.25, openDescriptors: 20 },
};
const PAGE: ConnectionPage = {
  total: 2,
  rows: [
    {
      ...{ connection: 17, thread: 1, address: "10.0.0.1\u001b[2J", port: 5001, openedAt: NOW - 65_000 },
      ...{ requests: 3, lastRequestAt: NOW - 4000, octetsReceived: 18, octetsSent: 42 },
    },
    {
      ...{ connection: 18, thread: 1, address: "2001:db8::1", port: 5002, openedAt: NOW - 1000 },
      ...{ requests: 0, lastRequestAt: null, octetsReceived: 0, octetsSent: 0 },
    },
  ],
};
const POINT: HistoryPoint = {
  ...{ time: NOW, open: 2, requests: 83.5, invalid: 0, refused: 0.5, p50: null, p99: null },
};

/** A server as `jam top` sees one. */
async function serveState(answer?: (request: IncomingMessage) => { status: number; body: string } | null) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    asked.push(url);
    const own = answer?.(request) ?? null;
    const value = url === "/api/snapshot" ? SNAPSHOT : url === "/api/history" ? [POINT] : PAGE;
    const { status, body } = own ?? { status: 200, body: JSON.stringify(value) };
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "jam-top-"));
  return action(folder).finally(() => rmSync(folder, { recursive: true }));
}

describe("jam top", () => {
  test("where the output is no terminal: one print of all of it, in English", async () => {
    await using server = await serveState();
    const { code, stdout, stderr } = await runJam(["top", server.url], { env: { COLUMNS: "120" } });
    assert.equal(stderr, "");
    assert.equal(code, 0);
    for (const wanted of [
      /^jamd 9\.8\.7 {2}ready {2}127\.0\.0\.1:45000 {2}event-loop {2}bun 1\.4\.5 {2}up 2 hr$/m,
      /^Time +21:35:10 \(Asia\/Jakarta\)$/m,
      /^Connections +2 open of 20,000 at most, 1,234 opened$/m,
      /^Requests +83\.5\/s {2}TIME 54,321, invalid 12, QUIT 1,200$/m,
      /^Handling +p50 18\.2 µs, p99 1\.20 ms$/m,
      /^Refused +0\.5\/s {2}too often 7$/m,
      /^Closed +QUIT 1,200, reset 30, thread died 2$/m,
      /^Process +pid 4242, 64\.0 MiB, CPU 7\.3 s, 5 log lines dropped$/m,
      /^ +1 +2 +3\.5 s +400 µs$/m,
      /^ +2 +0 +- +-$/m,
      /^connections 1 to 2 of 2$/m,
      /^ +17 +1 +10\.0\.0\.1\\x1b\[2J:5001 +1 min +3 +4 sec +18 +42$/m,
      /^ +18 +1 +\[2001:db8::1\]:5002 +1 sec +0 +- +0 +0$/m,
    ]) {
      assert.match(stdout, wanted);
    }
  });

  test("in Indonesian", async () => {
    await using server = await serveState();
    const { code, stdout } = await runJam(["top", "--lang", "id", server.url, "--once"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Koneksi +2 terbuka dari paling banyak 20\.000, 1\.234 pernah dibuka$/m);
    assert.match(stdout, /^Ditolak +0,5\/dtk {2}terlalu sering 7$/m);
    assert.match(stdout, /^koneksi 1 sampai 2 dari 2$/m);
  });

  test("the order and the filter are the server's work", async () => {
    await using server = await serveState();
    const host = server.url.replace("http://", "");
    const { code } = await runJam(["top", host, "--sort", "-requests", "--filter", "10.0"]);
    assert.equal(code, 0);
    const query = new URLSearchParams(
      server.asked.find((url) => url.startsWith("/api/connections"))?.split("?")[1],
    );
    assert.deepEqual(Object.fromEntries(query), {
      ...{ sort: "requests", order: "descending", filter: "10.0", offset: "0", limit: "50" },
    });
  });

  test("the token of a file is shown to the server; a wrong one is an error", () =>
    inFolder(async (folder) => {
      const refusal = { status: 401, body: "{}" };
      await using server = await serveState(({ headers }) =>
        headers.authorization === `Bearer ${TOKEN}` ? null : refusal,
      );
      const [right, wrong, empty] = ["right", "wrong", "empty"].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      writeFileSync(right, `${TOKEN}\n`);
      writeFileSync(wrong, `${TOKEN}x\n`);
      writeFileSync(empty, "\n");
      assert.equal((await runJam(["top", server.url, "--token-file", right])).code, 0);
      for (const args of [[], ["--token-file", wrong]]) {
        const { code, stderr } = await runJam(["top", server.url, ...args]);
        assert.equal(code, 1);
        assert.match(stderr, /JAM_TOP_UNAUTHORIZED/);
      }
      for (const file of [empty, join(folder, "missing")]) {
        const { code, stderr } = await runJam(["top", server.url, "--token-file", file]);
        assert.equal(code, 2);
        assert.match(stderr, /JAM_TOP_TOKEN_FILE/);
      }
    }));

  test("nobody there, and somebody else there, are clear errors", async () => {
    const gone = await serveState();
    await gone[Symbol.asyncDispose]();
    const nobody = await runJam(["top", gone.url]);
    assert.equal(nobody.code, 1);
    assert.match(nobody.stderr, /^jam: .*nobody listens there.*\[JAM_TOP_NO_ANSWER\]\n$/);
    for (const answer of [
      { status: 404, body: "{}" },
      { status: 200, body: "<html>" },
      { status: 200, body: '{"time":"now"}' },
    ]) {
      await using other = await serveState(() => answer);
      const { code, stderr } = await runJam(["top", other.url]);
      assert.equal(code, 1);
      assert.match(stderr, /^jam: .*\[JAM_TOP_NOT_JAMD\]\n$/);
    }
  });

  test("wrong usage", async () => {
    for (const args of [["ftp://x"], ["--sort", "size"], ["--interval", "1ms"], ["http://user:pass@x"]]) {
      const { code, stderr } = await runJam(["top", ...args]);
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, /JAM_BAD_OPTION/);
    }
  });

  test("on a terminal: draws again, a key sorts, a server that goes is told, q ends and gives the screen back", async () => {
    let looks = 0;
    await using server = await serveState(({ url }) => {
      if (url !== "/api/snapshot") return null;
      looks++;
      const requests = { ...SNAPSHOT.requests, time: SNAPSHOT.requests.time + 50 * looks };
      const body = JSON.stringify({ ...SNAPSHOT, time: NOW + 1000 * looks, requests });
      return looks > 4 ? { status: 503, body: "" } : { status: 200, body };
    });
    const steps: PtyStep[] = [
      { expect: "83.5/s" },
      { expect: "50/s" },
      { type: "r" },
      { expect: "requests+" },
      { expect: "NO ANSWER since" },
      { type: "q" },
    ];
    const script: PtyScript = {
      command: [process.execPath, MAIN, "top", server.url, "--interval", "300ms"],
      env: { LC_ALL: "C.UTF-8" },
      steps,
      deadline: 15_000,
    };
    const { stdout } = await promisify(execFile)(BUN, [PTY_SESSION, JSON.stringify(script)]);
    const { transcript, code, missing } = JSON.parse(stdout) as PtyOutcome;
    assert.equal(missing, null, `${missing} is missing in ${JSON.stringify(transcript)}`);
    assert.equal(code, 0);
    assert.ok(transcript.startsWith("\x1b[?1049h"));
    assert.ok(transcript.endsWith("\x1b[?25h\x1b[?1049l"));
    assert.ok(server.asked.some((url) => url.includes("sort=requests&order=ascending")));
  });
});

describe("keys of jam top", () => {
  const query: ConnectionQuery = {
    ...{ sort: "connection", order: "ascending", filter: "", offset: 0, limit: 10 },
  };

  test("sort, turn around, turn pages, end", () => {
    assert.deepEqual(afterKey("n", query, 25), { ...query, order: "descending" });
    assert.deepEqual(afterKey("r", { ...query, offset: 20 }, 25), { ...query, sort: "requests" });
    assert.deepEqual(afterKey("\x1b[6~", query, 25), { ...query, offset: 10 });
    assert.deepEqual(afterKey("\x1b[6~", { ...query, offset: 20 }, 25), { ...query, offset: 20 });
    const last = { ...query, offset: 9990 };
    assert.equal(afterKey("\x1b[6~", last, 15_000), last);
    assert.deepEqual(afterKey("\x1b[A", { ...query, offset: 5 }, 25), query);
    assert.equal(afterKey("x", query, 25), query);
    for (const key of ["q", "Q", "\x03", "\x04"]) assert.equal(afterKey(key, query, 25), "quit");
  });
});
