import { createPrivateKey, createPublicKey, type KeyObject, webcrypto, X509Certificate } from "node:crypto";
import { Integer, Utf8String } from "asn1js";
import { AttributeTypeAndValue, Certificate, RelativeDistinguishedNames, Time, TimeType } from "pkijs";
import {
  type AlternativeName,
  authorityExtensions,
  clientExtensions,
  keyIdentifierOf,
  serverExtensions,
} from "./extensions.ts";

/** A certificate and its private key, both PEM; the key as PKCS #8. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

/** The time in which a certificate is valid. */
export interface Validity {
  readonly from: Date;
  readonly until: Date;
}

/** Whom a certificate is for. */
export type Subject =
  | { readonly kind: "server"; readonly commonName: string; readonly names: readonly AlternativeName[] }
  | { readonly kind: "client"; readonly commonName: string };

/** What an authority needs to sign. */
export interface Signer {
  readonly certificate: Certificate;
  readonly key: webcrypto.CryptoKey;
}

type NewKeys = webcrypto.CryptoKeyPair;

const { subtle } = webcrypto;
/** Small, quick to make, and taken by every TLS 1.2 and 1.3 library. */
const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const HASH = "SHA-256";
const COMMON_NAME = "2.5.4.3";
/** X.509 version 3 (RFC 5280, 4.1.2.1). */
const VERSION_3 = 2;
/** RFC 5280 allows 20 octets; 16 random ones do not meet twice. */
const SERIAL_OCTETS = 16;
/** UTCTime ends with 2049 (RFC 5280, 4.1.2.5). */
const FIRST_GENERALIZED_YEAR = 2050;

/** Makes an authority: a key, and a certificate that it signs itself. @param commonName at most 64 characters. */
export async function createAuthority(commonName: string, validity: Validity): Promise<Credentials> {
  const keys = await newKeys();
  const subject = nameOf(commonName);
  const certificate = await unsigned(subject, subject, keys, validity);
  certificate.extensions = authorityExtensions(certificate.subjectPublicKeyInfo);
  return signed(certificate, keys, keys.privateKey);
}

/** Makes a key, and a certificate for it that the authority signs. */
export async function issue(signer: Signer, subject: Subject, validity: Validity): Promise<Credentials> {
  const keys = await newKeys();
  const issuer = signer.certificate.subject;
  const certificate = await unsigned(nameOf(subject.commonName), issuer, keys, validity);
  const { subjectPublicKeyInfo } = certificate;
  const authority = keyIdentifierOf(signer.certificate);
  certificate.extensions =
    subject.kind === "server"
      ? serverExtensions(subjectPublicKeyInfo, authority, subject.names)
      : clientExtensions(subjectPublicKeyInfo, authority);
  return signed(certificate, keys, signer.key);
}

/** Why an authority's files cannot sign. */
export type SignerProblem = "no-certificate" | "no-key" | "no-authority" | "other-key" | "key-type";

/** Reads an authority's files. @returns what can sign, or why it cannot. */
export async function readSigner({ certificate, key }: Credentials): Promise<Signer | SignerProblem> {
  const parsed = attempt(() => new X509Certificate(certificate));
  const privateKey = attempt(() => createPrivateKey(key));
  if (parsed === null) return "no-certificate";
  if (privateKey === null) return "no-key";
  if (!parsed.ca) return "no-authority";
  if (!createPublicKey(key).equals(parsed.publicKey)) return "other-key";
  const algorithm = algorithmOf(privateKey);
  if (algorithm === null) return "key-type";
  const octets = privateKey.export({ type: "pkcs8", format: "der" });
  return {
    certificate: Certificate.fromBER(parsed.raw),
    key: await subtle.importKey("pkcs8", octets, algorithm, false, ["sign"]),
  };
}

/** How a key signs; null when the library cannot sign with it. */
function algorithmOf(key: KeyObject): webcrypto.EcKeyImportParams | webcrypto.RsaHashedImportParams | null {
  if (key.asymmetricKeyType === "rsa") return { name: "RSASSA-PKCS1-v1_5", hash: HASH };
  const curves: Readonly<Record<string, string>> = {
    prime256v1: "P-256",
    secp384r1: "P-384",
    secp521r1: "P-521",
  };
  const namedCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? ""];
  return namedCurve === undefined ? null : { name: "ECDSA", namedCurve };
}

async function newKeys(): Promise<NewKeys> {
  return subtle.generateKey(CURVE, true, ["sign", "verify"]);
}

async function unsigned(
  subject: RelativeDistinguishedNames,
  issuer: RelativeDistinguishedNames,
  keys: NewKeys,
  { from, until }: Validity,
): Promise<Certificate> {
  const certificate = new Certificate();
  certificate.version = VERSION_3;
  certificate.serialNumber = new Integer({ valueHex: serialNumber() });
  certificate.issuer = issuer;
  certificate.subject = subject;
  certificate.notBefore = timeOf(from);
  certificate.notAfter = timeOf(until);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  return certificate;
}

async function signed(
  certificate: Certificate,
  keys: NewKeys,
  signingKey: webcrypto.CryptoKey,
): Promise<Credentials> {
  await certificate.sign(signingKey, HASH);
  const key = await subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certificate: pem("CERTIFICATE", certificate.toSchema(true).toBER(false)),
    key: pem("PRIVATE KEY", key),
  };
}

function nameOf(commonName: string): RelativeDistinguishedNames {
  const value = new Utf8String({ value: commonName });
  return new RelativeDistinguishedNames({
    typesAndValues: [new AttributeTypeAndValue({ type: COMMON_NAME, value })],
  });
}

/** Positive, and without an octet of zero at its begin (RFC 5280, 4.1.2.2; DER). */
function serialNumber(): ArrayBuffer {
  const octets = webcrypto.getRandomValues(new Uint8Array(SERIAL_OCTETS));
  octets[0] = ((octets[0] as number) & 0x7f) | 0x40;
  return octets.buffer;
}

function timeOf(date: Date): Time {
  const isGeneralized = date.getUTCFullYear() >= FIRST_GENERALIZED_YEAR;
  // Neither form has a fraction of a second here.
  const value = new Date(Math.floor(date.getTime() / 1000) * 1000);
  return new Time({ type: isGeneralized ? TimeType.GeneralizedTime : TimeType.UTCTime, value });
}

/** RFC 7468. */
function pem(label: string, octets: ArrayBuffer): string {
  const lines =
    Buffer.from(octets)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function attempt<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch {
    return null;
  }
}
