import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Credentials, issue, readSigner } from "../../src/cli/cert/certificate.ts";
import { runProgram } from "../support/program-run.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { needsProgram } from "../support/system-programs.ts";
import { testCertificates } from "../support/test-certificates.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { TlsClient } from "./tls-client.ts";
import { CertificateFiles, TlsServer } from "./tls-server.ts";

/** So many new connections that each of the threads has some. */
const CONNECTIONS = 12;
const RENEWALS = 10;
const DAY = 86_400_000;
const ON_TERMINAL = fileURLToPath(new URL("../support/python/closed_terminal.py", import.meta.url));

/** Certificates that are read again while the server serves. */
export function tlsRenewalSuite(configuration: Configuration): void {
  const isAllAtOnce = configuration.model !== "iterative";

  describe("TLS: certificates read again on SIGHUP", () => {
    test("new connections get the new one in every thread, old ones go on", async () => {
      const { server: first, expired, otherAuthority } = await testCertificates();
      const next = await anotherServer();
      await using server = await TlsServer.start(configuration, { credentials: first });
      {
        using old = await TlsClient.connect({ port: server.tlsPort });
        await server.renew(next, "tls-renewed");
        assertTimeReplies(await old.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
        if (isAllAtOnce) await assertAllGet(server, next.fingerprint);
      }
      await assertAllGet(server, next.fingerprint);
      const useless = [
        { key: first.key },
        expired,
        { certificate: otherAuthority.certificate },
        { certificate: "" },
      ];
      for (const credentials of useless) {
        await server.renew({ ...next, ...credentials }, "tls-not-renewed");
        const told = server.process.eventsOf("tls-not-renewed").at(-1);
        assert.equal(told?.level, "error");
        assert.match(String(told?.code), /^JAM_TLS_/);
      }
      await assertAllGet(server, next.fingerprint);
      assert.equal((await server.process.stop()).code, 0);
    });

    test("no connection is lost by it, however often", async () => {
      const { server: first } = await testCertificates();
      const next = await anotherServer();
      await using server = await TlsServer.start(configuration, { credentials: first });
      let isOver = false;
      let sessions = 0;
      const visitors = Array.from({ length: isAllAtOnce ? 4 : 1 }, async () => {
        while (!isOver) {
          using client = await TlsClient.connect({ port: server.tlsPort });
          await client.send("TIME\r\nQUIT\r\n");
          const { octets, error } = await client.takeToEnd();
          assertTimeReplies(octets, 1);
          assert.equal(error, null);
          sessions++;
        }
      });
      for (let turn = 0; turn < RENEWALS; turn++) {
        await server.renew(turn % 2 === 0 ? next : first, "tls-renewed");
      }
      isOver = true;
      await Promise.all(visitors);
      assert.ok(sessions > 0);
    });

    test("without TLS SIGHUP stops, as when a terminal is closed", async () => {
      await using server = await ServerProcess.start(configuration);
      assert.deepEqual(await server.stop("SIGHUP"), { code: 0, signal: null });
    });

    test("a terminal that is closed stops it with TLS too", needsProgram("python3"), async () => {
      await using files = await CertificateFiles.create();
      const program = fileURLToPath(
        new URL(`../../node_modules/.bin/${configuration.engine}`, import.meta.url),
      );
      const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
      const serve = [
        program,
        main,
        "serve",
        "--no-http",
        "--port",
        "0",
        "--tls-port",
        "0",
        "--threads",
        "1",
        ...files.args,
      ];
      const { stdout, stderr } = await runProgram("python3", [ON_TERMINAL, ...serve]).ended();
      assert.equal(stdout, "reloaded\nended 0\n", stderr);
    });
  });
}

/** Another certificate for localhost of the same authority, and its fingerprint. */
async function anotherServer(): Promise<Credentials & { readonly fingerprint: string }> {
  const signer = await readSigner((await testCertificates()).authority);
  if (typeof signer === "string") throw new Error(signer);
  const names = [{ kind: "host", host: "localhost" }] as const;
  const validity = { from: new Date(Date.now() - 1000), until: new Date(Date.now() + 100 * DAY) };
  const made = await issue(signer, { kind: "server", commonName: "localhost", names }, validity);
  return { ...made, fingerprint: new X509Certificate(made.certificate).fingerprint256 };
}

async function assertAllGet(server: TlsServer, fingerprint: string): Promise<void> {
  for (let turn = 0; turn < CONNECTIONS; turn++) {
    using client = await TlsClient.connect({ port: server.tlsPort });
    assert.equal(client.server.fingerprint, fingerprint);
    assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
  }
}
