import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runProgram } from "../support/program-run.ts";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, type LoggedEvent, ServerProcess } from "../support/server-process.ts";
import { needsProgram } from "../support/system-programs.ts";
import { testCertificates } from "../support/test-certificates.ts";
import { assertTimeReplies, INVALID, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";
import { TlsClient } from "./tls-client.ts";
import { TlsServer } from "./tls-server.ts";

/** More than the kernel's buffers of both ends take. */
const UNREAD_REQUESTS = 400_000;
/** More than is answered in one turn. */
const OWED_REQUESTS = 100_000;
const HANDSHAKE_DEADLINE = 500;
/** A deadline is noticed so late at most: two ticks of the wheel, and a busy machine. */
const LATENESS = 3000;

/** Encrypted connections: the same service on a port of its own, whatever a client does to the encryption. */
export function tlsSuite(configuration: Configuration): void {
  const isAllAtOnce = configuration.model !== "iterative";

  describe("TLS", () => {
    test("both ports serve, TLS 1.2 and 1.3 are spoken, the log tells it", async () => {
      await using server = await TlsServer.start(configuration);
      assert.notEqual(server.tlsPort, server.process.port);
      {
        using plain = await RawClient.connect({ port: server.process.port });
        assertTimeReplies(await plain.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      }
      for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
        using client = await TlsClient.connect({ port: server.tlsPort, version });
        assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
        const secured = await server.process.event("tls-secured", (event) => event.port === client.port);
        assert.equal(secured.version, version);
        assert.equal(secured.client, null);
        await client.send("QUIT\r\n");
        assert.deepEqual(await client.takeToEnd(), { octets: "", error: null });
      }
    });

    test("TLS 1.1 is refused, renegotiation too", needsProgram("openssl"), async () => {
      await using server = await TlsServer.start(configuration);
      const address = ["s_client", "-connect", `127.0.0.1:${server.tlsPort}`];
      const old = runProgram("openssl", [...address, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]);
      const { stderr, code } = await old.ended();
      assert.notEqual(code, 0);
      assert.match(stderr, /alert protocol version/);
      const failed = await server.process.event("tls-failed");
      assert.equal(failed.failure, "old-version");
      const again = runProgram("openssl", [...address, "-tls1_2"]);
      await until(() => again.output.includes("Verify return code"), "openssl to connect");
      again.type("R\n");
      assert.match((await again.ended()).stderr, /no renegotiation/);
    });

    test(
      "R5 QUIT ends with close_notify, so that no client takes it for cut off",
      needsProgram("openssl"),
      async () => {
        await using server = await TlsServer.start(configuration);
        const client = runProgram("openssl", [
          "s_client",
          "-connect",
          `127.0.0.1:${server.tlsPort}`,
          "-quiet",
        ]);
        client.type("TIME\r\nQUIT\r\n");
        const { stdout, stderr } = await client.ended();
        assertTimeReplies(stdout, 1);
        assert.doesNotMatch(stderr, /unexpected eof|errno/);
      },
    );

    test("R9 what was asked before close_notify is answered, also when it takes many turns", async () => {
      await using server = await TlsServer.start(configuration);
      for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
        for (const count of [3, OWED_REQUESTS]) {
          using client = await TlsClient.connect({ port: server.tlsPort, version });
          await client.send("TIME\r\n".repeat(count));
          client.halfClose();
          const { octets, error } = await client.takeToEnd();
          assertTimeReplies(octets, count);
          assert.equal(error, null);
        }
      }
    });

    test("R8 no reply of a long pipeline is lost for a slow reader, and it ends in order", async () => {
      await using server = await TlsServer.start(configuration);
      using client = await TlsClient.connect({ port: server.tlsPort });
      client.pause();
      void client.send(`${"TIME\r\n".repeat(UNREAD_REQUESTS)}QUIT\r\n`);
      await until(() => server.process.eventsOf("request").length > 0, "the first request");
      client.resume();
      const { octets, error } = await client.takeToEnd(60_000);
      assertTimeReplies(octets, UNREAD_REQUESTS);
      assert.equal(error, null);
    });

    test("a reset, during the handshake or after it, hurts nobody", async () => {
      await using server = await TlsServer.start(configuration);
      for (let turn = 0; turn < 5; turn++) {
        using client = await TlsClient.connect({ port: server.tlsPort });
        await client.send("TIME\r\n");
        client.reset();
        using beginner = await RawClient.connect({ port: server.tlsPort });
        await beginner.send(helloOf(20));
        beginner.reset();
      }
      await assertServes(server);
      await until(() => server.process.eventsOf("connection-closed").length === 11, "all to be closed");
    });

    test("plain text on the TLS port is closed and told, without a reply", async () => {
      await using server = await TlsServer.start(configuration);
      for (const text of ["TIME\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u0000".repeat(64)]) {
        const since = server.process.events.length;
        using client = await RawClient.connect({ port: server.tlsPort });
        await client.send(text);
        const { octets } = await client.takeToEnd();
        assert.doesNotMatch(octets, /JAM|Invalid/);
        const failed = await server.process.event("tls-failed", undefined, since);
        assert.equal(failed.failure, "not-tls", text);
        assert.match(String(failed.detail), /^[A-Z][A-Z0-9_]+$/);
        const closed = await server.process.event("connection-closed", undefined, since);
        assert.equal(closed.reason, "tls-failed");
      }
      await assertServes(server);
    });

    test("TLS on the plain port is an invalid line, and nothing breaks", async () => {
      await using server = await TlsServer.start(configuration);
      await assert.rejects(TlsClient.connect({ port: server.process.port }));
      using client = await RawClient.connect({ port: server.process.port });
      await client.send(`${helloOf(100)}\r\nTIME\r\n`);
      assert.equal(await client.take(INVALID.length), INVALID);
      assertTimeReplies(await client.take(TIME_REPLY_LENGTH), 1);
    });

    test("handshakes that break off at any octet are closed and counted", async () => {
      await using server = await TlsServer.start(configuration);
      const hello = helloOf(60);
      for (const length of [0, 1, 4, 5, 6, 9, 30, hello.length]) {
        const since = server.process.events.length;
        using client = await RawClient.connect({ port: server.tlsPort });
        await client.send(hello.slice(0, length));
        await client.halfClose();
        await client.takeToEnd();
        const failed = await server.process.event("tls-failed", undefined, since);
        assert.ok(
          ["left", "failed", "not-tls"].includes(String(failed.failure)),
          `${length} octets: ${failed.failure}`,
        );
        await server.process.event("connection-closed", undefined, since);
      }
      await assertServes(server);
    });

    test("a handshake that is not done in time is closed, however its octets come", async () => {
      const args = ["--handshake-deadline", `${HANDSHAKE_DEADLINE}ms`];
      await using server = await TlsServer.start(configuration, { args });
      using client = await RawClient.connect({ port: server.tlsPort });
      const startedAt = performance.now();
      let sent = 0;
      const hello = helloOf(400);
      const sending = setInterval(() => void client.send(hello[sent++] ?? "\u0000"), 20);
      await client.takeToEnd();
      clearInterval(sending);
      const took = performance.now() - startedAt;
      assert.ok(
        took >= HANDSHAKE_DEADLINE && took < HANDSHAKE_DEADLINE + LATENESS,
        `closed after ${took} ms`,
      );
      const closed = await server.process.event("connection-closed");
      assert.equal(closed.reason, "handshake-deadline");
      assert.equal(server.process.find("tls-failed"), undefined, "it is told once");
      await assertServes(server);
    });

    test("the deadline is the handshake's alone: who is done with it may be silent", async () => {
      const args = ["--handshake-deadline", `${HANDSHAKE_DEADLINE}ms`];
      await using server = await TlsServer.start(configuration, { args });
      using client = await TlsClient.connect({ port: server.tlsPort });
      await new Promise((resolve) => setTimeout(resolve, 3 * HANDSHAKE_DEADLINE));
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
    });

    test("SIGTERM with requests in flight: every reply arrives, then the end, exit 0", async () => {
      await using server = await TlsServer.start(configuration);
      const clients = await Promise.all(
        Array.from({ length: isAllAtOnce ? 10 : 1 }, () => TlsClient.connect({ port: server.tlsPort })),
      );
      await Promise.all(clients.map((client) => client.ask("TIME\r\n", TIME_REPLY_LENGTH)));
      await Promise.all(clients.map((client) => client.send("TIME\r\n".repeat(5000))));
      server.process.signal("SIGTERM");
      for (const client of clients) {
        const { octets, error } = await client.takeToEnd();
        assertTimeReplies(octets, 5000);
        assert.equal(error, null);
        client[Symbol.dispose]();
      }
      assert.deepEqual(await server.process.exited(), { code: 0, signal: null });
    });

    test("the certificate's end is told two weeks before", async () => {
      await using server = await TlsServer.start(configuration);
      const expires = await server.process.event("tls-expires");
      assert.equal(expires.level, "warn");
      assert.equal(expires.subject, "CN=localhost");
      assert.ok(Number(expires.days) <= 2);
    });
  });
}

/** Client certificates: who shows a good one is served and named, others are not. */
export function clientCertificateSuite(configuration: Configuration): void {
  describe("TLS with client certificates", () => {
    for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
      test(`a good one is served and named, none and bad ones are not: ${version}`, async () => {
        const made = await testCertificates();
        // Of a client's own settings; it must not weaken a server (oven-sh/bun#35240).
        const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
        await using server = await TlsServer.start(configuration, {
          clientCa: made.authority.certificate,
          env,
        });
        const cases = [
          [undefined, "no-certificate"],
          [made.otherClient, "bad-certificate"],
          [made.otherServer, "bad-certificate"],
          [made.expired, "bad-certificate"],
          [made.notYetValid, "bad-certificate"],
        ] as const;
        for (const [credentials, failure] of cases) {
          const { failed, octets } = await refusal(server, () =>
            TlsClient.connect({
              port: server.tlsPort,
              version,
              ...(credentials === undefined ? {} : { credentials }),
            }),
          );
          assert.equal(failed.failure, failure);
          assert.equal(octets, "", "nothing is served");
        }
        using client = await TlsClient.connect({ port: server.tlsPort, version, credentials: made.client });
        assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
        const secured = await server.process.event("tls-secured");
        assert.equal(secured.client, "budi");
        assert.equal(server.process.eventsOf("tls-secured").length, 1);
      });
    }
  });
}

/** Files that cannot be used end the start with a clear error. */
export function tlsStartSuite(configuration: Configuration): void {
  describe("TLS: a start that fails", () => {
    test("with certificates that are wrong: exit 2, one line that names the file", async () => {
      const { server, otherName, expired, notYetValid } = await testCertificates();
      const encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n-----END ENCRYPTED PRIVATE KEY-----\n";
      const cases = [
        [{ ...server, key: otherName.key }, "JAM_TLS_KEY_MISMATCH"],
        [expired, "JAM_TLS_OWN_EXPIRED"],
        [notYetValid, "JAM_TLS_OWN_NOT_YET_VALID"],
        [{ ...server, certificate: server.key }, "JAM_TLS_BAD_CERTIFICATE"],
        [{ ...server, key: server.certificate }, "JAM_TLS_BAD_KEY"],
        [{ ...server, key: encrypted }, "JAM_TLS_BAD_KEY"],
        [{ ...server, certificate: server.certificate.replace(/MII/, "AAA") }, "JAM_TLS_BAD_CERTIFICATE"],
      ] as const;
      for (const [credentials, code] of cases) {
        await assert.rejects(TlsServer.start(configuration, { credentials }), (error: Error) => {
          assert.match(error.message, /ended \(2\)/);
          assert.match(error.message, new RegExp(`: jam: .*(cert|key)\\.pem.*\\[${code}\\]\n$`));
          return true;
        });
      }
    });

    test("with options that want others, or files that are not there", async () => {
      const cases = [
        [["--tls-port", "0"], "JAM_USAGE"],
        [["--tls-cert", "/nowhere/cert.pem"], "JAM_USAGE"],
        [["--tls-key", "/nowhere/key.pem"], "JAM_USAGE"],
        [["--tls-cert", "/nowhere/cert.pem", "--tls-key", "/nowhere/key.pem"], "JAM_FILE_NOT_READABLE"],
      ] as const;
      for (const [args, code] of cases) {
        await using server = ServerProcess.spawn({ ...configuration, args });
        assert.equal((await server.exited()).code, 2);
        assert.match(server.stderr, new RegExp(`^jam: .*\\[${code}\\]\n$`));
      }
    });

    test("a TLS port that is taken is an error that names it", async () => {
      await using first = await TlsServer.start(configuration);
      const args = ["--tls-port", String(first.tlsPort)];
      await assert.rejects(
        TlsServer.start(configuration, { args }),
        (error: Error) =>
          error.message.includes(`"${first.tlsPort}"`) && /JAM_PORT_TAKEN/.test(error.message),
      );
      await assertServes(first);
    });
  });
}

/** Connects where it must not be served. @returns what the log tells, and what was served in spite of it. */
async function refusal(
  server: TlsServer,
  connect: () => Promise<TlsClient>,
): Promise<{ failed: LoggedEvent; octets: string }> {
  const since = server.process.events.length;
  let octets = "";
  try {
    // In TLS 1.3 a client is done before the server has seen its certificate.
    using client = await connect();
    await client.send("TIME\r\n");
    octets = (await client.takeToEnd()).octets;
  } catch {
    // Refused in the handshake.
  }
  const failed = await server.process.event("tls-failed", undefined, since);
  const closed = await server.process.event("connection-closed", undefined, since);
  assert.equal(closed.reason, "tls-failed");
  return { failed, octets };
}

/** Asserts that a new client is served on the TLS port. */
async function assertServes(server: TlsServer): Promise<void> {
  using client = await TlsClient.connect({ port: server.tlsPort });
  assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
}

/** The record header of a ClientHello that promises 512 octets, and zeros behind it: in all so many octets. */
function helloOf(length: number): string {
  const start = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
  return start.padEnd(length, "\u0000").slice(0, length);
}
