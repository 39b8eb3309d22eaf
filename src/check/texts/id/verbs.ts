import type { SameCases } from "../case-text.ts";
import type { verbsEn } from "../en/verbs.ts";

/** Indonesian texts of R3 and R6. */
export const verbsId: SameCases<typeof verbsEn> = {
  "R3/arguments": {
    title: "TIME yang diikuti kata lain tetap TIME",
    sheet: 'Permintaan "diawali" TIME, jadi boleh ada kata sesudahnya.',
    expected: "`TIME please\\r\\n` mendapat satu JAM.",
    why: "Ada klien tugas ini yang mengirim `TIME ` atau `TIME process `; tanpa ini mereka tidak mendapat apa-apa.",
    hint: 'Bandingkan kata pertama: `line.split(b" ", 1)[0] == b"TIME"`.',
    seen: {
      one: "satu JAM",
      error: 'teks kesalahan: "{reply}"',
      extra: 'lebih dari satu jawaban: "{reply}"',
      other: 'sesuatu yang lain: "{reply}"',
    },
  },
  "R3/lower-case": {
    title: "`time` dengan huruf kecil bukan TIME",
    sheet: "Permintaannya TIME, dengan huruf besar.",
    expected: "`time\\r\\n` tidak mendapat JAM.",
    why: "Dua server yang berbeda di sini tidak sepakat tentang permintaan yang sah.",
    hint: 'Bandingkan tanpa `.upper()`: `line == b"TIME"`.',
    seen: {
      refused: "tidak ada JAM",
      jam: 'dijawab seperti TIME: "{reply}"',
      other: 'sesuatu yang lain: "{reply}"',
    },
  },
  "R3/prefix": {
    title: "TIMEX bukan TIME",
    sheet: "Permintaannya adalah kata TIME.",
    expected: "`TIMEX\\r\\n` tidak mendapat JAM.",
    why: "Kata yang lebih panjang adalah perintah lain; menjawabnya menyembunyikan kesalahan klien.",
    hint: 'Bukan `startswith("TIME")`: bandingkan seluruh kata pertama, `line.split(b" ", 1)[0] == b"TIME"`.',
    seen: {
      refused: "tidak ada JAM",
      jam: 'dijawab seperti TIME: "{reply}"',
      other: 'sesuatu yang lain: "{reply}"',
    },
  },
  "R6/unknown-line": {
    title: "baris yang tidak dikenal mendapat jawaban sendiri",
    sheet:
      "Lembar tugas tidak menentukan jawaban untuk permintaan lain; klien yang menunggu jawaban harus mendapatkannya.",
    expected:
      "`HALO\\r\\n` mendapat satu baris yang bukan JAM dan diakhiri CR LF, misalnya `Invalid command\\r\\n`.",
    why: "Klien membaca setelah tiap baris yang dikirimnya. Tanpa jawaban klien macet; tanpa CR LF klien tidak tahu di mana jawaban berakhir.",
    hint: 'Cabang terakhir dari `if`: `else: conn.sendall(b"Invalid command\\r\\n")`.',
    seen: {
      line: '"{reply}"',
      "no-crlf": 'jawaban tanpa akhir baris: "{reply}"',
      "lf-only": 'baris diakhiri LF saja, CR tidak ada: "{reply}"',
      echo: 'barisnya dikirim kembali: "{reply}"',
      jam: 'dijawab dengan jam: "{reply}"',
      "two-lines": 'lebih dari satu baris: "{reply}"',
      other: 'sesuatu yang lain: "{reply}"',
    },
  },
  "R6/exact-text": {
    title: "jawaban untuk baris yang tidak dikenal adalah `Invalid command`",
    sheet: "Lembar tugas tidak menentukan teksnya; ini teks dari server acuan.",
    expected: "`Invalid command\\r\\n`",
    why: "Program hanya bisa membedakan kesalahan dari jam bila teksnya diketahui.",
    hint: '`conn.sendall(b"Invalid command\\r\\n")`',
    seen: {
      exact: '"{reply}"',
      "other-text": 'teks lain: "{reply}"',
      other: 'sesuatu yang lain: "{reply}"',
    },
  },
  "R6/goes-on": {
    title: "setelah baris yang tidak dikenal koneksi berlanjut",
    sheet: "Hanya QUIT yang mengakhiri koneksi.",
    expected: "`HALO\\r\\n`, lalu `TIME\\r\\n` pada koneksi yang sama mendapat JAM.",
    why: "Salah ketik sekali saja membuat klien kehilangan koneksinya.",
    hint: "Jangan `break`, `return`, atau `conn.close()` setelah baris yang tidak dikenal: lanjutkan loop.",
    seen: {
      "goes-on": "TIME sesudahnya dijawab",
      "no-reply": "TIME sesudahnya tidak dijawab",
      other: 'sesuatu yang lain: "{reply}"',
    },
  },
};
