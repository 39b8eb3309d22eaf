import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import { type ConnectOptions, TimeClient, type TlsOptions } from "../../src/client/index.ts";
import { FIXED_TIME, type ScriptedServer, serveWell, startScripted } from "../support/scripted-server.ts";
import { testCertificates } from "../support/test-certificates.ts";
import { startRelay, startTls } from "../support/tls-server.ts";
import { within } from "../support/waiting.ts";

const {
  authority,
  otherAuthority,
  server,
  otherServer,
  otherName,
  expired,
  notYetValid,
  client,
  otherClient,
} = await testCertificates();
const ca = authority.certificate;
const own = { cert: client.certificate, key: client.key };
const wantsCertificate = { requestCert: true, rejectUnauthorized: true, ca };

/** The time from a server, after a whole session over TLS. */
async function timeFrom(port: number, tls: TlsOptions = {}, more: ConnectOptions = {}): Promise<string> {
  await using asker = await TimeClient.connect({ host: "127.0.0.1", port, tls: { ca, ...tls }, ...more });
  const { label } = await asker.time();
  assert.deepEqual(await asker.quit(), { farewell: [] });
  return label;
}

describe("a server that is trusted", () => {
  test("is asked over TLS 1.3, and over 1.2", async () => {
    for (const maxVersion of ["TLSv1.3", "TLSv1.2"] as const) {
      await using trusted = await startTls(server, serveWell, { maxVersion });
      assert.equal(await timeFrom(trusted.port), FIXED_TIME);
      assert.equal(trusted.received(), "TIME\r\nQUIT\r\n");
    }
  });

  test("by its name, by its address, by a name that is said; certificates as text or octets, one or several", async () => {
    await using trusted = await startTls(server, serveWell);
    const { port } = trusted;
    const octets = Buffer.from(ca);
    assert.equal(await timeFrom(port, {}, { host: "localhost" }), FIXED_TIME);
    assert.equal(await timeFrom(port, { servername: "::1" }), FIXED_TIME);
    assert.equal(await timeFrom(port, { servername: "LOCALHOST" }), FIXED_TIME);
    assert.equal(await timeFrom(port, { ca: octets }), FIXED_TIME);
    assert.equal(await timeFrom(port, { ca: [otherAuthority.certificate, octets] }), FIXED_TIME);
    assert.equal(await timeFrom(port, { ca: `${otherAuthority.certificate}\n# text\n${ca}` }), FIXED_TIME);
  });

  test("is told the name that is asked for, and no address (SNI)", async () => {
    const names: unknown[] = [];
    await using trusted = await startTls(otherName, (socket) => {
      names.push(socket.servername);
      serveWell(socket);
    });
    assert.equal(await timeFrom(trusted.port, { servername: "a.lab.example" }), FIXED_TIME);
    assert.deepEqual(names, ["a.lab.example"]);
  });

  test("pipelined requests are answered in order, also large ones", async () => {
    await using trusted = await startTls(server, serveWell);
    await using asker = await TimeClient.connect({ host: "127.0.0.1", port: trusted.port, tls: { ca } });
    assert.equal(asker.remoteAddress, "127.0.0.1");
    const replies = await Promise.all(Array.from({ length: 5000 }, () => asker.time()));
    assert.ok(replies.every(({ label }) => label === FIXED_TIME));
  });

  test("a client certificate is shown when it is wanted", async () => {
    for (const maxVersion of ["TLSv1.3", "TLSv1.2"] as const) {
      const subjects: unknown[] = [];
      await using trusted = await startTls(
        server,
        (socket) => {
          subjects.push(socket.getPeerCertificate().subject?.CN);
          serveWell(socket);
        },
        { ...wantsCertificate, maxVersion },
      );
      assert.equal(await timeFrom(trusted.port, own), FIXED_TIME);
      assert.deepEqual(subjects, ["budi"]);
    }
  });
});

/** Starts a server, asks it, and gives the error. */
async function errorOf(
  start: () => Promise<ScriptedServer>,
  tls: TlsOptions | boolean = { ca },
  more: ConnectOptions = {},
): Promise<Error & { readonly code: string; readonly details: Record<string, unknown> }> {
  await using unwelcome = await start();
  const options = { host: "127.0.0.1", port: unwelcome.port, tls, connectTimeout: 10_000, ...more };
  try {
    await using asker = await TimeClient.connect(options);
    await asker.time();
  } catch (error) {
    return error as Error & { code: string; details: Record<string, unknown> };
  }
  throw new Error("it was trusted");
}

const trusted = () => startTls(server, serveWell);
const strict = (maxVersion: "TLSv1.2" | "TLSv1.3") => () =>
  startTls(server, serveWell, { ...wantsCertificate, maxVersion });
/** A server that answers the first octets of a client with these, and closes. */
const answering =
  (...octets: number[]) =>
  () =>
    startScripted((socket) => {
      socket.once("data", () => socket.end(Buffer.from(octets)));
    });

const REFUSALS: readonly [
  name: string,
  code: string,
  start: () => Promise<ScriptedServer>,
  tls: TlsOptions | boolean,
][] = [
  ["another authority", "JAM_TLS_NOT_TRUSTED", trusted, { ca: otherAuthority.certificate }],
  ["no authority that the runtime knows", "JAM_TLS_NOT_TRUSTED", trusted, true],
  [
    "an authority that the server sends itself",
    "JAM_TLS_NOT_TRUSTED",
    () => startTls(otherServer, serveWell),
    { ca },
  ],
  ["another name", "JAM_TLS_WRONG_NAME", () => startTls(otherName, serveWell), { ca }],
  ["another name than is expected", "JAM_TLS_WRONG_NAME", trusted, { ca, servername: "time.example" }],
  ["another address than is expected", "JAM_TLS_WRONG_NAME", trusted, { ca, servername: "10.1.2.3" }],
  [
    "a wildcard two labels above",
    "JAM_TLS_WRONG_NAME",
    () => startTls(otherName, serveWell),
    { ca, servername: "a.b.lab.example" },
  ],
  ["an expired certificate", "JAM_TLS_EXPIRED", () => startTls(expired, serveWell), { ca }],
  ["a certificate of tomorrow", "JAM_TLS_NOT_YET_VALID", () => startTls(notYetValid, serveWell), { ca }],
  ["a client certificate wanted (1.3)", "JAM_TLS_CLIENT_CERT_WANTED", strict("TLSv1.3"), { ca }],
  ["a client certificate wanted (1.2)", "JAM_TLS_HANDSHAKE_FAILED", strict("TLSv1.2"), { ca }],
  [
    "another client certificate wanted (1.3)",
    "JAM_TLS_TURNED_AWAY",
    strict("TLSv1.3"),
    { ca, cert: otherClient.certificate, key: otherClient.key },
  ],
  [
    "another client certificate wanted (1.2)",
    "JAM_TLS_HANDSHAKE_CLOSED",
    strict("TLSv1.2"),
    { ca, cert: otherClient.certificate, key: otherClient.key },
  ],
  // Alerts in the clear, as a server sends them before the handshake has keys: fatal, and a description.
  ["alert unknown_ca", "JAM_TLS_CLIENT_CERT_REFUSED", answering(21, 3, 3, 0, 2, 2, 48), { ca }],
  ["alert bad_certificate", "JAM_TLS_CLIENT_CERT_REFUSED", answering(21, 3, 3, 0, 2, 2, 42), { ca }],
  ["alert protocol_version", "JAM_TLS_HANDSHAKE_FAILED", answering(21, 3, 3, 0, 2, 2, 70), { ca }],
  ["a plain server", "JAM_TLS_NOT_SPOKEN", answering(...Buffer.from("Invalid command\r\n")), { ca }],
  ["a close at once", "JAM_TLS_HANDSHAKE_CLOSED", answering(), { ca }],
  ["a handshake cut off", "JAM_TLS_HANDSHAKE_CLOSED", answering(22, 3, 3, 0, 122, 2, 0, 0, 118), { ca }],
  [
    "a reset",
    "JAM_TLS_HANDSHAKE_CLOSED",
    () => startScripted((socket) => void socket.once("data", () => socket.resetAndDestroy())),
    { ca },
  ],
];

describe("a server that is not trusted, or not TLS", () => {
  for (const [name, code, start, tls] of REFUSALS) {
    test(`${name}: ${code}`, async () => {
      const error = await errorOf(start, tls);
      assert.equal(error.code, code, error.message);
      assert.doesNotMatch(error.message, /\{|undefined|""/);
      assert.ok(error.cause !== undefined || code === "JAM_TLS_TURNED_AWAY");
    });
  }

  test("the names that it has instead are told", async () => {
    const { details } = await errorOf(() => startTls(otherName, serveWell));
    assert.equal(details.names, "DNS:time.example, DNS:*.lab.example");
    assert.equal(details.name, "127.0.0.1");
  });

  test("NODE_TLS_REJECT_UNAUTHORIZED does not turn the check off", async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      assert.equal((await errorOf(trusted, { ca: otherAuthority.certificate })).code, "JAM_TLS_NOT_TRUSTED");
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });
});

describe("deadlines, signals and the end of a TLS connection", () => {
  const silent = () => startScripted(() => undefined);

  test("the deadline covers the handshake", async () => {
    const error = await errorOf(silent, { ca }, { connectTimeout: 50 });
    assert.equal(error.code, "JAM_TLS_TIMEOUT");
    assert.equal(error.details.milliseconds, 50);
  });

  test("a signal ends the handshake", async () => {
    await using server = await silent();
    const given = new AbortController();
    const options = { host: "127.0.0.1", port: server.port, tls: { ca }, signal: given.signal };
    const connecting = assert.rejects(TimeClient.connect(options), { code: "JAM_ABORTED" });
    setTimeout(() => given.abort(), 20);
    await within(connecting, "the end of the attempt");
  });

  test("a signal ends the connection", async () => {
    await using mute = await startTls(server, () => undefined);
    const given = new AbortController();
    const options = { host: "127.0.0.1", port: mute.port, tls: { ca }, signal: given.signal };
    const asker = await TimeClient.connect(options);
    const asking = assert.rejects(asker.time(), { code: "JAM_ABORTED" });
    given.abort();
    await asking;
    await asker.close();
  });

  test("the reply has a deadline", async () => {
    await using mute = await startTls(server, () => undefined);
    await using asker = await TimeClient.connect({ host: "127.0.0.1", port: mute.port, tls: { ca } });
    await assert.rejects(asker.time({ timeout: 30 }), { code: "JAM_REPLY_TIMEOUT" });
  });

  test("a server that closes after it has answered is not one that turned us away", async () => {
    await using closing = await startTls(server, (socket) => {
      socket.once("data", () => socket.end(`JAM ${FIXED_TIME}\r\n`));
    });
    await using asker = await TimeClient.connect({ host: "127.0.0.1", port: closing.port, tls: { ca } });
    await asker.time();
    await assert.rejects(asker.time(), { code: "JAM_CONNECTION_CLOSED" });
  });

  test("close() says farewell (close_notify), so that the server does not take it for a cut", async () => {
    await using behind = await startTls(server, serveWell, { maxVersion: "TLSv1.2" });
    await using relay = await startRelay(behind.port);
    const asker = await TimeClient.connect({ host: "127.0.0.1", port: relay.port, tls: { ca } });
    await asker.time();
    await asker.close();
    await within(
      new Promise((resolve) => (relay.sockets[0] as Socket).once("close", resolve)),
      "the end of the connection",
    );
    assert.deepEqual(relay.lastRecords(), ["alert"]);
  });

  test("close() does not wait long for a server that reads nothing", async () => {
    await using stuck = await startTls(server, (socket) => socket.pause());
    const asker = await TimeClient.connect({ host: "127.0.0.1", port: stuck.port, tls: { ca } });
    const asking = assert.rejects(asker.request("x".repeat(20_000_000)), { code: "JAM_CLIENT_CLOSED" });
    await within(asker.close(), "the close", 5000);
    await asking;
  });
});
