import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createAuthority } from "../../src/cli/cert/certificate.ts";
import { importsOf } from "../../tools/module-imports.ts";
import { runJam } from "../support/jam-process.ts";
import { runProgram } from "../support/program-run.ts";
import { needsProgram } from "../support/system-programs.ts";
import { testCertificates } from "../support/test-certificates.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/jam.js", import.meta.url));
const SOURCE = fileURLToPath(new URL("../../src/cli/", import.meta.url));
const DAY = 86_400_000;

let root = "";
let folder = "";
let runs = 0;
before(async () => {
  root = await mkdtemp(join(tmpdir(), "jam-cert-"));
});
after(() => rm(root, { recursive: true }));
beforeEach(() => {
  folder = join(root, `${++runs}`);
});

const cert = (...args: string[]) => runJam(["cert", "--out", folder, ...args]);
const text = (name: string): string => readFileSync(join(folder, name), "utf8");
const read = (name: string): X509Certificate => new X509Certificate(text(name));
const modeOf = (name: string): number => statSync(join(folder, name)).mode & 0o777;

describe("jam cert", () => {
  for (const engine of ["bun", "node"]) {
    test(`makes an authority and a certificate of this machine, on ${engine}`, async () => {
      const args = [LAUNCHER, "--engine", engine, "cert", "--out", folder, "--lang", "en"];
      const { code, stdout, stderr } = await runProgram(process.execPath, args).ended();
      assert.deepEqual([code, stderr], [0, ""]);
      assert.deepEqual(readdirSync(folder).sort(), ["ca-key.pem", "ca.pem", "server-key.pem", "server.pem"]);
      assert.ok(
        stdout.includes(`jam serve --tls-cert ${folder}/server.pem --tls-key ${folder}/server-key.pem\n`),
      );
      assert.ok(stdout.includes(`jam time --tls --ca ${folder}/ca.pem\n`));
      const [ca, server] = [read("ca.pem"), read("server.pem")];
      assert.ok(ca.ca && !server.ca);
      assert.ok(server.checkIssued(ca) && server.verify(ca.publicKey));
      for (const name of ["localhost", hostname()]) assert.equal(server.checkHost(name), name.toLowerCase());
      for (const address of ["127.0.0.1", "::1"]) assert.notEqual(server.checkIP(address), undefined);
      assert.match(ca.serialNumber, /^[4-7][0-9A-F]{31}$/);
      if (process.platform !== "win32") {
        for (const name of ["ca-key.pem", "server-key.pem"]) assert.equal(modeOf(name), 0o600);
      }
    });
  }

  test("openssl takes them", needsProgram("openssl"), async () => {
    const names = ["time.lab.example", "*.lab.example", "10.0.0.7", "2001:db8::7", "münchen.example"];
    assert.equal((await cert("--name", ...names, "--client", "budi", "ani", "--days", "30")).code, 0);
    const openssl = async (...args: string[]) => (await runProgram("openssl", args).ended()).stdout;
    const path = (name: string) => join(folder, name);
    for (const [name, purpose] of [
      ["server", "sslserver"],
      ["client-budi", "sslclient"],
      ["client-ani", "sslclient"],
    ] as const) {
      const verified = await openssl(
        ...["verify", "-x509_strict", "-check_ss_sig", "-CAfile", path("ca.pem")],
        ...["-purpose", purpose, path(`${name}.pem`)],
      );
      assert.equal(verified, `${path(`${name}.pem`)}: OK\n`);
    }
    const shown = await openssl("x509", "-noout", "-text", "-in", path("server.pem"));
    assert.match(
      shown,
      /DNS:time\.lab\.example, DNS:\*\.lab\.example, IP Address:10\.0\.0\.7, IP Address:2001:DB8:0:0:0:0:0:7, DNS:xn--mnchen-3ya\.example\n/,
    );
    assert.match(shown, /Key Usage: critical\s+Digital Signature\n/);
    assert.match(shown, /Extended Key Usage: *\s+TLS Web Server Authentication\n/);
    const authority = await openssl("x509", "-noout", "-text", "-in", path("ca.pem"));
    assert.match(authority, /Basic Constraints: critical\s+CA:TRUE, pathlen:0\n/);
    assert.match(authority, /Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
  });

  test("--days, and the authority's end is the end of all", async () => {
    await cert("--days", "30");
    const days = (name: string) => (Date.parse(read(name).validTo) - Date.now()) / DAY;
    assert.ok(Math.abs(days("server.pem") - 30) < 0.01);
    assert.ok(Math.abs(days("ca.pem") - 3650) < 0.01);
    assert.ok(Date.parse(read("server.pem").validFrom) < Date.now() - 1_800_000);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    const from = new Date(Date.now() - DAY);
    const short = await createAuthority("short", { from, until: new Date(Date.now() + 5 * DAY) });
    writeFileSync(join(folder, "ca.pem"), short.certificate);
    writeFileSync(join(folder, "ca-key.pem"), short.key);
    assert.equal((await cert()).code, 0);
    assert.equal(read("server.pem").validTo, read("ca.pem").validTo);
  });

  test("again: what is there stays, and a client is added", async () => {
    await cert("--name", "a.example");
    const before = [text("ca.pem"), text("ca-key.pem"), text("server.pem"), text("server-key.pem")];
    const again = await cert();
    assert.equal(again.code, 0);
    assert.match(again.stdout, /^kept .*\nkept .*server a\.example, valid until/);
    const more = await cert("--client", "budi", "--lang", "id");
    assert.match(more.stdout, /^tetap .*\ntetap .*\ndibuat .*klien budi/);
    assert.match(
      more.stdout,
      /--tls-client-ca .*ca\.pem\n.*--cert .*client-budi\.pem --key .*client-budi-key\.pem\n/,
    );
    assert.deepEqual(
      [text("ca.pem"), text("ca-key.pem"), text("server.pem"), text("server-key.pem")],
      before,
    );
    assert.ok(read("client-budi.pem").verify(read("ca.pem").publicKey));
  });

  test("nothing is overwritten without --force, and nothing at all is written then", async () => {
    await cert("--name", "a.example", "--client", "budi");
    const before = readdirSync(folder).map(text);
    for (const args of [
      ["--name", "b.example"],
      ["--client", "budi"],
      ["--client", "ani", "budi"],
    ]) {
      const run = await cert(...args);
      assert.equal(run.code, 2);
      assert.match(run.stderr, /^jam: .*is there already\. Give --force .* \[JAM_CERT_EXISTS\]\n$/);
    }
    assert.deepEqual(readdirSync(folder).map(text), before);
  });

  test("--force makes what is asked for anew, never the authority, and takes the rights of others away", async () => {
    await cert("--name", "a.example", "10.0.0.1", "--client", "budi");
    const [ca, server, client] = [text("ca.pem"), text("server.pem"), text("client-budi.pem")];
    chmodSync(join(folder, "server-key.pem"), 0o644);
    assert.equal((await cert("--force")).code, 0);
    assert.notEqual(text("server.pem"), server);
    assert.equal(read("server.pem").subjectAltName, "DNS:a.example, IP Address:10.0.0.1");
    if (process.platform !== "win32") assert.equal(modeOf("server-key.pem"), 0o600);
    assert.equal(text("client-budi.pem"), client);
    const renewed = text("server.pem");
    assert.equal((await cert("--force", "--client", "budi")).code, 0);
    assert.notEqual(text("client-budi.pem"), client);
    assert.equal(text("server.pem"), renewed);
    assert.equal((await cert("--force", "--name", "b.example")).code, 0);
    assert.equal(read("server.pem").subjectAltName, "DNS:b.example");
    assert.equal(text("ca.pem"), ca);
    assert.ok(readdirSync(folder).every((name) => name.endsWith(".pem")));
  });

  test("a server certificate of another authority, or one half of a pair, is not taken for a good one", async () => {
    await cert();
    rmSync(join(folder, "ca.pem"));
    rmSync(join(folder, "ca-key.pem"));
    assert.match((await cert()).stderr, /JAM_CERT_EXISTS/);
    assert.ok(!existsSync(join(folder, "ca.pem")));
    assert.equal((await cert("--force")).code, 0);
    assert.ok(read("server.pem").verify(read("ca.pem").publicKey));
    rmSync(join(folder, "server-key.pem"));
    assert.match((await cert()).stderr, /JAM_CERT_EXISTS/);
    assert.equal((await cert("--force")).code, 0);
    assert.ok(existsSync(join(folder, "server-key.pem")));
  });

  test("an authority that cannot sign is told, and stays", async () => {
    const { authority, otherAuthority, server } = await testCertificates();
    const from = new Date(Date.now() - 9 * DAY);
    const old = await createAuthority("old", { from, until: new Date(Date.now() - DAY) });
    const cases: readonly [certificate: string | null, key: string | null, code: string][] = [
      [authority.certificate, null, "JAM_CERT_INCOMPLETE"],
      [null, authority.key, "JAM_CERT_INCOMPLETE"],
      [authority.certificate, otherAuthority.key, "JAM_CERT_NO_AUTHORITY"],
      [server.certificate, server.key, "JAM_CERT_NO_AUTHORITY"],
      ["text", authority.key, "JAM_CERT_NO_AUTHORITY"],
      [authority.certificate, "text", "JAM_CERT_NO_AUTHORITY"],
      [old.certificate, old.key, "JAM_CERT_AUTHORITY_EXPIRED"],
    ];
    for (const [certificate, key, code] of cases) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      if (certificate !== null) writeFileSync(join(folder, "ca.pem"), certificate);
      if (key !== null) writeFileSync(join(folder, "ca-key.pem"), key);
      const before = readdirSync(folder);
      const run = await cert("--force");
      assert.equal(run.code, 2);
      assert.match(run.stderr, new RegExp(`^jam: .+ \\[${code}\\]\\n$`));
      assert.deepEqual(readdirSync(folder), before);
    }
  });

  test("an authority made by openssl signs too, RSA or elliptic curve", needsProgram("openssl"), async () => {
    for (const algorithm of [["rsa:2048"], ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const files = ["-keyout", join(folder, "ca-key.pem"), "-out", join(folder, "ca.pem")];
      const args = [
        "req",
        "-x509",
        "-newkey",
        ...algorithm,
        "-nodes",
        ...files,
        "-days",
        "9",
        "-subj",
        "/O=Lab/CN=CA",
      ];
      assert.equal((await runProgram("openssl", args).ended()).code, 0);
      assert.equal((await cert()).code, 0);
      const verify = ["verify", "-CAfile", join(folder, "ca.pem"), join(folder, "server.pem")];
      assert.match((await runProgram("openssl", verify).ended()).stdout, /: OK\n$/);
    }
  });

  test("names and numbers that cannot be: exit 2, and no folder is made", async () => {
    const long = "x".repeat(64);
    for (const args of [
      ...["a b", "a*b", "*", "-", "a..b", "1.2.3", "1.2.3.4.5", "fe80::1%eth0", "http://a", long, ""].map(
        (name) => ["--name", name],
      ),
      ...["", "../x", "a/b", "a b", ".x", "x-key", "ü", long].map((name) => ["--client", name]),
      ...["0", "3651", "1.5", "soon"].map((days) => ["--days", days]),
    ]) {
      const run = await cert(...args);
      assert.equal(run.code, 2, args.join(" "));
      assert.match(run.stderr, /\[JAM_BAD_OPTION\]\n$/);
    }
    assert.ok(!existsSync(folder));
  });

  test("a folder that cannot be written to is told", async () => {
    writeFileSync(folder, "a file");
    const run = await cert();
    assert.equal(run.code, 2);
    assert.match(run.stderr, /^jam: .+ \[JAM_FILE_NOT_WRITABLE\]\n$/);
  });

  test("paths with spaces are printed as a shell reads them", async () => {
    folder = join(root, "it's here");
    assert.ok((await cert()).stdout.includes(`--ca '${root}/it'\\''s here/ca.pem'\n`));
  });

  test("its library is loaded by no other command", () => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const { specifier, kind } of importsOf(file, readFileSync(file, "utf8"))) {
        assert.ok(!["pkijs", "asn1js"].includes(specifier), `${file} imports ${specifier}`);
        if (kind === "value" && specifier.startsWith(".")) visit(join(file, "..", specifier));
      }
    };
    const entries = readdirSync(SOURCE).filter((name) => /-(?:command|run|session|dialogue)\.ts$/.test(name));
    for (const name of ["main.ts", "swarm/swarm-run.ts", "bench/bench-run.ts", ...entries])
      visit(join(SOURCE, name));
    assert.ok(seen.size > 50);
  });
});
