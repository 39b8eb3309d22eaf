import type { SameCases } from "../case-text.ts";
import type { timeEn } from "../en/time.ts";

/** Indonesian texts of R1 and R4. */
export const timeId: SameCases<typeof timeEn> = {
  "R1/connects": {
    title: "menerima koneksi dan menjawab TIME",
    sheet: "Buka port 45000 dengan TCP dan layani permintaan TIME.",
    expected: "`TIME\\r\\n` pada koneksi baru mendapat jawaban.",
    why: "Tanpa ini tidak ada klien yang dilayani, dan hal lain tidak dapat diperiksa.",
    hint: 'Dengarkan di semua alamat, bukan hanya localhost, dan di port yang diminta: `sock.bind(("0.0.0.0", 45000))`, `sock.listen(128)`. Lalu panggil accept dalam loop.',
    seen: {
      answered: 'dijawab "{reply}"',
    },
  },
  "R1/no-banner": {
    title: "diam sebelum ditanya",
    sheet: "Server menjawab permintaan; server tidak memulai.",
    expected: "Setelah koneksi terbentuk tidak ada yang datang sampai TIME dikirim.",
    why: "Klien membaca salam itu sebagai jawaban permintaan pertamanya, dan sejak itu semua jawaban terlambat satu.",
    hint: "Jangan kirim apa-apa setelah `accept()`. Salam cukup di log: `print(...)`, bukan `conn.sendall(...)`.",
    seen: {
      quiet: "tidak ada yang datang sebelum TIME dikirim",
      banner: 'sebelum ditanya server mengirim "{octets}"',
    },
  },
  "R4/format": {
    title: "menjawab tepat `JAM hh:mm:ss` CR LF",
    sheet:
      'Jawaban diawali "JAM", satu spasi, dan jam dalam bentuk "hh:mm:ss", serta diakhiri karakter 13 dan 10.',
    expected:
      "14 oktet: `JAM`, satu spasi, jam 24-jam dengan masing-masing dua angka, `\\r\\n`, tanpa tambahan.",
    why: "Klien memotong jawaban menurut posisinya dan membaca tepat 14 oktet; lebih atau kurang satu, jam yang tampil salah atau klien menunggu selamanya.",
    hint: 'Python: `conn.sendall(time.strftime("JAM %H:%M:%S\\r\\n").encode())`. TypeScript: `socket.write("JAM " + new Date().toTimeString().slice(0, 8) + "\\r\\n")`.',
    seen: {
      exact: '"{reply}"',
      "two-spaces": 'lebih dari satu spasi setelah JAM: "{reply}"',
      "no-space": 'tidak ada spasi setelah JAM: "{reply}"',
      colon: 'titik dua setelah JAM: "{reply}"',
      "trailing-space": 'spasi setelah jamnya: "{reply}"',
      date: 'jam disertai tanggal: "{reply}"',
      "twelve-hour": 'jam 12-jam dengan AM atau PM: "{reply}"',
      "no-jam-word": 'jam tanpa kata JAM: "{reply}"',
      "no-crlf": 'tidak ada akhir baris setelah jamnya: "{reply}"',
      "lf-only": 'baris diakhiri LF saja, CR tidak ada: "{reply}"',
      "lower-case": 'jam ditulis dengan huruf kecil: "{reply}"',
      "more-text": 'lebih dari satu baris itu: "{reply}"',
      "short-digits": 'jam, menit, atau detik hanya satu angka: "{reply}"',
      "error-text": 'teks kesalahan, bukan jam: "{reply}"',
      other: 'sesuatu yang lain: "{reply}"',
    },
  },
  "R4/right-time": {
    title: "jamnya benar",
    sheet: "Jawaban berisi jam saat ini.",
    expected:
      "Jam saat ini di salah satu zona waktu (kelipatan 15 menit dari UTC), meleset paling banyak 2 detik.",
    why: "Server waktu yang jamnya salah gagal pada satu-satunya tugasnya.",
    hint: 'Tanyakan jam sistem pada tiap permintaan: Python `datetime.now().strftime("%H:%M:%S")`; jangan susun sendiri, jangan tambahkan selisih menit.',
    seen: {
      right: "{time}, yaitu {zone}",
      wrong: "{time} meleset {seconds} detik dari jam zona terdekat",
      impossible: "{time} bukan jam yang ada",
      unreadable: 'tidak ada jam yang terbaca dari "{reply}"',
    },
  },
  "R4/advances": {
    title: "permintaan berikutnya mendapat jam yang sudah maju",
    sheet: "Jawaban berisi jam saat ini.",
    expected:
      "Dua permintaan yang berjarak lebih dari satu detik mendapat jam berbeda, pada koneksi yang sama dan pada koneksi baru.",
    why: "Jam yang berhenti tampak benar pada uji singkat dan salah bagi semua yang datang kemudian.",
    hint: "Ambil jam di dalam loop yang menjawab permintaan, bukan sekali saat program atau koneksi dimulai.",
    seen: {
      advances: "{first}, lalu {later}",
      frozen: "jam berhenti pada semua koneksi: {first}, dan {milliseconds} ms kemudian {later}",
      "frozen-on-connection":
        "jam berhenti selama satu koneksi: {first}, dan {milliseconds} ms kemudian {later}",
      "no-seconds": 'tidak diamati: jawaban tanpa detik memang sama selama satu menit: "{reply}"',
      backwards: "jam mundur: {first}, lalu {later}",
      unreadable: 'tidak ada jam yang terbaca dari "{reply}"',
    },
  },
  "R4/second-request": {
    title: "menjawab permintaan kedua dan ketiga pada koneksi yang sama",
    sheet: "Permintaan dilayani sampai klien mengirim QUIT.",
    expected: "TIME, jawaban, TIME, jawaban, TIME, jawaban, pada satu koneksi.",
    why: "Klien yang bertanya tiap detik harus menyambung ulang tiap detik.",
    hint: "Letakkan `recv` di dalam loop: `while True: data = conn.recv(1024)`, dan keluar hanya pada QUIT atau bila `data` kosong.",
    seen: {
      answered: "ketiga permintaan ({replies}) dijawab",
      "only-first": "hanya permintaan pertama yang dijawab",
      fewer: "{replies} dari {requests} permintaan dijawab",
      "closed-after-first": "server menutup koneksi setelah jawaban pertamanya",
    },
  },
};
