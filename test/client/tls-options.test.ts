import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { TimeClient, type TlsOptions } from "../../src/client/index.ts";
import { testCertificates } from "../support/test-certificates.ts";

const { authority, client, otherClient } = await testCertificates();
const ca = authority.certificate;
const { certificate: cert, key } = client;
const encryptedKey = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" },
}).privateKey;
const rsaKey = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
}).privateKey;
const GARBLED = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

const BAD: readonly [name: string, tls: TlsOptions, code: string, named: string][] = [
  ["text for an authority", { ca: "hello" }, "JAM_TLS_BAD_CERTIFICATE", "tls.ca"],
  ["nothing for an authority", { ca: "" }, "JAM_TLS_BAD_CERTIFICATE", "tls.ca"],
  ["no authority at all", { ca: [] }, "JAM_TLS_BAD_CERTIFICATE", "tls.ca"],
  ["a key for an authority", { ca: authority.key }, "JAM_TLS_BAD_CERTIFICATE", "tls.ca"],
  ["a garbled authority", { ca: GARBLED }, "JAM_TLS_BAD_CERTIFICATE", "tls.ca"],
  ["a garbled authority behind a good one", { ca: [ca, GARBLED] }, "JAM_TLS_BAD_CERTIFICATE", "tls.ca"],
  ["octets that are no text", { ca: new Uint8Array([0, 255, 1]) }, "JAM_TLS_BAD_CERTIFICATE", "tls.ca"],
  ["a key for a certificate", { ca, cert: key, key }, "JAM_TLS_BAD_CERTIFICATE", "tls.cert"],
  ["a certificate for a key", { ca, cert, key: cert }, "JAM_TLS_BAD_KEY", "tls.key"],
  ["an encrypted key", { ca, cert, key: encryptedKey }, "JAM_TLS_BAD_KEY", "tls.key"],
  [
    "a garbled key",
    { ca, cert, key: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" },
    "JAM_TLS_BAD_KEY",
    "tls.key",
  ],
  ["another's key", { ca, cert, key: otherClient.key }, "JAM_TLS_KEY_MISMATCH", "tls.cert"],
  ["a key of another kind", { ca, cert, key: rsaKey }, "JAM_TLS_KEY_MISMATCH", "tls.cert"],
  ["a certificate without its key", { ca, cert }, "JAM_BAD_OPTION", "tls.key"],
  ["a key without its certificate", { ca, key }, "JAM_BAD_OPTION", "tls.cert"],
  ["an empty name", { ca, servername: "" }, "JAM_BAD_OPTION", "tls.servername"],
];

for (const [name, tls, code, named] of BAD) {
  test(`connect() refuses ${name}, before it connects`, async () => {
    // Nobody listens on port 1; that would be another error.
    await assert.rejects(TimeClient.connect({ host: "127.0.0.1", port: 1, tls }), (error: Error) => {
      const { code: actual, exitCode } = error as Error & { code: string; exitCode: number };
      assert.equal(actual, code, error.message);
      assert.equal(exitCode, 2);
      assert.ok(error.message.includes(named), error.message);
      // An error is logged; a key must not be.
      assert.ok(!error.message.includes(key.slice(40, 60)));
      return true;
    });
  });
}
