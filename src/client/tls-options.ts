import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import { JamError, reasonOf, systemCodeOf } from "../errors/index.ts";
import { checkHost } from "./client-options.ts";

/** Certificates or a key in PEM form (RFC 7468), as text or as the octets of a file. */
export type Pem = string | Uint8Array;

/**
 * How to encrypt a connection. The server's certificate is always verified: signed by an authority that
 * is trusted, valid today, and made for the name that was asked for (RFC 9525).
 */
export interface TlsOptions {
  /** Authorities to trust. Default: the list of the runtime. When it is given, that list is not used. */
  readonly ca?: Pem | readonly Pem[] | undefined;
  /** Certificate of this client, with those between it and its authority, for a server that wants one. */
  readonly cert?: Pem | undefined;
  /** Private key of `cert`, not encrypted. Must be given with it. */
  readonly key?: Pem | undefined;
  /** Name or IP address that the server's certificate must hold, and that is told to the server. Default: `host`. */
  readonly servername?: string | undefined;
}

/** What the parts of {@link TlsOptions} are called in errors. */
export type TlsLabels = Readonly<Record<"ca" | "cert" | "key" | "servername", string>>;

const PROPERTIES: TlsLabels = {
  ca: "tls.ca",
  cert: "tls.cert",
  key: "tls.key",
  servername: "tls.servername",
};

/** Older versions are broken (RFC 8996). */
const OLDEST_VERSION = "TLSv1.2";
const CERTIFICATE =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;
const KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;
const ENCRYPTED_KEY = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/** {@link TlsOptions} that were checked and read, for any number of connections to one server. */
export interface CheckedTls {
  readonly context: SecureContext;
  /** What the server's certificate must hold. */
  readonly name: string;
  /** {@link name} as the server is told it (SNI); empty for an IP address, which RFC 6066 forbids there. */
  readonly announced: string;
}

/**
 * Reads what a TLS connection needs; nothing is connected.
 *
 * @param host the server's name when `servername` does not say another.
 * @param labels names of the parts in errors. Default: those of the properties.
 * @throws {JamError} JAM_TLS_BAD_CERTIFICATE, JAM_TLS_BAD_KEY, JAM_TLS_KEY_MISMATCH, JAM_BAD_OPTION.
 */
export function checkTls(options: TlsOptions, host: string, labels: TlsLabels = PROPERTIES): CheckedTls {
  const name = checkHost(options.servername ?? host, labels.servername);
  const context = secureContext(options, labels);
  return { context, name, announced: isIP(name) === 0 ? name : "" };
}

function secureContext({ ca, cert, key }: TlsOptions, labels: TlsLabels): SecureContext {
  const trusted = ca === undefined ? undefined : certificatesOf([ca].flat(), labels.ca);
  if ((cert === undefined) !== (key === undefined)) {
    const option = cert === undefined ? labels.cert : labels.key;
    throw new JamError("JAM_BAD_OPTION", {
      value: "undefined",
      option,
      expected: `PEM (${labels.cert} + ${labels.key})`,
    });
  }
  const own = cert === undefined ? undefined : certificatesOf([cert], labels.cert).join("\n");
  const ownKey = key === undefined ? undefined : keyOf(key, labels.key);
  if (own !== undefined && ownKey !== undefined) requirePair(own, ownKey, labels);
  try {
    return createSecureContext({
      minVersion: OLDEST_VERSION,
      ...(trusted === undefined ? {} : { ca: trusted }),
      ...(own === undefined || ownKey === undefined ? {} : { cert: own, key: ownKey }),
    });
  } catch (error) {
    // Such as a key that the TLS library finds too short.
    const source = own === undefined ? labels.ca : labels.cert;
    const details = { source, reason: systemCodeOf(error) ?? reasonOf(error) };
    throw new JamError("JAM_TLS_BAD_CERTIFICATE", details, { cause: error });
  }
}

/** The runtimes take a key of another kind (RSA, elliptic curve) beside any certificate, and never use it. */
function requirePair(certificates: string, pem: string, labels: TlsLabels): void {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    const details = { source: labels.key, reason: systemCodeOf(error) ?? reasonOf(error) };
    throw new JamError("JAM_TLS_BAD_KEY", details, { cause: error });
  }
  if (createPublicKey(key).equals(new X509Certificate(certificates).publicKey)) return;
  throw new JamError("JAM_TLS_KEY_MISMATCH", { cert: labels.cert, key: labels.key });
}

/** Each certificate by itself: of a text with several faulty ones the runtimes take what they like. */
function certificatesOf(pems: readonly Pem[], source: string): string[] {
  const certificates = pems.flatMap((pem) => {
    const found = textOf(pem).match(CERTIFICATE);
    if (found === null)
      throw new JamError("JAM_TLS_BAD_CERTIFICATE", { source, reason: "0 x BEGIN CERTIFICATE" });
    return found;
  });
  for (const certificate of certificates) {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      const details = { source, reason: systemCodeOf(error) ?? reasonOf(error) };
      throw new JamError("JAM_TLS_BAD_CERTIFICATE", details, { cause: error });
    }
  }
  if (certificates.length > 0) return certificates;
  throw new JamError("JAM_TLS_BAD_CERTIFICATE", { source, reason: "0 x BEGIN CERTIFICATE" });
}

function keyOf(pem: Pem, source: string): string {
  const text = textOf(pem);
  if (ENCRYPTED_KEY.test(text)) throw new JamError("JAM_TLS_BAD_KEY", { source, reason: "ENCRYPTED" });
  if (!KEY.test(text)) throw new JamError("JAM_TLS_BAD_KEY", { source, reason: "0 x BEGIN PRIVATE KEY" });
  return text;
}

/** PEM is ASCII; a text from elsewhere, such as DER, only must not be taken for it. */
function textOf(pem: Pem): string {
  return typeof pem === "string" ? pem : Buffer.from(pem).toString("latin1");
}
