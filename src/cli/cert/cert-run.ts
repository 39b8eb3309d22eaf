import { X509Certificate } from "node:crypto";
import { hostname } from "node:os";
import { JamError, reasonOf, systemCodeOf } from "../../errors/index.ts";
import type { CertFlags } from "../cert-command.ts";
import { type CertMessages, certMessages } from "../cert-messages.ts";
import type { CommandContext } from "../context.ts";
import { CredentialFiles, makeFolder } from "./cert-files.ts";
import { createAuthority, issue, readSigner, type Signer, type Subject } from "./certificate.ts";
import type { AlternativeName } from "./extensions.ts";
import { shellWord } from "./shell-word.ts";
import { namesIn, readClients, readNames, textOf, usualNames } from "./subject-names.ts";

const DAY = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** Clocks of a lab are not all right: what is made now is good an hour ago already. */
const BACKDATED = 3_600_000;
/** Upper bound of a common name (RFC 5280, appendix A.1). */
const LONGEST_COMMON_NAME = 64;

/** A certificate that is to be there at the end. */
interface Wanted {
  readonly files: CredentialFiles;
  readonly subject: Subject;
  /** `kept`: it is there, and stays. */
  readonly fate: "made" | "kept";
}

/**
 * Makes an authority, if there is none, and the certificates asked for. Nothing is written before all that can be
 * wrong with the request is known.
 *
 * @throws {JamError} JAM_BAD_OPTION, JAM_CERT_EXISTS, JAM_CERT_INCOMPLETE, JAM_CERT_NO_AUTHORITY,
 * JAM_CERT_AUTHORITY_EXPIRED, JAM_TLS_BAD_CERTIFICATE, JAM_FILE_NOT_READABLE, JAM_FILE_NOT_WRITABLE.
 */
export async function runCert(context: CommandContext, flags: CertFlags): Promise<void> {
  const texts = certMessages(context.language);
  const now = Date.now();
  const authority = new CredentialFiles(flags.out, "ca");
  const wanted = wantedOf(flags);
  const authorityFate = authority.presence === "none" ? "made" : "kept";
  const kept = authorityFate === "kept" ? await signerOf(authority) : null;

  makeFolder(flags.out);
  if (kept === null) {
    const until = new Date(now + AUTHORITY_DAYS * DAY);
    authority.write(await createAuthority(authorityName(now), { from: new Date(now - BACKDATED), until }));
  }
  const signer = kept ?? (await signerOf(authority));
  const latest = parsed(authority).validToDate.getTime();
  // Beyond the end of its authority no certificate is good for anything.
  const until = new Date(Math.min(now + flags.days * DAY, latest));
  for (const { files, subject, fate } of wanted) {
    if (fate === "made")
      files.write(await issue(signer, subject, { from: new Date(now - BACKDATED), until }));
  }

  const rows = [
    row(texts, authority, authorityFate, texts.authority),
    ...wanted.map(({ files, subject, fate }) => row(texts, files, fate, describe(texts, subject))),
  ];
  context.stdout.write(`${[...rows, "", ...instructions(texts, authority, wanted)].join("\n")}\n`);
}

function wantedOf(flags: CertFlags): Wanted[] {
  const clients = readClients(flags.client ?? []);
  const names = flags.name === undefined ? null : readNames(flags.name);
  const server = serverWanted(flags, names, clients.length > 0);
  return [
    server,
    ...clients.map((name): Wanted => {
      const files = new CredentialFiles(flags.out, `client-${name}`);
      if (files.presence !== "none") requireForce(files, flags);
      return { files, subject: { kind: "client", commonName: name }, fate: "made" };
    }),
  ];
}

/** The server's certificate is made when there is none, and made anew when it is asked for: not beside a client's. */
function serverWanted(
  flags: CertFlags,
  names: readonly AlternativeName[] | null,
  isForClients: boolean,
): Wanted {
  const files = new CredentialFiles(flags.out, "server");
  const presence = files.presence;
  if (presence !== "none" && (presence !== "both" || names !== null || !isGood(files, flags)))
    requireForce(files, flags);
  if (presence !== "both") return { files, subject: serverSubject(names ?? usualNames()), fate: "made" };
  const isKept = names === null && isGood(files, flags) && (isForClients || flags.force !== true);
  return { files, subject: serverSubject(names ?? namesOf(files)), fate: isKept ? "kept" : "made" };
}

/** Whether a certificate is valid today and signed by the authority of its folder. */
function isGood(files: CredentialFiles, flags: CertFlags): boolean {
  const authority = new CredentialFiles(flags.out, "ca");
  if (authority.presence !== "both") return false;
  const issuer = parsed(authority);
  const certificate = parsed(files);
  const now = Date.now();
  if (certificate.validToDate.getTime() <= now || certificate.validFromDate.getTime() > now) return false;
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function parsed(files: CredentialFiles): X509Certificate {
  const text = files.readCertificate();
  try {
    return new X509Certificate(text);
  } catch (error) {
    const details = { source: files.certificate, reason: systemCodeOf(error) ?? reasonOf(error) };
    throw new JamError("JAM_TLS_BAD_CERTIFICATE", details, { cause: error });
  }
}

function requireForce(files: CredentialFiles, flags: CertFlags): void {
  if (flags.force !== true) throw new JamError("JAM_CERT_EXISTS", { file: files.certificate });
}

function namesOf(files: CredentialFiles): AlternativeName[] {
  const names = namesIn(parsed(files).subjectAltName);
  return names.length > 0 ? names : usualNames();
}

function serverSubject(names: readonly AlternativeName[]): Subject {
  const first = textOf(names[0] as AlternativeName);
  const commonName = first.length <= LONGEST_COMMON_NAME ? first : "jam server";
  return { kind: "server", commonName, names };
}

async function signerOf(files: CredentialFiles): Promise<Signer> {
  const presence = files.presence;
  if (presence !== "both") {
    const [there, missing] =
      presence === "key-only" ? [files.key, files.certificate] : [files.certificate, files.key];
    throw new JamError("JAM_CERT_INCOMPLETE", { there, missing });
  }
  const credentials = files.read();
  const signer = await readSigner(credentials);
  if (typeof signer === "string") {
    const { certificate: file, key } = files;
    throw new JamError("JAM_CERT_NO_AUTHORITY", { file, key, reason: signer });
  }
  const end = new X509Certificate(credentials.certificate).validToDate;
  if (end.getTime() > Date.now()) return signer;
  throw new JamError("JAM_CERT_AUTHORITY_EXPIRED", { file: files.certificate, date: dayOf(end) });
}

/** Unlike that of every other authority, so that nobody takes one for another. */
function authorityName(now: number): string {
  const day = dayOf(new Date(now));
  const machine = hostname()
    .replace(/[^\x21-\x7e]/g, "")
    .slice(0, 24);
  return `jam test authority (${machine === "" ? day : `${machine}, ${day}`})`;
}

function describe(texts: CertMessages, subject: Subject): (until: string) => string {
  if (subject.kind === "client") return (until) => texts.clientOf(subject.commonName, until);
  return (until) => texts.server(subject.names.map(textOf).join(", "), until);
}

function row(
  texts: CertMessages,
  files: CredentialFiles,
  fate: "made" | "kept",
  about: (until: string) => string,
): string {
  const until = dayOf(parsed(files).validToDate);
  return `${texts[fate]}  ${files.certificate}  ${files.key}  (${about(until)})`;
}

function instructions(texts: CertMessages, authority: CredentialFiles, wanted: readonly Wanted[]): string[] {
  const server = wanted.find(({ subject }) => subject.kind === "server");
  const client = wanted.find(({ subject }) => subject.kind === "client");
  const subject = server?.subject;
  const first = subject?.kind === "server" ? textOf(subject.names[0] as AlternativeName) : "localhost";
  const host = first === "localhost" || first.startsWith("*") ? [] : [first];
  const serve =
    server === undefined ? [] : ["--tls-cert", server.files.certificate, "--tls-key", server.files.key];
  const clientCa = client === undefined ? [] : ["--tls-client-ca", authority.certificate];
  const own = client === undefined ? [] : ["--cert", client.files.certificate, "--key", client.files.key];
  const line = (words: readonly string[]): string => words.map(shellWord).join(" ");
  return [
    `${texts.serve}  ${line(["jam", "serve", ...serve, ...clientCa])}`,
    `${texts.ask}  ${line(["jam", "time", ...host, "--tls", "--ca", authority.certificate, ...own])}`,
    texts.keepSecret(authority.key, authority.certificate),
  ];
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
