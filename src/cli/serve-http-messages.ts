import type { Language } from "../errors/index.ts";

/** Texts of the options of `jam serve` about HTTP. */
export interface ServeHttpMessages {
  readonly title: string;
  readonly host: string;
  readonly port: string;
  readonly none: string;
  readonly tokenFile: string;
}

const ENGLISH: ServeHttpMessages = {
  title: "Dashboard, metrics and health over HTTP:",
  host: "address to serve them on; others than this machine's own need --http-token-file",
  port: "TCP port of them; 0 takes any free one",
  none: "do not serve them",
  tokenFile: "file with a secret that readers must show, one line: Authorization: Bearer, or /?token= once",
};

const INDONESIAN: ServeHttpMessages = {
  title: "Dasbor, metrik, dan kesehatan lewat HTTP:",
  host: "alamat untuk melayaninya; selain alamat mesin ini sendiri perlu --http-token-file",
  port: "port TCP-nya; 0 memilih port kosong",
  none: "jangan layani itu",
  tokenFile:
    "berkas berisi rahasia yang harus ditunjukkan pembaca, satu baris: Authorization: Bearer, atau /?token= sekali",
};

/** The texts in a language. */
export function serveHttpMessages(language: Language): ServeHttpMessages {
  return language === "id" ? INDONESIAN : ENGLISH;
}
