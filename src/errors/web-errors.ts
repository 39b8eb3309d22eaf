import type { ErrorEntry } from "./catalogue.ts";

/** Errors of the dashboard, metrics and health over HTTP: a part of the catalogue. */
export const WEB_ERRORS = {
  JAM_HTTP_PORT_TAKEN: {
    exit: 1,
    en: 'Cannot serve HTTP on port "{port}" of "{host}": another program is listening there.',
    enFix: "Stop that program, choose another port with --http-port, or leave HTTP out with --no-http.",
    id: 'Tidak dapat melayani HTTP di port "{port}" pada "{host}": program lain sudah memakainya.',
    idFix: "Hentikan program itu, pilih port lain dengan --http-port, atau tanpa HTTP dengan --no-http.",
  },
  JAM_HTTP_LISTEN_FAILED: {
    exit: 1,
    en: 'Cannot serve HTTP on port "{port}" of "{host}": {reason}.',
    enFix: "Choose another address with --http-host and --http-port, or leave HTTP out with --no-http.",
    id: 'Tidak dapat melayani HTTP di port "{port}" pada "{host}": {reason}.',
    idFix: "Pilih alamat lain dengan --http-host dan --http-port, atau tanpa HTTP dengan --no-http.",
  },
  JAM_HTTP_TOKEN_NEEDED: {
    exit: 2,
    en: 'Cannot serve HTTP on "{host}" without a token: others on the network could see who connects.',
    enFix:
      "Give a file with a secret by --http-token-file, or leave --http-host out to serve this machine only.",
    id: 'Tidak dapat melayani HTTP di "{host}" tanpa token: orang lain di jaringan bisa melihat siapa yang terhubung.',
    idFix:
      "Beri berkas berisi rahasia dengan --http-token-file, atau hilangkan --http-host agar hanya mesin ini.",
  },
  JAM_HTTP_BAD_TOKEN: {
    exit: 2,
    en: 'Cannot use the token in "{file}": it must be one line of {least} to {most} visible ASCII characters.',
    enFix: 'Make one, for example with "openssl rand -hex 32".',
    id: 'Token di "{file}" tidak dapat dipakai: harus satu baris berisi {least} sampai {most} karakter ASCII tampak.',
    idFix: 'Buat token, misalnya dengan "openssl rand -hex 32".',
  },
  JAM_HTTP_NOT_FOUND: {
    exit: 1,
    en: 'Cannot give "{path}": there is no such page.',
    enFix: "The dashboard is at /, docs/monitoring.md lists the rest.",
    id: 'Tidak dapat memberi "{path}": halaman itu tidak ada.',
    idFix: "Dasbor ada di /, docs/monitoring.md mendaftar yang lain.",
  },
  JAM_HTTP_METHOD_NOT_ALLOWED: {
    exit: 1,
    en: 'Cannot do "{method}" on "{path}": it takes {allowed} only.',
    enFix: "Use one of these methods.",
    id: 'Tidak dapat melakukan "{method}" pada "{path}": hanya menerima {allowed}.',
    idFix: "Pakai salah satu metode itu.",
  },
  JAM_HTTP_HOST_REFUSED: {
    exit: 1,
    en: 'Cannot answer for the host "{host}": it is not a name of this server (protection against DNS rebinding).',
    enFix: "Use the IP address or localhost, or have the proxy in front send one of them as Host.",
    id: 'Tidak dapat menjawab untuk host "{host}": itu bukan nama server ini (perlindungan dari DNS rebinding).',
    idFix: "Pakai alamat IP atau localhost, atau buat proksi di depan mengirim salah satunya sebagai Host.",
  },
  JAM_HTTP_UNAUTHORIZED: {
    exit: 1,
    en: "Cannot show this without the token.",
    enFix: "Open /?token=... once in a browser, or send the header Authorization: Bearer with it.",
    id: "Tidak dapat ditampilkan tanpa token.",
    idFix: "Buka /?token=... sekali di peramban, atau kirim header Authorization: Bearer dengan token itu.",
  },
  JAM_HTTP_BAD_QUERY: {
    exit: 1,
    en: 'Cannot use the value "{value}" for "{name}": it must be {expected}.',
    enFix: "Correct the address, or leave that part out for its default.",
    id: 'Nilai "{value}" untuk "{name}" tidak dapat dipakai: harus {expected}.',
    idFix: "Perbaiki alamatnya, atau hilangkan bagian itu agar memakai bawaan.",
  },
  JAM_HTTP_BAD_TRIAL: {
    exit: 1,
    en: "Cannot try the protocol with this: it takes one line of at most {most} octets, no control characters.",
    enFix: 'Send a JSON object with the text "line", as application/json.',
    id: "Protokol tidak dapat dicoba dengan ini: yang diterima satu baris, paling banyak {most} oktet, tanpa karakter kendali.",
    idFix: 'Kirim objek JSON dengan teks "line", sebagai application/json.',
  },
  JAM_HTTP_TRIAL_FAILED: {
    exit: 1,
    en: "Cannot try the protocol: the server's own time port did not take the connection ({reason}).",
    enFix: "See the log of the server.",
    id: "Protokol tidak dapat dicoba: port waktu server sendiri tidak menerima koneksi ({reason}).",
    idFix: "Lihat log server.",
  },
  JAM_HTTP_OFTEN: {
    exit: 1,
    en: "Cannot try the protocol so often: the page may do so {rate} times a second in the long run.",
    enFix: "Wait a second, or use jam client.",
    id: "Protokol tidak dapat dicoba sesering itu: halaman ini boleh {rate} kali tiap detik dalam jangka panjang.",
    idFix: "Tunggu satu detik, atau pakai jam client.",
  },
  JAM_HTTP_READERS: {
    exit: 1,
    en: "Cannot stream to one more reader: {most} are there already.",
    enFix: "Close a dashboard that nobody looks at.",
    id: "Tidak dapat mengalirkan ke satu pembaca lagi: sudah ada {most}.",
    idFix: "Tutup dasbor yang tidak dilihat siapa pun.",
  },
} as const satisfies Record<string, ErrorEntry>;
