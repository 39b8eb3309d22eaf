import type { BatchMessages } from "./batch-messages-en.ts";

/** Indonesian texts of `jam check --batch`. */
export const batchId: BatchMessages = {
  options: {
    batch:
      "periksa banyak server: tiap berkas atau folder di FOLDER, atau yang disebut LIST (satu jalur tiap baris, atau nama, tab, lalu jalur)",
    command:
      'cara menjalankan masing-masing: "python3 {file}"; {file}, {folder}, dan {name} diisi sendiri (bawaan: menurut akhiran berkas)',
    find: 'bentuk nama berkas server di dalam folder kiriman: "*server*.py" (bawaan: menurut namanya)',
    jobs: "jumlah pemeriksaan bersamaan, atau auto: setengah jumlah prosesor; hanya satu jika server tidak bisa punya jaringan masing-masing",
    out: "folder hasil: summary.csv, summary.html, serta satu halaman dan satu catatan tiap server",
    memory: "server yang memakai memori lebih dari ini dihentikan",
    fresh: "periksa semuanya lagi, juga yang sudah pernah diperiksa dan tidak berubah",
  },
  notes: [
    "Tiap hasil langsung disimpan: setelah terputus, perintah yang sama melanjutkan dari situ. Yang berubah sejak itu",
    "diperiksa lagi. Di Linux tiap server punya jaringan sendiri jika pengguna ini boleh membuatnya, jadi semuanya dapat",
    "mendengarkan di port yang sama berdampingan; di sistem lain diperiksa satu per satu.",
  ].join("\n"),
  needsBatch: (option) => `"${option}" hanya untuk --batch`,
  notWithBatch: (option) => `"${option}" tidak dapat digabung dengan --batch`,
  noServerWithBatch:
    "dengan --batch tidak ada server yang disebut; cara menjalankannya ditulis dengan --command",
  badTemplate: (template) =>
    `perintah "${template}" punya tanda kutip yang belum ditutup atau tidak berisi kata`,
  templateNamesNothing: (template) =>
    `perintah "${template}" akan menjalankan server yang sama untuk tiap kiriman: tidak menyebut {file}, {folder}, atau {name}`,
  nothingThere: (path) => `tidak ada yang dapat diperiksa di "${path}"`,
  resultsInside: (folder) => `hasil tidak dapat ditaruh di "${folder}", folder yang diperiksa`,
  begin: {
    "network-and-processes": (count, jobs) =>
      `${count} server, ${jobs} bersamaan, masing-masing di jaringannya sendiri`,
    network: (count, jobs) => `${count} server, ${jobs} bersamaan, masing-masing di jaringannya sendiri`,
    none: (count) => `${count} server, satu per satu (sistem ini tidak memberi jaringan masing-masing)`,
  },
  kept: (count) => `${count} sudah diperiksa sebelumnya dan tidak berubah (--fresh memeriksanya lagi)`,
  progress: (done, of) => `${done} dari ${of}`,
  left: (time) => `sisa sekitar ${time}`,
  interrupted: (done, of) =>
    `Terputus: ${done} dari ${of} sudah diperiksa. Perintah yang sama melanjutkan dari sini.`,
  stopping: "Menghentikan ...",
  written: (file) => `Ditulis: ${file}`,
  summary: {
    title: "Pemeriksaan banyak server waktu",
    server: "Server",
    grade: "Nilai",
    result: "Hasil",
    wrong: "Yang salah",
    case: "Kasus",
    failedBy: "Gagal pada",
    mostFailed: "Kesalahan yang paling sering",
    noGrade: "-",
    outcomes: {
      pass: "lulus",
      fail: "GAGAL",
      checked: "diperiksa",
      "no-server": "tanpa server",
      "no-file": "tanpa berkas",
      "too-slow": "terlalu lama",
      "too-much-memory": "memori",
      "too-many-processes": "proses",
      failed: "tak terperiksa",
    },
    ofServers: (failed, of) => `${failed} dari ${of}`,
    counts: ({ rows, passed, failed, withoutGrade, median }) =>
      `${rows.length} server: ${passed} lulus, ${failed} gagal, ${withoutGrade} tanpa nilai${median === null ? "" : `; median ${median} %`}.`,
    incomplete: (done, of) => `Belum lengkap: baru ${done} dari ${of} server diperiksa.`,
  },
};
