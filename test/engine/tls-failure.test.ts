import assert from "node:assert/strict";
import { test } from "node:test";
import { badCertificate, tlsFailure } from "../../src/engine/tls-failure.ts";

/** What the runtimes were seen to say, Node.js 26.10 and Bun 1.4.5. */
const SEEN = [
  [{ code: "ERR_SSL_WRONG_VERSION_NUMBER" }, "not-tls", "WRONG_VERSION_NUMBER"],
  [{ code: "ERR_SSL_HTTP_REQUEST" }, "not-tls", "HTTP_REQUEST"],
  [{ code: "ERR_SSL_UNSUPPORTED_PROTOCOL" }, "old-version", "UNSUPPORTED_PROTOCOL"],
  [
    { code: "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE" },
    "no-certificate",
    "PEER_DID_NOT_RETURN_A_CERTIFICATE",
  ],
  [{ code: "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA" }, "refused-by-client", "TLSV1_ALERT_UNKNOWN_CA"],
  [{ code: "ERR_SSL_NO_SHARED_CIPHER" }, "failed", "NO_SHARED_CIPHER"],
  [{ code: "ECONNRESET" }, "left", "ECONNRESET"],
  [bunError("WRONG_VERSION_NUMBER"), "not-tls", "WRONG_VERSION_NUMBER"],
  [bunError("UNSUPPORTED_PROTOCOL"), "old-version", "UNSUPPORTED_PROTOCOL"],
  [bunError("TLSV1_ALERT_UNKNOWN_CA"), "refused-by-client", "TLSV1_ALERT_UNKNOWN_CA"],
  [bunError("PEER_DID_NOT_RETURN_A_CERTIFICATE"), "no-certificate", "PEER_DID_NOT_RETURN_A_CERTIFICATE"],
  [bunError("BAD_PACKET_LENGTH"), "failed", "BAD_PACKET_LENGTH"],
] as const;

for (const [error, kind, detail] of SEEN) {
  test(`${detail} (${error.code}) is ${kind}`, () => {
    assert.deepEqual(tlsFailure(error), { kind, detail });
  });
}

test("whatever the error says, its word is short and safe to print", () => {
  const hostile = new Error(`\u001b[2J\r\n${"forged line ".repeat(50)}`);
  for (const { detail } of [tlsFailure(hostile), tlsFailure(undefined), badCertificate(hostile.message)]) {
    assert.match(detail, /^[A-Z0-9_]{1,64}$/);
  }
});

/** As Bun reports what BoringSSL says. */
function bunError(word: string): Error & { readonly code: string } {
  const message = `error:100000f7:SSL routines:OPENSSL_internal:${word}`;
  return Object.assign(new Error(message), { code: "EPROTO" });
}
