import type { ErrorEntry } from "./catalogue.ts";

/** Errors of a server's own certificates: a part of the catalogue. */
export const TLS_SERVER_ERRORS = {
  JAM_TLS_OWN_EXPIRED: {
    exit: 2,
    en: 'Cannot serve with "{source}": the certificate "{subject}" in it expired on {date}.',
    enFix: "Renew it, or check the date of this machine.",
    id: 'Tidak dapat melayani dengan "{source}": sertifikat "{subject}" di dalamnya kedaluwarsa pada {date}.',
    idFix: "Perbarui sertifikat itu, atau periksa tanggal mesin ini.",
  },
  JAM_TLS_OWN_NOT_YET_VALID: {
    exit: 2,
    en: 'Cannot serve with "{source}": the certificate "{subject}" in it is valid from {date} on only.',
    enFix: "Check the date of this machine, and of the one that made the certificate.",
    id: 'Tidak dapat melayani dengan "{source}": sertifikat "{subject}" di dalamnya baru berlaku mulai {date}.',
    idFix: "Periksa tanggal mesin ini, dan mesin yang membuat sertifikat itu.",
  },
  JAM_TLS_OWN_UNUSABLE: {
    exit: 2,
    en: 'Cannot serve with "{source}": the TLS library refuses it ({reason}).',
    enFix: "Make a new certificate with a stronger key, such as one of jam cert.",
    id: 'Tidak dapat melayani dengan "{source}": pustaka TLS menolaknya ({reason}).',
    idFix: "Buat sertifikat baru dengan kunci yang lebih kuat, misalnya lewat jam cert.",
  },
  JAM_TLS_NOT_ON: {
    exit: 1,
    en: "Cannot renew certificates: this server was started without any.",
    enFix: "Give createTimeServer() the option tls.",
    id: "Sertifikat tidak dapat diperbarui: server ini dimulai tanpa sertifikat.",
    idFix: "Beri createTimeServer() pilihan tls.",
  },
} as const satisfies Record<string, ErrorEntry>;
