import type { Language } from "../errors/index.ts";

/** Texts of the options of `jam serve` about encryption. */
export interface ServeTlsMessages {
  readonly title: string;
  readonly port: (usual: number) => string;
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string;
}

const ENGLISH: ServeTlsMessages = {
  title: "Encrypted connections (TLS 1.2 and 1.3), beside the plain ones; SIGHUP reads the files again:",
  port: (usual) => `TCP port for them; 0 takes any free one (default: ${usual} with --tls-cert)`,
  cert: "the server's certificate, then those between it and its authority (PEM); jam cert makes one",
  key: "private key of the certificate (PEM, not encrypted)",
  clientCa: "serve only clients with a certificate of these authorities there (PEM)",
};

const INDONESIAN: ServeTlsMessages = {
  title: "Koneksi terenkripsi (TLS 1.2 dan 1.3), di samping yang biasa; SIGHUP membaca berkasnya lagi:",
  port: (usual) => `port TCP-nya; 0 memilih port kosong (bawaan: ${usual} dengan --tls-cert)`,
  cert: "sertifikat server, lalu sertifikat di antara ia dan otoritasnya (PEM); jam cert dapat membuatnya",
  key: "kunci privat sertifikat itu (PEM, tidak dienkripsi)",
  clientCa: "di sana hanya layani klien yang punya sertifikat dari otoritas ini (PEM)",
};

/** The texts in a language. */
export function serveTlsMessages(language: Language): ServeTlsMessages {
  return language === "id" ? INDONESIAN : ENGLISH;
}
