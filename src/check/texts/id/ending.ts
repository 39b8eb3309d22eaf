import type { SameCases } from "../case-text.ts";
import type { endingEn } from "../en/ending.ts";

/** Indonesian texts of R5, R9 and the reset of R11. */
export const endingId: SameCases<typeof endingEn> = {
  "R5/quit-closes": {
    title: "QUIT menutup koneksi",
    sheet: 'Klien mengakhiri dengan "QUIT" dan karakter 13 dan 10.',
    expected: "`QUIT\\r\\n`: server segera menutup koneksi.",
    why: "Klien menunggu penutupan setelah QUIT; yang menunggu sia-sia juga menahan satu koneksi dan satu thread server.",
    hint: 'Pada QUIT keluar dari loop dan tutup: `if line == b"QUIT": break`, lalu setelah loop `conn.close()` (TypeScript: `socket.end()`).',
    seen: {
      closed: "ditutup setelah {milliseconds} ms",
      open: "koneksi tetap terbuka",
      "open-after-text": 'server mengirim "{reply}", tetapi koneksi tetap terbuka',
      late: "baru ditutup setelah {milliseconds} ms",
      error: 'teks kesalahan, dan koneksi tetap terbuka: "{reply}"',
    },
  },
  "R5/quit-silent": {
    title: "QUIT tidak dijawab",
    sheet: "Lembar tugas hanya memberi jawaban untuk TIME.",
    expected: "`QUIT\\r\\n`: tidak satu oktet pun, hanya penutupan.",
    why: "Klien yang membaca sampai akhir menganggap ucapan perpisahan sebagai bagian dari jam terakhir.",
    hint: "Jangan kirim apa-apa pada QUIT; ucapkan selamat tinggal di log saja.",
    seen: {
      silent: "tidak ada yang dikirim",
      farewell: 'server mengirim "{octets}"',
    },
  },
  "R5/quit-without-line-end": {
    title: "QUIT tanpa akhir baris, dan klien sudah pergi",
    sheet: "QUIT diakhiri karakter 13 dan 10; sebagian klien melupakannya lalu menutup.",
    expected: "`QUIT`, lalu klien mengakhiri arahnya: server menutup.",
    why: "Tiap klien yang pergi begitu akan meninggalkan satu koneksi.",
    hint: "`recv` kosong berarti klien sudah pergi: `if not data: break`, lalu `conn.close()`.",
    seen: {
      closed: "ditutup setelah {milliseconds} ms",
      open: "koneksi tetap terbuka",
    },
  },
  "R5/others-stay": {
    title: "QUIT dari satu klien tidak mengganggu yang lain",
    sheet: "QUIT mengakhiri koneksi klien yang mengirimnya.",
    expected: "Satu klien mengirim QUIT; klien lain yang sudah terhubung tetap mendapat JAM.",
    why: "Satu mahasiswa yang pergi akan mengeluarkan semua yang lain.",
    hint: "Tutup koneksi klien ini (`conn`), bukan soket yang mendengarkan, dan jangan akhiri program (`sys.exit`, `os._exit`).",
    seen: {
      served: "klien lain tetap dijawab",
      "other-silent": "klien lain tidak dijawab lagi",
      "other-closed": "koneksi klien lain ikut ditutup",
    },
  },
  "R9/half-close": {
    title: "klien yang selesai mengirim tetap mendapat jawaban",
    sheet: "Lembar tugas tidak menyebutnya; TCP membolehkan tiap sisi mengakhiri arahnya sendiri.",
    expected: "`TIME\\r\\n`, lalu klien mengakhiri arahnya (FIN): JAM datang, lalu koneksi ditutup.",
    why: "`printf 'TIME\\r\\n' | nc -N host 45000` dan banyak skrip melakukan persis itu.",
    hint: "Jawab yang sudah datang sebelum memeriksa akhirnya: dahulukan baris dalam buffer, baru `if not data: break`. Node.js: `net.createServer({ allowHalfOpen: true })` dan `socket.end()` pada event `end`.",
    seen: {
      "reply-then-end": "JAM, lalu ditutup",
      "no-reply": "tidak ada JAM",
      "end-only": "koneksi ditutup tanpa jam",
      "stays-open": "JAM datang, tetapi koneksi tetap terbuka",
      error: 'teks kesalahan: "{reply}"',
      extra: 'lebih dari sekadar jam: "{reply}"',
      other: 'sesuatu yang lain: "{reply}"',
    },
  },
  "R11/reset": {
    title: "klien yang putus mendadak tidak merugikan siapa pun",
    sheet: "Server melayani banyak klien; satu yang rusak tidak boleh berpengaruh.",
    expected: "Satu klien memutus koneksinya (RST) di tengah sesi; yang lain tetap dilayani.",
    why: "Program yang mati dan kabel yang tercabut berbuat begitu. Server yang mati karenanya akan mati tiap hari.",
    hint: 'Siapkan diri untuk `ConnectionError` pada `recv` dan `sendall`: `try: ... except OSError: pass finally: conn.close()`. Node.js: `socket.on("error", () => {})`.',
    seen: {
      served: "yang lain tetap dilayani",
      "not-served": "klien baru sesudahnya tidak dilayani",
      "other-hurt": "klien yang sudah terhubung sebelumnya tidak dilayani lagi",
      dead: "server tidak menerima koneksi lagi",
    },
  },
};
