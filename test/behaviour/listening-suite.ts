import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { describe, test } from "node:test";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";

const CONFIGURATIONS: readonly Configuration[] = [
  { engine: "bun", threads: 1 },
  { engine: "bun", threads: 2 },
  { engine: "node", threads: 1 },
  { engine: "node", threads: 2 },
];

const IPV6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
);
const NEEDS_IPV6 = IPV6 ? {} : { skip: "needs IPv6: this machine has no ::1" };

/** Ports and addresses (R1), and who else may have them. */
export function listeningSuite(configuration: Configuration, shared: () => ServerProcess): void {
  describe("listening", () => {
    test("R1 port 0 takes a free port and tells which", () => {
      const { port } = shared();
      assert.ok(port > 0 && port <= 65_535);
      const listening = shared().find("listening");
      assert.equal(listening?.port, port);
      assert.equal(listening?.threads, configuration.threads);
      assert.equal(listening?.engine, configuration.engine);
      assert.equal(listening?.zone, "UTC");
    });

    test("R1 IPv4 is served by default", async () => {
      const since = shared().events.length;
      using client = await RawClient.connect({ port: shared().port, host: "127.0.0.1" });
      const opened = shared().event("connection-opened", (event) => event.port === client.port, since);
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      assert.equal((await opened).address, "127.0.0.1", "in dotted form, though the socket is dual-stack");
    });

    test("R1 IPv6 is served by default", NEEDS_IPV6, async () => {
      const since = shared().events.length;
      using client = await RawClient.connect({ port: shared().port, host: "::1" });
      const opened = shared().event("connection-opened", (event) => event.port === client.port, since);
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      assert.equal((await opened).address, "::1");
    });

    test("--host 127.0.0.1 is IPv4 alone", NEEDS_IPV6, async () => {
      await using server = await ServerProcess.start({ ...configuration, args: ["--host", "127.0.0.1"] });
      using client = await RawClient.connect({ port: server.port });
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      await assert.rejects(RawClient.connect({ port: server.port, host: "::1" }), { code: "ECONNREFUSED" });
    });

    test("--host ::1 is IPv6 alone", NEEDS_IPV6, async () => {
      await using server = await ServerProcess.start({ ...configuration, args: ["--host", "::1"] });
      using client = await RawClient.connect({ port: server.port, host: "::1" });
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      await assert.rejects(RawClient.connect({ port: server.port }), { code: "ECONNREFUSED" });
    });

    test("a restart at once on the same port works, though the last connections linger in the kernel", async () => {
      const first = await ServerProcess.start(configuration);
      const { port } = first;
      for (let turn = 0; turn < 5; turn++) {
        // The side that closes first keeps the port in TIME-WAIT: here it is the server.
        using client = await RawClient.connect({ port });
        await client.send("TIME\r\nQUIT\r\n");
        assertTimeReplies((await client.takeToEnd()).octets, 1);
      }
      assert.equal((await first.stop()).code, 0);
      await using second = await ServerProcess.start({ ...configuration, args: ["--port", String(port)] });
      assert.equal(second.port, port);
      using client = await RawClient.connect({ port });
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
    });

    for (const second of CONFIGURATIONS) {
      test(`a second server on the port fails: ${second.engine}, ${second.threads} threads`, async () => {
        await assertPortTaken(second, shared().port);
      });
    }

    test("a second server on the port fails also when it asks for one address of it", async () => {
      await assertPortTaken(configuration, shared().port, ["--host", "127.0.0.1"]);
    });

    test("the first server goes on after that", async () => {
      using client = await RawClient.connect({ port: shared().port });
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
    });
  });
}

async function assertPortTaken(
  configuration: Configuration,
  port: number,
  args: readonly string[] = [],
): Promise<void> {
  await using server = ServerProcess.spawn({
    ...configuration,
    args: ["--port", String(port), ...args],
  });
  assert.deepEqual(await server.exited(), { code: 1, signal: null });
  assert.match(server.stderr, /^jam: .*\[JAM_PORT_TAKEN\]\n$/, "one line");
  assert.ok(server.stderr.includes(String(port)));
  assert.deepEqual(server.lines, [], "nothing on standard output");
}
