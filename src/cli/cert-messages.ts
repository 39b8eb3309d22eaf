import type { Language } from "../errors/index.ts";

/** Texts of `jam cert`. Dates come as `yyyy-mm-dd`. */
export interface CertMessages {
  readonly about: string;
  readonly out: string;
  readonly name: string;
  readonly client: string;
  readonly days: string;
  readonly force: string;
  readonly notes: string;
  readonly authority: (until: string) => string;
  readonly server: (names: string, until: string) => string;
  readonly clientOf: (name: string, until: string) => string;
  readonly made: string;
  readonly kept: string;
  readonly serve: string;
  readonly ask: string;
  readonly keepSecret: (key: string, certificate: string) => string;
}

const ENGLISH: CertMessages = {
  about: "make a test authority and certificates for TLS, for a class or a lab",
  out: "folder to write to; it is made when it is not there",
  name: "names and IP addresses that the server's certificate is for (default: localhost, 127.0.0.1, ::1 and this machine's name)",
  client: "also make a certificate for each of these clients",
  days: "days for which server and client certificates are valid; the authority is for ten years",
  force: "make the certificates asked for anew, over those that are there; never the authority",
  notes: [
    "Writes ca.pem, ca-key.pem, server.pem, server-key.pem, and client-NAME.pem, client-NAME-key.pem, keys for this",
    "user alone to read. An authority in the folder is used again, so certificates of earlier runs stay good. A server",
    "certificate that is there stays too; with --force it is made anew, for the names it had or those of --name.",
    "For a service that strangers use, take certificates of a public authority instead.",
  ].join("\n"),
  authority: (until) => `test authority, valid until ${until}`,
  server: (names, until) => `server ${names}, valid until ${until}`,
  clientOf: (name, until) => `client ${name}, valid until ${until}`,
  made: "made",
  kept: "kept",
  serve: "Serve:",
  ask: "Ask:",
  keepSecret: (key, certificate) =>
    `Give ${certificate} to every client. Keep ${key} secret: who has it can pretend to be your server.`,
};

const INDONESIAN: CertMessages = {
  about: "membuat otoritas uji dan sertifikat TLS, untuk kelas atau lab",
  out: "folder tujuan; dibuat bila belum ada",
  name: "nama dan alamat IP untuk sertifikat server (bawaan: localhost, 127.0.0.1, ::1, dan nama mesin ini)",
  client: "buat juga sertifikat untuk tiap klien ini",
  days: "masa berlaku sertifikat server dan klien, dalam hari; otoritas berlaku sepuluh tahun",
  force: "buat ulang sertifikat yang diminta, menimpa yang sudah ada; otoritas tidak pernah ditimpa",
  notes: [
    "Menulis ca.pem, ca-key.pem, server.pem, server-key.pem, serta client-NAMA.pem, client-NAMA-key.pem; kunci hanya",
    "dapat dibaca pengguna ini. Otoritas yang sudah ada di folder dipakai lagi, jadi sertifikat lama tetap berlaku.",
    "Sertifikat server yang sudah ada juga tetap; dengan --force dibuat ulang, untuk nama semula atau nama dari --name.",
    "Untuk layanan yang dipakai umum, pakailah sertifikat dari otoritas publik.",
  ].join("\n"),
  authority: (until) => `otoritas uji, berlaku sampai ${until}`,
  server: (names, until) => `server ${names}, berlaku sampai ${until}`,
  clientOf: (name, until) => `klien ${name}, berlaku sampai ${until}`,
  made: "dibuat",
  kept: "tetap",
  serve: "Layani:",
  ask: "Tanya:",
  keepSecret: (key, certificate) =>
    `Beri ${certificate} ke setiap klien. Rahasiakan ${key}: pemiliknya dapat menyamar sebagai server Anda.`,
};

/** The texts in a language. */
export function certMessages(language: Language): CertMessages {
  return language === "id" ? INDONESIAN : ENGLISH;
}
