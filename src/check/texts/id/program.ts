import type { SameCases } from "../case-text.ts";
import type { programEn } from "../en/program.ts";

/** Indonesian texts of OPS. */
export const programId: SameCases<typeof programEn> = {
  "OPS/no-spin": {
    title: "tidak memakai prosesor setelah klien-kliennya pergi",
    sheet: "Lembar tugas tidak menyebutnya; server yang menunggu semestinya menunggu.",
    expected: "Setelah klien pergi dengan tiga cara (FIN, RST, half-close) prosesnya diam.",
    why: "Loop pada koneksi mati memakan satu inti penuh. Pada mesin bersama, sepuluh server seperti itu menghentikan pekerjaan semua orang.",
    hint: "`recv` kosong berarti klien sudah pergi: `if not data: break`. Tanpa itu loop berputar selamanya.",
    seen: {
      idle: "{percent} % dari satu inti",
      spins: "{percent} % dari satu inti, tanpa klien yang terhubung",
    },
  },
  "OPS/no-leak": {
    title: "mengembalikan deskriptor dan thread",
    sheet: "Lembar tugas tidak menyebutnya; tiap proses punya jumlah terbatas dari keduanya.",
    expected:
      "Setelah 50 klien datang dan pergi, jumlah deskriptor dan thread proses sama seperti sebelumnya.",
    why: "Pada batasnya, sering 1024, `accept` gagal dan tidak ada lagi yang dilayani.",
    hint: "Tutup koneksi pada semua jalan keluar: `with conn:` di sekitar loop, atau `finally: conn.close()`; dan biarkan thread-nya berakhir.",
    seen: {
      returned: "sama seperti sebelumnya",
      descriptors: "{more} deskriptor lebih banyak dari sebelumnya, setelah {clients} klien",
      threads: "{more} thread lebih banyak dari sebelumnya, setelah {clients} klien",
      both: "{descriptors} deskriptor dan {threads} thread lebih banyak dari sebelumnya, setelah {clients} klien",
    },
  },
  "OPS/no-error-loop": {
    title: "tidak mengirim kesalahan kepada klien yang sudah selesai",
    sheet: "Lembar tugas tidak menyebutnya.",
    expected: "Setelah klien mengakhiri arahnya, paling banyak satu jawaban datang.",
    why: "Server yang menganggap akhir itu permintaan kosong menjawabnya terus-menerus secepat mungkin.",
    hint: "`if not data: break` tepat setelah `recv`, sebelum ada yang dibandingkan.",
    seen: {
      quiet: "tidak ada lagi yang datang",
      loop: '{replies} baris datang tanpa permintaan: "{reply}"',
      once: 'satu teks kesalahan datang: "{reply}"',
    },
  },
  "OPS/survives-first-client": {
    title: "tetap melayani setelah klien pertamanya pergi",
    sheet: "Server melayani klien, bukan satu klien.",
    expected: "Satu klien terhubung, bertanya, dan pergi; yang berikutnya dilayani.",
    why: "Server yang berakhir bersama klien pertamanya harus dijalankan lagi untuk tiap klien.",
    hint: "`accept()` tempatnya di dalam `while True:`; tutup koneksi klien (`conn`), bukan soket yang mendengarkan.",
    seen: {
      served: "klien berikutnya dilayani",
      "not-served": "klien berikutnya tidak dijawab",
      dead: "server tidak menerima koneksi lagi",
    },
  },
  "OPS/survives-many": {
    title: "tetap melayani setelah semua yang dicoba",
    sheet: "Server melayani klien, apa pun yang dilakukan klien lain sebelumnya.",
    expected: "Setelah semua kasus lain, klien baru mendapat JAM.",
    why: "Yang dikirim pemeriksa ini dikirim juga oleh internet.",
    hint: "Lihat baris terakhir yang dicetak server: exception yang sampai ke loop accept, atau koneksi yang tidak pernah ditutup.",
    seen: {
      served: "klien baru dilayani",
      "not-served": "klien baru tidak dijawab",
      "died-on-the-way": "server hilang di tengah jalan, {times} kali, terakhir pada `{after}`",
      dead: "server tidak menerima koneksi lagi",
    },
  },
  "OPS/restarts": {
    title: "dapat langsung dijalankan lagi",
    sheet: "Lembar tugas tidak menyebutnya; yang menulis server menjalankannya ulang sepanjang hari.",
    expected:
      "Dihentikan dan dijalankan lagi ketika ada klien terhubung, server mendengarkan di port yang sama dalam beberapa detik.",
    why: "`Address already in use` selama satu menit setiap kali dihentikan.",
    hint: "Sebelum `bind`: `sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)`. Node.js dan Bun melakukannya sendiri.",
    seen: {
      listening: "mendengarkan lagi setelah {milliseconds} ms",
      exited: "langsung berakhir: {output}",
      "not-listening": "tidak mendengarkan dalam {milliseconds} ms",
    },
  },
};
