import type { SameCases } from "../case-text.ts";
import type { abuseEn } from "../en/abuse.ts";

/** Indonesian texts of R10 and of the octets of R11. */
export const abuseId: SameCases<typeof abuseEn> = {
  "R11/not-utf8": {
    title: "oktet yang bukan UTF-8 tidak merugikan siapa pun",
    sheet: "Jawabannya UTF-8; tentang kiriman klien yang salah lembar tugas tidak berkata apa-apa.",
    expected:
      "Satu baris dengan oktet 0x80 sampai 0xff: koneksi ini berlanjut atau ditutup, yang lain tetap dilayani.",
    why: "Di Python `data.decode()` melempar exception, thread-nya mati, dan klien menunggu selamanya pada koneksi yang terbuka.",
    hint: 'Bandingkan oktet tanpa decode: `line == b"TIME"`; atau `data.decode(errors="replace")`.',
    seen: {
      unhurt: "koneksi berlanjut, yang lain tetap dilayani",
      closed: "koneksi ditutup, yang lain tetap dilayani",
      stuck: "koneksi tetap terbuka, tetapi tidak dilayani lagi",
      "not-served": "klien baru sesudahnya tidak dilayani",
      "other-hurt": "klien yang sudah terhubung sebelumnya tidak dilayani lagi",
      dead: "server tidak menerima koneksi lagi",
    },
  },
  "R11/nul-and-controls": {
    title: "NUL dan karakter kendali tidak merugikan siapa pun",
    sheet: "Lembar tugas tidak menyebutnya; kiriman klien tidak boleh mengakhiri server.",
    expected: "Satu baris karakter kendali: koneksi ini berlanjut atau ditutup, yang lain tetap dilayani.",
    why: "Pemindai port dan klien protokol lain (TLS, SSH) mengirim oktet seperti itu ke semua port yang terbuka.",
    hint: "Perlakukan baris itu seperti baris lain yang tidak dikenal.",
    seen: {
      unhurt: "koneksi berlanjut, yang lain tetap dilayani",
      closed: "koneksi ditutup, yang lain tetap dilayani",
      stuck: "koneksi tetap terbuka, tetapi tidak dilayani lagi",
      "not-served": "klien baru sesudahnya tidak dilayani",
      "other-hurt": "klien yang sudah terhubung sebelumnya tidak dilayani lagi",
      dead: "server tidak menerima koneksi lagi",
    },
  },
  "R10/long-line": {
    title: "baris 64 KiB tidak merugikan siapa pun",
    sheet: "Lembar tugas tidak menyebutnya; satu permintaan panjangnya enam oktet.",
    expected: "65.536 oktet dan akhir baris: teks kesalahan atau penutupan; yang lain tetap dilayani.",
    why: "Baris yang jauh lebih panjang dari permintaan mana pun adalah kesalahan atau serangan, dan keduanya terjadi.",
    hint: 'Beri batas: `if len(buffer) > 512: conn.sendall(b"Invalid command\\r\\n"); break`.',
    seen: {
      error: 'teks kesalahan: "{reply}"',
      closed: "koneksi ditutup",
      "error-then-closed": 'teks kesalahan, lalu ditutup: "{reply}"',
      ignored: "tidak ada jawaban, koneksi berlanjut",
      many: "banyak jawaban untuk satu baris itu: {replies}",
      jam: 'dijawab dengan jam: "{reply}"',
      stuck: "koneksi tetap terbuka, tetapi tidak dilayani lagi",
      "not-served": "klien baru sesudahnya tidak dilayani",
      "other-hurt": "klien yang sudah terhubung sebelumnya tidak dilayani lagi",
      dead: "server tidak menerima koneksi lagi",
      other: 'sesuatu yang lain: "{reply}"',
    },
  },
  "R10/endless-line": {
    title: "baris tanpa akhir hanya memakan memori terbatas",
    sheet: "Lembar tugas tidak menyebutnya; memori mesin tidak tak terbatas.",
    expected:
      "1 MiB tanpa akhir baris: yang lain tetap dilayani; server menutup, atau hanya menyimpan sedikit darinya.",
    why: "Satu klien yang mengirim selama satu jam tanpa akhir baris memenuhi memori, dan server mati untuk semua.",
    hint: "Batas seperti R10/long-line, diperiksa setelah tiap `recv`, juga bila akhir baris belum datang.",
    seen: {
      closed: "ditutup setelah {octets} oktet",
      bounded: "server menyimpan {grown} oktet darinya",
      unbounded: "server menyimpan semuanya dalam memori: bertambah {grown} oktet",
      open: "koneksi tetap terbuka setelah {octets} oktet; yang lain tetap dilayani",
      "not-served": "klien baru tidak dilayani sementara itu",
      "other-hurt": "klien yang sudah terhubung sebelumnya tidak dilayani lagi",
      dead: "server tidak menerima koneksi lagi",
    },
  },
};
