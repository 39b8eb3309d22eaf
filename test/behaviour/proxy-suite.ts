import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

const V1 = "PROXY TCP4 192.0.2.7 198.51.100.1 50123 45000\r\n";
/** Version 2, PROXY over TCP and IPv6: 2001:db8::7 port 50124 to 2001:db8::1 port 45000. */
const V2 = Buffer.concat([
  Buffer.from("\r\n\r\n\0\r\nQUIT\n\x21\x21", "latin1"),
  Buffer.from("0024", "hex"),
  Buffer.from("20010db8000000000000000000000007", "hex"),
  Buffer.from("20010db8000000000000000000000001", "hex"),
  Buffer.from("c3ccafc8", "hex"),
]);
const V2_LOCAL = Buffer.from("\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00", "latin1");

/** Behind a balancer that speaks the PROXY protocol. */
export function proxySuite(configuration: Configuration): void {
  const start = (...args: string[]) =>
    ServerProcess.start({ ...configuration, args: ["--proxy-protocol-from", "127.0.0.1", ...args] });

  describe("PROXY protocol", { concurrency: 4 }, () => {
    test("the log names the client, not the balancer, for both versions", async () => {
      await using server = await start();
      using first = await RawClient.connect({ port: server.port });
      assertTimeReplies(await first.ask(`${V1}TIME\r\n`, TIME_REPLY_LENGTH), 1);
      using second = await RawClient.connect({ port: server.port });
      await second.send(V2);
      assertTimeReplies(await second.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      const opened = await until(() => {
        const events = server.eventsOf("connection-opened");
        return events.length === 2 ? events : undefined;
      }, "both to be logged");
      assert.deepEqual(
        opened.map(({ address, port }) => `${address} ${port}`),
        ["192.0.2.7 50123", "2001:db8::7 50124"],
      );
    });

    test("R8 a header octet by octet, and requests behind it, are answered", async () => {
      await using server = await start();
      using client = await RawClient.connect({ port: server.port });
      await client.sendOctetByOctet(`${V1}TIME\r\nTIME\r\n`);
      assertTimeReplies(await client.take(2 * TIME_REPLY_LENGTH), 2);
    });

    test("LOCAL and UNKNOWN are health checks: the balancer's own address counts", async () => {
      await using server = await start();
      using local = await RawClient.connect({ port: server.port });
      await local.send(V2_LOCAL);
      assertTimeReplies(await local.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      using unknown = await RawClient.connect({ port: server.port });
      assertTimeReplies(await unknown.ask("PROXY UNKNOWN\r\nTIME\r\n", TIME_REPLY_LENGTH), 1);
      for (const { address } of server.eventsOf("connection-opened")) assert.equal(address, "127.0.0.1");
    });

    test("without a header nothing is answered, and from another address neither", async () => {
      await using server = await start();
      using bare = await RawClient.connect({ port: server.port });
      await bare.send("TIME\r\n");
      assert.equal((await bare.takeToEnd()).octets, "");
      using stranger = await RawClient.connect({ port: server.port, host: "::1" });
      await stranger.send(`${V1}TIME\r\n`);
      assert.equal((await stranger.takeToEnd()).octets, "");
      const refused = () => server.eventsOf("connection-refused");
      await until(() => refused().length === 2, "both to be logged");
      for (const { reason } of refused()) assert.equal(reason, "proxy");
    });

    test("every truncation of a header and a balancer that hangs up get no answer, and hurt nobody", async () => {
      await using server = await start();
      for (const header of [Buffer.from(V1), V2]) {
        for (let length = 0; length < header.length; length++) {
          using client = await RawClient.connect({ port: server.port });
          await client.send(header.subarray(0, length));
          await client.halfClose();
          assert.equal((await client.takeToEnd()).octets, "");
        }
      }
      using client = await RawClient.connect({ port: server.port });
      assertTimeReplies(await client.ask(`${V1}TIME\r\n`, TIME_REPLY_LENGTH), 1);
    });

    test("a header that does not come ends the connection", async () => {
      await using server = await start();
      using client = await RawClient.connect({ port: server.port });
      await client.send("PROXY TCP4 192.0");
      assert.equal((await client.takeToEnd()).octets, "");
      assert.equal((await server.event("connection-refused"))["reason"], "proxy");
    });

    test("limits and lists see the client's address", async () => {
      await using server = await start("--deny", "203.0.113.0/24", "--max-per-address", "1");
      const from = (address: string) => `PROXY TCP4 ${address} 198.51.100.1 50123 45000\r\nTIME\r\n`;
      using denied = await RawClient.connect({ port: server.port });
      await denied.send(from("203.0.113.9"));
      assert.equal((await denied.takeToEnd()).octets, "");
      using first = await RawClient.connect({ port: server.port });
      assertTimeReplies(await first.ask(from("192.0.2.1"), TIME_REPLY_LENGTH), 1);
      using second = await RawClient.connect({ port: server.port });
      await second.send(from("192.0.2.1"));
      assert.equal((await second.takeToEnd()).octets, "Server busy\r\n");
      using other = await RawClient.connect({ port: server.port });
      assertTimeReplies(await other.ask(from("192.0.2.2"), TIME_REPLY_LENGTH), 1);
    });
  });
}
