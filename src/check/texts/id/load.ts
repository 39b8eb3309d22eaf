import type { SameCases } from "../case-text.ts";
import type { loadEn } from "../en/load.ts";

/** Indonesian texts of R12. */
export const loadId: SameCases<typeof loadEn> = {
  "R12/two-at-once": {
    title: "melayani klien kedua ketika yang pertama tetap terhubung",
    sheet: "Server harus dapat melayani permintaan secara konkuren.",
    expected: "Klien pertama terhubung dan diam; klien kedua mendapat JAM.",
    why: "Inilah inti tugasnya: satu klien yang tetap terhubung menutup jalan bagi semua yang lain.",
    hint: "Satu thread untuk tiap klien: `threading.Thread(target=serve, args=(conn,), daemon=True).start()` tepat setelah `accept()`. Berikan fungsinya, jangan panggil (`target=serve(conn)` langsung menjalankannya), dan jangan `join()` di dalam loop.",
    seen: {
      both: "keduanya dilayani",
      "second-waits": "klien kedua baru dilayani setelah yang pertama pergi",
      "second-refused": "klien kedua tidak dapat terhubung",
      "second-silent": "klien kedua tidak dijawab selama yang pertama terhubung",
    },
  },
  "R12/twenty-at-once": {
    title: "melayani 20 klien pada saat yang sama",
    sheet: "Server harus dapat melayani permintaan secara konkuren.",
    expected: "20 klien terhubung pada saat yang sama, dan masing-masing mendapat JAM.",
    why: "Satu kelas lebih dari segelintir klien. Kumpulan beberapa thread habis bila sebanyak itu tetap terhubung.",
    hint: "Jangan pakai kumpulan thread kecil untuk klien yang mungkin tinggal lama (`ThreadPoolExecutor(max_workers=5)`): satu thread untuk tiap klien, atau event loop; dan `listen(128)`, bukan `listen(1)`.",
    seen: {
      all: "semua {clients} dilayani",
      "up-to": "hanya {served} dari {clients} yang dilayani pada saat yang sama",
      none: "tidak satu pun dilayani selama semua terhubung",
    },
  },
  "R12/idle-crowd": {
    title: "50 klien yang diam tidak memperlambat siapa pun",
    sheet: "Server harus dapat melayani permintaan secara konkuren.",
    expected: "50 klien terhubung dan diam; satu klien lain mendapat JAM tanpa menunggu.",
    why: "Sebagian besar koneksi server sungguhan sedang diam.",
    hint: "Satu thread untuk tiap klien atau event loop; jangan menunggu satu klien (`recv`) di tempat yang lain membutuhkan Anda.",
    seen: {
      "in-time": "dijawab setelah {milliseconds} ms",
      late: "baru dijawab setelah {milliseconds} ms",
      "not-served": "klien lain itu tidak dijawab",
      "not-connected": "hanya {connected} dari {clients} klien diam yang dapat terhubung",
    },
  },
  "R12/slow-client": {
    title: "klien yang lambat tidak memperlambat siapa pun",
    sheet: "Server harus dapat melayani permintaan secara konkuren.",
    expected:
      "Satu klien mengirim satu oktet per detik; sementara itu klien lain mendapat JAM tanpa menunggu.",
    why: "Satu jaringan yang buruk akan menahan semua orang.",
    hint: "Baca tiap klien dalam thread-nya sendiri, dan jangan memegang lock selama menunggunya.",
    seen: {
      "in-time": "dijawab setelah {milliseconds} ms",
      late: "baru dijawab setelah {milliseconds} ms",
      "not-served": "klien lain itu tidak dijawab",
    },
  },
  "R12/thousand-sessions": {
    title: "melayani 1.000 sesi berturut-turut",
    sheet: "Server melayani klien, tidak hanya beberapa yang pertama.",
    expected: "1.000 kali: sambung, TIME, JAM, QUIT, tutup.",
    why: "Koneksi dan thread yang tidak dikembalikan menumpuk; setelah sehari server penuh.",
    hint: "Tutup tiap koneksi (`with conn:` atau `finally: conn.close()`), jangan simpan daftar thread yang sudah selesai.",
    seen: {
      all: "semua {sessions} benar",
      slow: "{sessions} sesi benar dalam {milliseconds} ms, lalu waktunya habis",
      wrong: 'sesi ke-{session} mendapat jawaban salah: "{reply}"',
      failed: "sesi ke-{session} gagal",
      "not-connected": "pada sesi ke-{session} koneksi tidak diterima lagi",
    },
  },
};
