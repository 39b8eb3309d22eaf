import {
  type Credentials,
  createAuthority,
  issue,
  readSigner,
  type Signer,
} from "../../src/cli/cert/certificate.ts";
import type { AlternativeName } from "../../src/cli/cert/extensions.ts";

const DAY = 86_400_000;
const THIS_MACHINE: readonly AlternativeName[] = [
  { kind: "host", host: "localhost" },
  { kind: "address", address: "127.0.0.1" },
  { kind: "address", address: "::1" },
];

/** Certificates of one test run, made by `jam cert`'s own code. */
export interface TestCertificates {
  readonly authority: Credentials;
  /** One that nobody trusts. */
  readonly otherAuthority: Credentials;
  /** For localhost, 127.0.0.1 and ::1. */
  readonly server: Credentials;
  /** For time.example and *.lab.example. */
  readonly otherName: Credentials;
  /** As {@link server}, signed by {@link otherAuthority}, whose certificate is with it. */
  readonly otherServer: Credentials;
  readonly expired: Credentials;
  readonly notYetValid: Credentials;
  readonly client: Credentials;
  /** Signed by {@link otherAuthority}. */
  readonly otherClient: Credentials;
}

let made: Promise<TestCertificates> | null = null;

/** The certificates, made at the first call. */
export function testCertificates(): Promise<TestCertificates> {
  made ??= make();
  return made;
}

async function make(): Promise<TestCertificates> {
  const today = between(-1, 2);
  const authority = await createAuthority("authority of the tests", between(-20, 20));
  const otherAuthority = await createAuthority("authority that nobody trusts", between(-20, 20));
  const signer = await signerOf(authority);
  const otherSigner = await signerOf(otherAuthority);
  const server = { kind: "server", commonName: "localhost", names: THIS_MACHINE } as const;
  const client = { kind: "client", commonName: "budi" } as const;
  const otherServer = await issue(otherSigner, server, today);
  return {
    authority,
    otherAuthority,
    server: await issue(signer, server, today),
    otherName: await issue(
      signer,
      {
        kind: "server",
        commonName: "time.example",
        names: [
          { kind: "host", host: "time.example" },
          { kind: "host", host: "*.lab.example" },
        ],
      },
      today,
    ),
    otherServer: {
      certificate: otherServer.certificate + otherAuthority.certificate,
      key: otherServer.key,
    },
    expired: await issue(signer, server, between(-10, -1)),
    notYetValid: await issue(signer, server, between(1, 10)),
    client: await issue(signer, client, today),
    otherClient: await issue(otherSigner, client, today),
  };
}

/** Days from today. */
function between(first: number, last: number): { readonly from: Date; readonly until: Date } {
  return { from: new Date(Date.now() + first * DAY), until: new Date(Date.now() + last * DAY) };
}

async function signerOf(authority: Credentials): Promise<Signer> {
  const signer = await readSigner(authority);
  if (typeof signer === "string") throw new Error(signer);
  return signer;
}
