import { createHash } from "node:crypto";
import { isIPv4 } from "node:net";
import { BitString, OctetString } from "asn1js";
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  type Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  type PublicKeyInfo,
} from "pkijs";

/** A name that a certificate is for. */
export type AlternativeName =
  | { readonly kind: "host"; readonly host: string }
  | { readonly kind: "address"; readonly address: string };

/** Object identifiers of RFC 5280, 4.2.1. */
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const ALTERNATIVE_NAME = "2.5.29.17";
const SUBJECT_KEY = "2.5.29.14";
const AUTHORITY_KEY = "2.5.29.35";
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

/** Bits of the key usage, the first one the highest: the DER form with its unused bits. */
const SIGN_CERTIFICATES_AND_LISTS = { bits: 0b0000_0110, unused: 1 };
const SIGN_HANDSHAKES = { bits: 0b1000_0000, unused: 7 };

/** Tags of a GeneralName. */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** What {@link Extension} values have in common. */
interface Encodable {
  toSchema(): { toBER(sizeOnly?: boolean): ArrayBuffer };
}

/** Extensions of an authority that signs certificates of servers and clients, and no other authority. */
export function authorityExtensions(key: PublicKeyInfo): Extension[] {
  return [
    critical(BASIC_CONSTRAINTS, encoded(new BasicConstraints({ cA: true, pathLenConstraint: 0 }))),
    keyUsage(SIGN_CERTIFICATES_AND_LISTS),
    plain(SUBJECT_KEY, octetString(identifierOf(key))),
  ];
}

/** Extensions of a server's certificate. @param authority identifier of the key that signs. */
export function serverExtensions(
  key: PublicKeyInfo,
  authority: ArrayBuffer,
  names: readonly AlternativeName[],
): Extension[] {
  const alternatives = new GeneralNames({ names: names.map(generalName) });
  return [
    ...endExtensions(key, authority, SERVER_AUTHENTICATION),
    plain(ALTERNATIVE_NAME, encoded(alternatives)),
  ];
}

/** Extensions of a client's certificate. @param authority as {@link serverExtensions}. */
export function clientExtensions(key: PublicKeyInfo, authority: ArrayBuffer): Extension[] {
  return endExtensions(key, authority, CLIENT_AUTHENTICATION);
}

/** The identifier of an authority's key: the one that its certificate names, else the usual one. */
export function keyIdentifierOf({ extensions, subjectPublicKeyInfo }: Certificate): ArrayBuffer {
  const named = extensions?.find(({ extnID }) => extnID === SUBJECT_KEY)?.parsedValue;
  return named instanceof OctetString ? named.getValue() : identifierOf(subjectPublicKeyInfo);
}

function endExtensions(key: PublicKeyInfo, authority: ArrayBuffer, purpose: string): Extension[] {
  const keyIdentifier = new OctetString({ valueHex: authority });
  return [
    critical(BASIC_CONSTRAINTS, encoded(new BasicConstraints({ cA: false }))),
    keyUsage(SIGN_HANDSHAKES),
    plain(EXTENDED_KEY_USAGE, encoded(new ExtKeyUsage({ keyPurposes: [purpose] }))),
    plain(SUBJECT_KEY, octetString(identifierOf(key))),
    plain(AUTHORITY_KEY, encoded(new AuthorityKeyIdentifier({ keyIdentifier }))),
  ];
}

function keyUsage({ bits, unused }: { readonly bits: number; readonly unused: number }): Extension {
  const value = new BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits: unused });
  return critical(KEY_USAGE, value.toBER(false));
}

function critical(extnID: string, extnValue: ArrayBuffer): Extension {
  return new Extension({ extnID, critical: true, extnValue });
}

function plain(extnID: string, extnValue: ArrayBuffer): Extension {
  return new Extension({ extnID, critical: false, extnValue });
}

function encoded(value: Encodable): ArrayBuffer {
  return value.toSchema().toBER(false);
}

function octetString(valueHex: ArrayBuffer): ArrayBuffer {
  return new OctetString({ valueHex }).toBER(false);
}

/** The first 160 bits of the key's SHA-256 (RFC 7093, method 1). */
function identifierOf(key: PublicKeyInfo): ArrayBuffer {
  const digest = createHash("sha256").update(key.subjectPublicKey.valueBlock.valueHexView).digest();
  return new Uint8Array(digest.subarray(0, 20)).buffer;
}

function generalName(name: AlternativeName): GeneralName {
  if (name.kind === "host") return new GeneralName({ type: DNS_NAME, value: name.host });
  const valueHex = addressOctets(name.address).buffer;
  return new GeneralName({ type: IP_ADDRESS, value: new OctetString({ valueHex }) });
}

/** 4 or 16 octets, in the order of the network. */
function addressOctets(address: string): Uint8Array<ArrayBuffer> {
  if (isIPv4(address)) return Uint8Array.from(address.split("."), Number);
  // A URL knows no other form than groups of hexadecimal digits, the longest run of zeros left out.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = "", after = ""] = groups.split("::");
  const [head, tail] = [before, after].map((part) => part.split(":").filter((group) => group !== ""));
  const all = [...(head ?? [])];
  while (all.length < 8 - (tail?.length ?? 0)) all.push("0");
  all.push(...(tail ?? []));
  const octets = new Uint8Array(16);
  for (const [index, group] of all.entries()) {
    new DataView(octets.buffer).setUint16(2 * index, Number.parseInt(group, 16));
  }
  return octets;
}
