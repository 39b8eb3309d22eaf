import type { ErrorEntry } from "./catalogue.ts";

/** Errors of `jam top`: a part of the catalogue. */
export const TOP_ERRORS = {
  JAM_TOP_NO_ANSWER: {
    exit: 1,
    en: 'Cannot read the state of the server at "{url}": {reason}.',
    enFix: "Start one with jam serve, or name the address of its dashboard: jam top http://HOST:PORT.",
    id: 'Keadaan server di "{url}" tidak dapat dibaca: {reason}.',
    idFix: "Jalankan server dengan jam serve, atau sebutkan alamat dasbornya: jam top http://HOST:PORT.",
  },
  JAM_TOP_NOT_JAMD: {
    exit: 1,
    en: 'Cannot read the state of the server at "{url}": it answers, but not as jam serve does ({reason}).',
    enFix: "Name the HTTP port of jam serve (45080 unless --http-port says another), not its port for TIME.",
    id: 'Keadaan server di "{url}" tidak dapat dibaca: ia menjawab, tetapi tidak seperti jam serve ({reason}).',
    idFix: "Sebutkan port HTTP dari jam serve (45080, kecuali --http-port lain), bukan port untuk TIME.",
  },
  JAM_TOP_UNAUTHORIZED: {
    exit: 1,
    en: 'Cannot read the state of the server at "{url}": it wants a token, and the one it got is not it.',
    enFix: "Name the file with the token of the server (its --http-token-file) with --token-file.",
    id: 'Keadaan server di "{url}" tidak dapat dibaca: ia meminta token, dan token yang diterimanya bukan itu.',
    idFix: "Sebutkan berkas berisi token server itu (--http-token-file miliknya) dengan --token-file.",
  },
  JAM_TOP_TOKEN_FILE: {
    exit: 2,
    en: 'Cannot use the token in "{file}": {reason}.',
    enFix: "It holds one line: the token, of visible ASCII characters.",
    id: 'Token di "{file}" tidak dapat dipakai: {reason}.',
    idFix: "Berkas itu berisi satu baris: tokennya, berupa karakter ASCII yang terlihat.",
  },
} as const satisfies Record<string, ErrorEntry>;
