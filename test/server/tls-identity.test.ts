import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { issue, readSigner } from "../../src/cli/cert/certificate.ts";
import { checkIdentity } from "../../src/server/tls-identity.ts";
import { testCertificates } from "../support/test-certificates.ts";

const LABELS = { cert: "a.pem", key: "a.key", clientCa: "clients.pem" };
const DAY = 86_400_000;

describe("certificates of a server", () => {
  test("text or octets, with texts around them as openssl writes, are read", async () => {
    const { server, authority } = await testCertificates();
    const cert = `subject=CN = localhost\r\n${server.certificate}issuer=tests\n${authority.certificate}`;
    const octets = { cert: Buffer.from(cert), key: Buffer.from(server.key) };
    for (const material of [{ cert, key: server.key }, octets]) {
      const { identity } = checkIdentity(material, Date.now());
      assert.equal(identity.cert, server.certificate + authority.certificate);
      assert.equal(identity.clientCa, null);
    }
  });

  test("the end is that of the certificate that ends first, in any of the files", async () => {
    const { server, authority, otherAuthority } = await testCertificates();
    const material = { cert: server.certificate, key: server.key };
    const alone = checkIdentity(material, Date.now());
    assert.equal(alone.end.subject, "CN=localhost");
    const more = { ...material, clientCa: otherAuthority.certificate };
    assert.deepEqual(checkIdentity(more, Date.now()).end, alone.end);
    const signer = await readSigner(authority);
    assert.ok(typeof signer !== "string");
    const span = { from: new Date(Date.now() - DAY), until: new Date(Date.now() + DAY / 2) };
    const short = await issue(signer, { kind: "client", commonName: "short" }, span);
    const first = checkIdentity({ ...material, clientCa: short.certificate }, Date.now());
    assert.equal(first.end.subject, "CN=short");
    assert.equal(first.end.endsAt, Math.floor(span.until.getTime() / 1000) * 1000);
  });

  test("an instant before it begins and an instant after it ends it is refused, by the name of its file", async () => {
    const { server } = await testCertificates();
    const material = { cert: server.certificate, key: server.key };
    const { endsAt } = checkIdentity(material, Date.now()).end;
    checkIdentity(material, endsAt - 1);
    assert.throws(() => checkIdentity(material, endsAt, LABELS), {
      code: "JAM_TLS_OWN_EXPIRED",
      message: /"a\.pem".*"CN=localhost"/,
    });
    assert.throws(() => checkIdentity(material, Date.now() - 5 * DAY, LABELS), {
      code: "JAM_TLS_OWN_NOT_YET_VALID",
      message: /"a\.pem"/,
    });
  });

  test("an authority of clients that has expired is left out beside a valid one, and an error alone", async () => {
    const { server, authority, expired } = await testCertificates();
    const material = { cert: server.certificate, key: server.key };
    const clientCa = expired.certificate + authority.certificate;
    assert.equal(
      checkIdentity({ ...material, clientCa }, Date.now()).identity.clientCa,
      authority.certificate,
    );
    const alone = { ...material, clientCa: expired.certificate };
    assert.throws(() => checkIdentity(alone, Date.now(), LABELS), {
      code: "JAM_TLS_OWN_EXPIRED",
      message: /"clients\.pem"/,
    });
  });

  test("an intermediate certificate that has expired is refused: clients could not follow the chain", async () => {
    const { server, expired } = await testCertificates();
    const material = { cert: server.certificate + expired.certificate, key: server.key };
    assert.throws(() => checkIdentity(material, Date.now()), { code: "JAM_TLS_OWN_EXPIRED" });
  });
});
