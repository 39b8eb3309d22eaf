import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectMany, RawClient } from "../support/raw-client.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, assertTimeReply, INVALID, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

/** Well under the second that the server lingers for: "promptly" for somebody who waits for the end. */
const PROMPT_MILLISECONDS = 500;
/** What goes wrong at a reset does so in one of a hundred, as it depends on where the server is at that moment. */
const RESET_ROUNDS = 10;
const RESETS_AT_ONCE = 20;

/**
 * Clients that a server answers at the same time, by the nature of its model: a thread for each takes its time to
 * start, and the iterative model answers nobody while another one stays.
 */
export type Crowd = "many" | "few" | "one-at-a-time";

function skippedBy(crowd: Crowd): { readonly skip?: string } {
  return crowd !== "one-at-a-time" ? {} : { skip: "needs two clients that are served at the same time" };
}

/** How connections begin and end: who speaks first, QUIT, half-close, overlong lines, resets (R1, R5, R9-R11). */
export function endingSuite(server: () => ServerProcess, crowd: Crowd = "many"): void {
  describe("beginnings and ends", () => {
    test("R1 the server never speaks first", skippedBy(crowd), async () => {
      using client = await RawClient.connect({ port: server().port });
      // The server has accepted it once another client, which came later, was served.
      using later = await RawClient.connect({ port: server().port });
      await later.ask("TIME\r\n", TIME_REPLY_LENGTH);
      assert.equal(client.waitingOctets, 0);
      const before = Date.now();
      assertTimeReply(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), before, Date.now());
      assert.equal(client.waitingOctets, 0);
    });

    test("R4 the reply to one request comes in one segment", async () => {
      using client = await RawClient.connect({ port: server().port });
      for (let turn = 0; turn < 50; turn++) {
        await client.send("TIME\r\n\r\n");
        await until(() => client.waitingOctets > 0, "a reply");
        assert.equal(client.waitingOctets, TIME_REPLY_LENGTH, "octets of the first read");
        await client.take(TIME_REPLY_LENGTH);
      }
    });

    test("R5 QUIT closes promptly, without an octet, though the client keeps its side open", async () => {
      using client = await RawClient.connect({ port: server().port });
      await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
      const start = performance.now();
      await client.send("QUIT\r\n");
      assert.deepEqual(await client.takeToEnd(), { octets: "", end: "eof" });
      assert.ok(performance.now() - start < PROMPT_MILLISECONDS);
    });

    test("R5 what follows QUIT is ignored, in the same segment and in later ones", async () => {
      using client = await RawClient.connect({ port: server().port });
      await client.send("TIME\r\nQUIT\r\nTIME\r\n");
      await client.send("TIME\r\n");
      const { octets, end } = await client.takeToEnd();
      assertTimeReplies(octets, 1);
      assert.equal(end, "eof");
      await client.send("TIME\r\n");
      assert.equal(client.waitingOctets, 0);
    });

    test("R5 many replies before QUIT are all delivered", async () => {
      using client = await RawClient.connect({ port: server().port });
      await client.send(`${"TIME\r\n".repeat(20_000)}QUIT\r\n${"TIME\r\n".repeat(20_000)}`);
      const { octets, end } = await client.takeToEnd();
      assertTimeReplies(octets, 20_000);
      assert.equal(end, "eof", "not a reset, though octets after QUIT were on their way");
    });

    test("R5 a client that stays after QUIT is let go", async () => {
      const since = server().events.length;
      using client = await RawClient.connect({ port: server().port });
      const { port } = client;
      await client.send("QUIT\r\n");
      await client.takeToEnd();
      const closed = await server().event("connection-closed", (event) => event.port === port, since);
      assert.equal(closed.reason, "quit");
    });

    test("R9 half-close: all lines are answered, then comes EOF", async () => {
      await Promise.all(
        [1, 500, 50_000].map(async (count) => {
          using client = await RawClient.connect({ port: server().port });
          await client.send("TIME\r\n".repeat(count));
          await client.halfClose();
          const { octets, end } = await client.takeToEnd();
          assertTimeReplies(octets, count);
          assert.equal(end, "eof");
        }),
      );
    });

    for (const fragment of ["QUIT", "TIME", "TIME\r", "T", "\r", "x".repeat(512)]) {
      test(`R9 a fragment is dropped at half-close: ${JSON.stringify(fragment.slice(0, 8))}`, async () => {
        using client = await RawClient.connect({ port: server().port });
        await client.send(`TIME\r\n${fragment}`);
        await client.halfClose();
        const { octets, end } = await client.takeToEnd();
        assertTimeReplies(octets, 1);
        assert.equal(end, "eof");
      });
    }

    test("R9 QUIT without a line end, then close: no complaint, and the connection is off the books", async () => {
      const since = server().events.length;
      const client = await RawClient.connect({ port: server().port });
      const { port } = client;
      await client.send("QUIT");
      client[Symbol.dispose]();
      const closed = await server().event("connection-closed", (event) => event.port === port, since);
      assert.equal(closed.reason, "client-closed");
      assert.equal(closed.level, "info");
      assert.equal(closed.requests, 0);
    });

    overlongTests(server);
    resetTests(server, crowd);
  });
}

function overlongTests(server: () => ServerProcess): void {
  for (const [name, end] of [
    ["with its end", "\r\n"],
    ["without its end", ""],
  ] as const) {
    test(`R10 a line of 64 KiB ${name}: one Invalid command, then EOF`, async () => {
      using client = await RawClient.connect({ port: server().port });
      await client.send(`TIME\r\n${"x".repeat(65_536)}${end}`);
      const { octets, end: serverEnd } = await client.takeToEnd();
      assertTimeReplies(octets.slice(0, TIME_REPLY_LENGTH), 1);
      assert.equal(octets.slice(TIME_REPLY_LENGTH), INVALID);
      assert.equal(serverEnd, "eof");
    });
  }

  test("R10 the reply is delivered, not reset, also when 100 KB more are on their way", async () => {
    for (let turn = 0; turn < 20; turn++) {
      using client = await RawClient.connect({ port: server().port });
      await client.send("x".repeat(600));
      await client.send("y".repeat(100_000));
      assert.deepEqual(await client.takeToEnd(), { octets: INVALID, end: "eof" });
    }
  });

  test("R10 a client that sends without end is cut off", async () => {
    const since = server().events.length;
    using client = await RawClient.connect({ port: server().port });
    const { port } = client;
    await until(async () => {
      await client.send("x".repeat(10_000));
      return server().find("connection-closed", (event) => event.port === port, since);
    }, "the server to cut it off");
    const closed = await server().event("connection-closed", (event) => event.port === port, since);
    assert.equal(closed.reason, "line-too-long");
  });

  test("R11 octets outside ASCII and binary noise hurt nobody", async () => {
    const octets = String.fromCharCode(...Array.from({ length: 256 }, (_, octet) => octet));
    using client = await RawClient.connect({ port: server().port });
    // All 256 octets hold one LF: two lines, both invalid.
    await client.send(`${octets}\r\nTIME\r\n`);
    assert.equal(await client.take(2 * INVALID.length), INVALID + INVALID);
    assertTimeReplies(await client.take(TIME_REPLY_LENGTH), 1);
  });
}

/** Moments at which a client resets. */
const RESETS: ReadonlyArray<readonly [moment: string, act: (client: RawClient) => Promise<unknown>]> = [
  ["before sending anything", async () => {}],
  ["in the midst of a line", (client) => client.send("TI")],
  ["after TIME, its reply unread", (client) => client.send("TIME\r\n")],
  ["after the reply", (client) => client.ask("TIME\r\n", TIME_REPLY_LENGTH)],
  ["after QUIT", (client) => client.send("QUIT\r\n")],
  ["after the server's end", async (client) => client.send("QUIT\r\n").then(() => client.takeToEnd())],
  ["after its half-close", async (client) => client.send("TIME\r\n").then(() => client.halfClose())],
  ["in the midst of a line too long", (client) => client.send("x".repeat(70_000))],
];

function resetTests(server: () => ServerProcess, crowd: Crowd): void {
  for (const [moment, act] of RESETS) {
    test(`R11 a reset ${moment} hurts nobody`, async () => {
      const [rounds, atOnce] = crowd === "few" ? [2, 4] : [RESET_ROUNDS, RESETS_AT_ONCE];
      for (let round = 0; round < rounds; round++) {
        const clients = await connectMany(atOnce, { port: server().port });
        await Promise.all(clients.map((client) => act(client).then(() => client.reset())));
      }
      await assertNobodyOpen(server());
    });
  }

  test("R11 a reset while a large reply is unread hurts nobody", skippedBy(crowd), async () => {
    const clients = await connectMany(4, { port: server().port, reading: false });
    await Promise.all(
      clients.map(async (client) => {
        // The last of it is not taken as long as nobody reads, so this must not be awaited.
        void client.send("TIME\r\n".repeat(1_500_000));
        using another = await RawClient.connect({ port: server().port });
        await another.ask("TIME\r\n", TIME_REPLY_LENGTH);
        client.reset();
      }),
    );
    await assertNobodyOpen(server());
  });
}

/** The server still serves, and the log counts nobody but the one who asks. */
async function assertNobodyOpen(server: ServerProcess): Promise<void> {
  await until(async () => {
    const since = server.events.length;
    using client = await RawClient.connect({ port: server.port });
    const { port } = client;
    const before = Date.now();
    assertTimeReply(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), before, Date.now());
    const opened = await server.event("connection-opened", (event) => event.port === port, since);
    return opened.open === 1;
  }, "a connection that is the only one open");
}
