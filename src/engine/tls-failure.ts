import { reasonOf, systemCodeOf } from "../errors/index.ts";
import type { TlsFailure, TlsFailureKind } from "./tls.ts";

const LONGEST_DETAIL = 64;

/** By the words of OpenSSL (Node.js) and BoringSSL (Bun), which mostly agree. The first that fits counts. */
const KINDS: readonly (readonly [RegExp, TlsFailureKind])[] = [
  [/ALERT/, "refused-by-client"],
  [/^PEER_DID_NOT_RETURN_A_CERTIFICATE$/, "no-certificate"],
  [
    /^(?:WRONG_VERSION_NUMBER|HTTPS?_(?:PROXY_)?REQUEST|UNKNOWN_PROTOCOL|PACKET_LENGTH_TOO_LONG|RECORD_TOO_SMALL|(?:UNEXPECTED|BAD)_RECORD(?:_TYPE)?)$/,
    "not-tls",
  ],
  [/^(?:UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE)$/, "old-version"],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT|UNEXPECTED_EOF_WHILE_READING)$/, "left"],
];

/** What a runtime says of a handshake that failed, the same on both where they mean the same. */
export function tlsFailure(error: unknown): TlsFailure {
  const detail = wordOf(error);
  const kind = KINDS.find(([pattern]) => pattern.test(detail))?.[1] ?? "failed";
  return { kind, detail };
}

/**
 * The client's certificate was read, and is not good.
 *
 * @param code the verifier's, such as `CERT_HAS_EXPIRED`.
 */
export function badCertificate(code: string): TlsFailure {
  return { kind: "bad-certificate", detail: word(code) };
}

/**
 * The one word that says most: Node.js has `ERR_SSL_<WORD>` as the code, Bun `EPROTO` and a message that ends with
 * `:<WORD>`, both the system's code where the network failed.
 */
function wordOf(error: unknown): string {
  const code = systemCodeOf(error) ?? "";
  const library = /^ERR_SSL_(\w+)$/.exec(code)?.[1];
  if (library !== undefined) return word(library);
  if (code !== "" && code !== "EPROTO") return word(code);
  return word(/:([A-Z][A-Z0-9_]+)\s*$/.exec(reasonOf(error))?.[1] ?? (code || reasonOf(error)));
}

/** Safe to print and short, whatever it was made of. */
function word(text: string): string {
  return text
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .slice(0, LONGEST_DETAIL);
}
