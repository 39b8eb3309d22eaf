import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { Engine, TlsIdentity } from "../engine/index.ts";
import { JamError, reasonOf, systemCodeOf } from "../errors/index.ts";

/** Certificates or a key in PEM form (RFC 7468), as text or as the octets of a file. */
export type ServerPem = string | Uint8Array;

/** What a server proves itself with, and whom it asks to do so. */
export interface TlsMaterial {
  /** The server's certificate, then those between it and its authority. */
  readonly cert: ServerPem;
  /** Private key of the first certificate, not encrypted. */
  readonly key: ServerPem;
  /** Authorities: only clients with a certificate of one of them are served. Default: clients need none. */
  readonly clientCa?: ServerPem | undefined;
}

/** What the parts of {@link TlsMaterial} are called in errors. */
export type TlsMaterialLabels = Readonly<Record<"cert" | "key" | "clientCa", string>>;

/** A certificate and when it ends. */
export interface CertificateEnd {
  /** Its subject on one line, such as `CN=time.example`. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** A checked {@link TlsMaterial}. */
export interface CheckedIdentity {
  readonly identity: TlsIdentity;
  /** Of all certificates in it the one that ends first. */
  readonly end: CertificateEnd;
}

const PROPERTIES: TlsMaterialLabels = { cert: "tls.cert", key: "tls.key", clientCa: "tls.clientCa" };
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
const KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;
const ENCRYPTED_KEY = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/**
 * Checks certificates and the key before any of them is used: that they can be read, belong together and are valid
 * now. The TLS libraries of the runtimes take an expired certificate, and some a key of another kind.
 *
 * @param now milliseconds since the epoch.
 * @param labels names of the parts in errors. Default: those of the properties.
 * @throws {JamError} JAM_TLS_BAD_CERTIFICATE, JAM_TLS_BAD_KEY, JAM_TLS_KEY_MISMATCH, JAM_TLS_OWN_EXPIRED,
 * JAM_TLS_OWN_NOT_YET_VALID.
 */
export function checkIdentity(
  { cert, key, clientCa }: TlsMaterial,
  now: number,
  labels: TlsMaterialLabels = PROPERTIES,
): CheckedIdentity {
  const chain = certificatesIn(cert, labels.cert);
  for (const certificate of chain) requireValid(certificate, now, labels.cert);
  const keyText = keyIn(key, labels.key);
  if (!(chain[0] as X509Certificate).checkPrivateKey(keyText.key)) {
    throw new JamError("JAM_TLS_KEY_MISMATCH", { cert: labels.cert, key: labels.key });
  }
  const authorities = clientCa === undefined ? [] : validAuthorities(clientCa, now, labels.clientCa);
  const [first, ...others] = [...chain, ...authorities].map(endOf) as [CertificateEnd, ...CertificateEnd[]];
  return {
    identity: {
      cert: pemOf(chain),
      key: keyText.pem,
      clientCa: clientCa === undefined ? null : pemOf(authorities),
    },
    end: others.reduce((earliest, end) => (end.endsAt < earliest.endsAt ? end : earliest), first),
  };
}

/**
 * Tries it out, as the TLS library of the runtime has demands of its own, such as the length of a key.
 *
 * @param source what it is called in the error. Default: that of the property.
 * @throws {JamError} JAM_TLS_OWN_UNUSABLE.
 */
export function requireUsable(
  engine: Pick<Engine, "checkTls">,
  identity: TlsIdentity,
  source = PROPERTIES.cert,
): void {
  try {
    engine.checkTls(identity);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_TLS_OWN_UNUSABLE", { source, reason }, { cause: error });
  }
}

function certificatesIn(pem: ServerPem, source: string): X509Certificate[] {
  const found = textOf(pem).match(CERTIFICATE);
  if (found === null) {
    throw new JamError("JAM_TLS_BAD_CERTIFICATE", { source, reason: "0 x BEGIN CERTIFICATE" });
  }
  return found.map((text) => {
    try {
      return new X509Certificate(text);
    } catch (error) {
      const details = { source, reason: systemCodeOf(error) ?? reasonOf(error) };
      throw new JamError("JAM_TLS_BAD_CERTIFICATE", details, { cause: error });
    }
  });
}

function keyIn(pem: ServerPem, source: string): { readonly pem: string; readonly key: KeyObject } {
  const text = textOf(pem);
  if (ENCRYPTED_KEY.test(text)) throw new JamError("JAM_TLS_BAD_KEY", { source, reason: "ENCRYPTED" });
  if (!KEY.test(text)) throw new JamError("JAM_TLS_BAD_KEY", { source, reason: "0 x BEGIN PRIVATE KEY" });
  try {
    return { pem: text, key: createPrivateKey(text) };
  } catch (error) {
    const details = { source, reason: systemCodeOf(error) ?? reasonOf(error) };
    throw new JamError("JAM_TLS_BAD_KEY", details, { cause: error });
  }
}

function requireValid(certificate: X509Certificate, now: number, source: string): void {
  const { subject, endsAt } = endOf(certificate);
  if (endsAt <= now) {
    throw new JamError("JAM_TLS_OWN_EXPIRED", { source, subject, date: dateOf(endsAt) });
  }
  const startsAt = Date.parse(certificate.validFrom);
  if (startsAt > now) {
    throw new JamError("JAM_TLS_OWN_NOT_YET_VALID", { source, subject, date: dateOf(startsAt) });
  }
}

/** Those of a file that are valid: a collection may hold old ones beside their successors. */
function validAuthorities(pem: ServerPem, now: number, source: string): X509Certificate[] {
  const authorities = certificatesIn(pem, source);
  const valid = authorities.filter((authority) => {
    return endOf(authority).endsAt > now && Date.parse(authority.validFrom) <= now;
  });
  if (valid.length === 0) requireValid(authorities[0] as X509Certificate, now, source);
  return valid;
}

function endOf(certificate: X509Certificate): CertificateEnd {
  return { subject: certificate.subject.replaceAll("\n", ", "), endsAt: Date.parse(certificate.validTo) };
}

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.map(String).join("");
}

/** `yyyy-mm-dd hh:mm:ss UTC` */
function dateOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** PEM is ASCII; a text from elsewhere, such as DER, only must not be taken for it. */
function textOf(pem: ServerPem): string {
  return typeof pem === "string" ? pem : Buffer.from(pem).toString("latin1");
}
