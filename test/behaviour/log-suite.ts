import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectMany, RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { INVALID, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

const STAMP = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}`;
const ENGLISH_LEAD = String.raw`${STAMP} \[INFO\] `;
const INDONESIAN_LEAD = `${STAMP} - `;

/** The log in words, and how much of it there is. */
export function logSuite(configuration: Configuration): void {
  describe("the log", () => {
    test("in English, in the wording of the sheet", async () => {
      await using server = await ServerProcess.start({ ...configuration, log: "pretty" });
      const peer = await sayEverything(server.port);
      await assertStops(server);
      const told = server.lines.join("\n");
      for (const wanted of [
        `Time server running and listening on port ${server.port}\\.\\.\\. \\(.*zone UTC.*\\)`,
        `Connection from 127\\.0\\.0\\.1:${peer} \\(connection 1, thread [12], 1 open\\)`,
        `Received: TIME from 127\\.0\\.0\\.1:${peer} .*`,
        `Sent: JAM \\d\\d:\\d\\d:\\d\\d to 127\\.0\\.0\\.1:${peer} .*`,
        `Received: HELLO from 127\\.0\\.0\\.1:${peer} .*`,
        `Sent: Invalid command to 127\\.0\\.0\\.1:${peer} .*`,
        `Received: QUIT from 127\\.0\\.0\\.1:${peer} .*`,
        `Connection closed from 127\\.0\\.0\\.1:${peer} \\(connection 1, by QUIT, after .*, 3 requests, 0 open\\)`,
        "Stopping: .*",
        "Stopped after 1 connection and 3 requests",
      ]) {
        assert.match(told, new RegExp(`^${ENGLISH_LEAD}${wanted}$`, "m"));
      }
      assertInOrder(told, [
        "Connection from",
        "Received: TIME",
        "Sent: JAM",
        "Received: QUIT",
        "Connection closed",
      ]);
    });

    test("in Indonesian, in the wording of the sheet", async () => {
      await using server = await ServerProcess.start({
        ...configuration,
        log: "pretty",
        args: ["--lang", "id"],
      });
      const peer = await sayEverything(server.port);
      await assertStops(server);
      const told = server.lines.join("\n");
      for (const wanted of [
        `Time server berjalan dan mendengarkan di port ${server.port}\\.\\.\\. \\(.*\\)`,
        `Menerima koneksi baru dari \\('127\\.0\\.0\\.1', ${peer}\\) \\(koneksi 1, thread [12], 1 terbuka\\)`,
        `Menerima request 'TIME' dari \\('127\\.0\\.0\\.1', ${peer}\\) .*`,
        `Mengirim waktu '\\d\\d:\\d\\d:\\d\\d' ke \\('127\\.0\\.0\\.1', ${peer}\\) .*`,
        `Menerima request 'HELLO' dari \\('127\\.0\\.0\\.1', ${peer}\\) .*`,
        `Mengirim balasan 'Invalid command' ke \\('127\\.0\\.0\\.1', ${peer}\\) .*`,
        `Klien \\('127\\.0\\.0\\.1', ${peer}\\) meminta untuk keluar\\. .*`,
        `Koneksi dengan \\('127\\.0\\.0\\.1', ${peer}\\) telah ditutup\\. \\(koneksi 1, oleh QUIT, .*\\)`,
        "Berhenti: .*",
        "Server berhenti setelah 1 koneksi dan 3 request",
      ]) {
        assert.match(told, new RegExp(`^${INDONESIAN_LEAD}${wanted}$`, "m"));
      }
      assertInOrder(told, [
        "koneksi baru",
        "request 'TIME'",
        "Mengirim waktu",
        "meminta untuk keluar",
        "ditutup",
      ]);
    });

    test("R11 what a client sends neither forges a line nor moves the cursor", async () => {
      await using server = await ServerProcess.start({ ...configuration, log: "pretty" });
      using client = await RawClient.connect({ port: server.port });
      const lines = [
        "\x1b[2J\x1b]0;title\x07\r\n",
        "a\r2026-01-01 00:00:00,000 [INFO] Connection from 6.6.6.6:666\r\n",
        "\0\0\0\r\n",
        "\x9b31m\x85\xff\r\n",
        `${"x".repeat(512)}\r\n`,
        "\\x1b\t'\"\r\n",
      ];
      for (const line of lines) assert.equal(await client.ask(line, INVALID.length), INVALID);
      await client.send("QUIT\r\n");
      await client.takeToEnd();
      await assertStops(server);
      const received = server.lines.filter((line) => line.includes("] Received: "));
      assert.deepEqual(
        received.map((line) => /Received: (.*) from 127/.exec(line)?.[1]),
        [
          "\\x1b[2J\\x1b]0;title\\x07",
          "a\\r2026-01-01 00:00:00,000 [INFO]...",
          "\\x00\\x00\\x00",
          "\\x9b31m\\x85\\xff",
          `${"x".repeat(32)}...`,
          "\\\\x1b\\t'\"",
          "QUIT",
        ],
      );
      for (const line of server.lines) {
        if (!line.startsWith("Try it")) assert.match(line, new RegExp(`^${ENGLISH_LEAD}[ -~]*$`));
      }
    });

    test("a flood is counted, not printed, and nothing goes uncounted", async () => {
      await using server = await ServerProcess.start(configuration);
      const clients = await connectMany(4, { port: server.port });
      const start = performance.now();
      await Promise.all(
        clients.map(async (client, index) => {
          // Whole segments, odd cuts, and one with invalid lines between.
          const lines = index === 3 ? "TIME\r\nNO\r\n".repeat(25_000) : "TIME\r\n".repeat(50_000);
          const cut = [300_000, 4096, 1001, 65_536][index] as number;
          for (let at = 0; at < lines.length; at += cut) await client.send(lines.slice(at, at + cut));
          await client.halfClose();
          await client.takeToEnd();
        }),
      );
      const seconds = (performance.now() - start) / 1000;
      const floodLines = server.lines.length;
      const { code } = await server.stop();
      assert.equal(code, 0);
      const counted = countRequests(server);
      assert.deepEqual(counted, { times: 175_000, invalid: 25_000 });
      // Two seconds' worth at once, then so many a second, in each thread.
      const limit = configuration.threads * (400 + 200 * Math.ceil(seconds + 1)) + 100;
      assert.ok(floodLines < limit, `${floodLines} lines, bound ${limit}`);
    });

    test("a flood of connections is counted, not printed, and nothing goes uncounted", async () => {
      await using server = await ServerProcess.start(configuration);
      for (let round = 0; round < 6; round++) {
        const clients = await connectMany(200, { port: server.port });
        await Promise.all(
          clients.map((client) => client.send("TIME\r\nQUIT\r\n").then(() => client.takeToEnd())),
        );
        for (const client of clients) client[Symbol.dispose]();
      }
      assert.equal((await server.stop()).code, 0);
      const rest = server.eventsOf("rest-counted");
      const opened = server.eventsOf("connection-opened").length + sumOf(rest, "opened");
      const closed = server.eventsOf("connection-closed").length + sumOf(rest, "closed");
      const quits = server.eventsOf("request").filter((event) => event.request === "quit").length;
      assert.deepEqual(
        { opened, closed, quits: quits + sumOf(rest, "quits"), ...countRequests(server) },
        { opened: 1200, closed: 1200, quits: 1200, times: 1200, invalid: 0 },
      );
    });

    test("--log-level warn tells nothing of what goes well", async () => {
      await using server = await ServerProcess.start({ ...configuration, args: ["--log-level", "info"] });
      assert.equal(server.eventsOf("listening").length, 1);
      const args = ["--log-level", "warn", "--port", String(server.port)];
      assert.equal((await server.stop()).code, 0);
      await using quiet = ServerProcess.spawn({ ...configuration, args });
      // It says nothing, not even that it listens; who comes while it makes sure of its port is turned away.
      await until(async () => {
        try {
          using client = await RawClient.connect({ port: server.port });
          return await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
        } catch {
          return null;
        }
      }, "an answer of the quiet server");
      assert.equal((await quiet.stop()).code, 0);
      assert.deepEqual(quiet.lines, []);
      assert.equal(quiet.stderr, "");
    });
  });
}

/** One connection with a request of each kind. @returns its port. */
async function sayEverything(port: number): Promise<number> {
  using client = await RawClient.connect({ port });
  const own = client.port;
  await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
  await client.ask("HELLO\r\n", INVALID.length);
  await client.send("QUIT\r\n");
  await client.takeToEnd();
  return own;
}

async function assertStops(server: ServerProcess): Promise<void> {
  assert.equal((await server.stop()).code, 0);
}

function assertInOrder(text: string, parts: readonly string[]): void {
  const places = parts.map((part) => text.indexOf(part));
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
    parts.join(", "),
  );
}

function countRequests(server: ServerProcess): { times: number; invalid: number } {
  const counts = [...server.eventsOf("requests-counted"), ...server.eventsOf("rest-counted")];
  const told = server.eventsOf("request");
  return {
    times: told.filter((event) => event.request === "time").length + sumOf(counts, "times"),
    invalid: told.filter((event) => event.request === "invalid").length + sumOf(counts, "invalid"),
  };
}

function sumOf(events: ReadonlyArray<Readonly<Record<string, unknown>>>, fact: string): number {
  return events.reduce((sum, event) => sum + Number(event[fact]), 0);
}
