import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { runJam } from "../support/jam-process.ts";
import { FIXED_TIME, onLines, serveWell, startScripted } from "../support/scripted-server.ts";
import { testCertificates } from "../support/test-certificates.ts";
import { startTls } from "../support/tls-server.ts";

const { authority, otherAuthority, server, otherName, client } = await testCertificates();
const CLIENT_COMMANDS = ["time", "client", "swarm", "bench"] as const;
const wantsCertificate = { requestCert: true, rejectUnauthorized: true, ca: authority.certificate };

let folder = "";
const file = (name: string): string => join(folder, name);
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "jam-tls-"));
  await writeFile(file("ca.pem"), authority.certificate);
  await writeFile(file("other-ca.pem"), otherAuthority.certificate);
  await writeFile(file("budi.pem"), client.certificate);
  await writeFile(file("budi-key.pem"), client.key);
  await writeFile(file("text.pem"), "not a certificate\n");
});
after(() => rm(folder, { recursive: true }));

describe("client commands over TLS", () => {
  test("jam time: --ca implies --tls", async () => {
    await using trusted = await startTls(server, serveWell);
    const run = await runJam(["time", `127.0.0.1:${trusted.port}`, "--ca", file("ca.pem"), "--count", "2"]);
    assert.deepEqual(run, { stdout: `JAM ${FIXED_TIME}\n`.repeat(2), stderr: "", code: 0 });
    assert.equal(trusted.received(), "TIME\r\nTIME\r\nQUIT\r\n");
  });

  test("jam time: --servername, also beside --tls", async () => {
    await using named = await startTls(otherName, serveWell);
    const args = ["time", `127.0.0.1:${named.port}`, "--tls", "--ca", file("ca.pem")];
    assert.match((await runJam(args)).stderr, /\[JAM_TLS_WRONG_NAME\]\n$/);
    const run = await runJam([...args, "--servername", "time.example"]);
    assert.deepEqual(run, { stdout: `JAM ${FIXED_TIME}\n`, stderr: "", code: 0 });
  });

  test("jam client: a session, and the sheets' dialogue, with a client certificate", async () => {
    await using strict = await startTls(server, serveWell, wantsCertificate);
    const own = ["--ca", file("ca.pem"), "--cert", file("budi.pem"), "--key", file("budi-key.pem")];
    const session = await runJam(["client", `127.0.0.1:${strict.port}`, ...own], { input: "TIME\nQUIT\n" });
    assert.equal(session.stdout, `JAM ${FIXED_TIME}\nConnection closed by server.\n`);
    assert.equal(session.code, 0);
    const args = ["client", `127.0.0.1:${strict.port}`, ...own, "--clients", "2"];
    const dialogue = await runJam(args, { input: "TIME\nTIME\ny\ny\n" });
    assert.equal(dialogue.code, 0);
    assert.equal(dialogue.stdout.match(/Received: JAM/g)?.length, 2);
  });

  test("a client certificate that is wanted and missing: told as such by each command", async () => {
    await using strict = await startTls(server, serveWell, wantsCertificate);
    for (const command of CLIENT_COMMANDS) {
      const args = [command, `127.0.0.1:${strict.port}`, "--ca", file("ca.pem"), "--lang", "id"];
      const run = await runJam(args, { input: "TIME\n" });
      assert.match(
        run.stdout + run.stderr,
        /server meminta sertifikat klien ini\..* \[JAM_TLS_CLIENT_CERT_WANTED\]/,
      );
      assert.equal(run.code, command === "bench" ? 3 : 1);
    }
  });

  test("jam swarm: concurrent, in text and as JSON", async () => {
    await using trusted = await startTls(server, serveWell);
    const args = [
      "swarm",
      `127.0.0.1:${trusted.port}`,
      "--ca",
      file("ca.pem"),
      "--clients",
      "4",
      "--hold",
      "50",
    ];
    assert.match((await runJam(args)).stdout, /all 4 connections were open and answered at the same time/);
    const { stdout, code } = await runJam([...args, "--json"]);
    assert.equal(JSON.parse(stdout).verdict, "concurrent");
    assert.equal(code, 0);
  });

  test("jam bench: every reply right, sessions too, and TLS is named", async () => {
    const answer = () => `JAM ${new Date().toISOString().slice(11, 19)}\r\n`;
    await using trusted = await startTls(server, (socket) =>
      onLines(socket, (line) => (line === "QUIT" ? socket.end() : socket.write(answer()))),
    );
    const args = [
      `127.0.0.1:${trusted.port}`,
      "--ca",
      file("ca.pem"),
      "--duration",
      "200ms",
      "--warmup",
      "50ms",
    ];
    for (const more of [
      ["--threads", "2", "--connections", "4"],
      ["--session", "--connections", "2"],
    ]) {
      const { stdout, stderr, code } = await runJam(["bench", ...args, ...more]);
      assert.equal(stderr, "");
      assert.match(stdout, /^[^\n]*, TLS\b/);
      assert.match(stdout, /Every reply was right\.\n$/);
      assert.equal(code, 0);
    }
  });
});

describe("what is wrong with TLS is told on one line", () => {
  test("servers that are not trusted, or not TLS: exit 1, in both languages", async () => {
    await using trusted = await startTls(server, serveWell);
    await using plain = await startScripted(serveWell);
    await using silent = await startScripted(() => undefined);
    const ca = ["--ca", file("ca.pem")];
    const cases: readonly [args: readonly string[], code: string, en: RegExp, id: RegExp][] = [
      [
        [`127.0.0.1:${trusted.port}`, "--ca", file("other-ca.pem")],
        "JAM_TLS_NOT_TRUSTED",
        /no authority that this client trusts/,
        /tidak dapat dipercaya/,
      ],
      [[`127.0.0.1:${trusted.port}`, "--tls"], "JAM_TLS_NOT_TRUSTED", /with --ca/, /dengan --ca/],
      [
        [`127.0.0.1:${plain.port}`, ...ca],
        "JAM_TLS_NOT_SPOKEN",
        /does not speak TLS on that port/,
        /tidak memakai TLS di port itu/,
      ],
      [
        [`127.0.0.1:${silent.port}`, ...ca, "--timeout", "80"],
        "JAM_TLS_TIMEOUT",
        /not done within 80 ms/,
        /tidak selesai dalam 80 ms/,
      ],
    ];
    for (const [args, code, en, id] of cases) {
      for (const [language, says] of [
        ["en", en],
        ["id", id],
      ] as const) {
        const run = await runJam(["time", ...args, "--lang", language]);
        assert.equal(run.code, 1);
        assert.equal(run.stdout, "");
        assert.match(run.stderr, says);
        assert.match(run.stderr, new RegExp(`^jam: [\\x20-\\x7e]+ \\[${code}\\]\\n$`));
      }
    }
  });

  test("files that are missing or hold something else: exit 2, by each command, before it connects", async () => {
    const cases: readonly [args: readonly string[], code: string, says: RegExp][] = [
      [["--ca", file("none.pem")], "JAM_FILE_NOT_READABLE", /none\.pem": ENOENT/],
      [["--ca", folder], "JAM_FILE_NOT_READABLE", /EISDIR/],
      [["--ca", file("text.pem")], "JAM_TLS_BAD_CERTIFICATE", /text\.pem"/],
      [["--cert", file("text.pem"), "--key", file("budi-key.pem")], "JAM_TLS_BAD_CERTIFICATE", /text\.pem"/],
      [["--cert", file("budi.pem"), "--key", file("text.pem")], "JAM_TLS_BAD_KEY", /text\.pem"/],
      [["--cert", file("budi.pem")], "JAM_USAGE", /"--cert" needs "--key" too/],
      [["--key", file("budi-key.pem")], "JAM_USAGE", /"--key" needs "--cert" too/],
      [["--servername", ""], "JAM_BAD_OPTION", /--servername/],
      [["--cert", file("ca.pem"), "--key", file("budi-key.pem")], "JAM_TLS_KEY_MISMATCH", /budi-key\.pem"/],
    ];
    for (const [index, [args, code, says]] of cases.entries()) {
      // Each case by one of the commands, and the first one by all.
      const commands = index === 0 ? CLIENT_COMMANDS : [CLIENT_COMMANDS[index % 4] as string];
      for (const command of commands) {
        const run = await runJam([command, "127.0.0.1:1", ...args]);
        assert.equal(run.code, 2, run.stderr);
        assert.equal(run.stdout, "");
        assert.match(run.stderr, says);
        assert.match(run.stderr, new RegExp(`^jam: .+ \\[${code}\\]\\n$`));
      }
    }
  });

  test("without a port, TLS is asked for at 45443", async () => {
    const run = await runJam(["time", "no-such-host.invalid", "--tls"]);
    assert.match(run.stderr, /JAM_HOST_NOT_RESOLVED/);
    // Where something listens there, it is another error that names the port.
    assert.match(
      (await runJam(["time", "127.0.0.1", "--tls", "--timeout", "500"])).stderr,
      /127\.0\.0\.1:45443/,
    );
  });

  test("the options are in the help of each command, in both languages", async () => {
    for (const command of CLIENT_COMMANDS) {
      for (const language of ["en", "id"]) {
        const { stdout } = await runJam([command, "--help", "--lang", language]);
        for (const option of [
          "--tls ",
          "--ca <FILE>",
          "--cert <FILE>",
          "--key <FILE>",
          "--servername <NAME>",
        ]) {
          assert.ok(stdout.includes(option), `${command}: ${option}`);
        }
      }
    }
  });
});
