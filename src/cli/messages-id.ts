import type { Messages } from "./messages-en.ts";

/** Indonesian texts of the command line. */
export const messagesId: Messages = {
  help: {
    about: "Server waktu untuk protokol JAM (TIME -> JAM hh:mm:ss, TCP port 45000), beserta kliennya.",
    helpOption: "tampilkan bantuan ini",
    helpCommand: "tampilkan bantuan sebuah perintah",
    version: "tampilkan versi",
    lang: "bahasa semua teks: en atau id (bawaan: dari LC_ALL, LC_MESSAGES, LANG)",
    engine: "runtime yang dipakai: auto, bun, atau node (bawaan: auto)",
    server: "server yang ditanya: HOST, HOST:PORT, IPV6 atau [IPV6]:PORT (bawaan: localhost:45000)",
    titles: {
      "Usage:": "Pemakaian:",
      "Arguments:": "Argumen:",
      "Options:": "Pilihan:",
      "Global Options:": "Pilihan semua perintah:",
      "Commands:": "Perintah:",
    },
    usageWords: { "[options]": "[pilihan]", "[command]": "[perintah]" },
    defaultValue: "bawaan",
    exitCodes: "Kode keluar: 0 selesai, 1 gagal saat berjalan, 2 salah pemakaian.",
  },
  usage: {
    unknownOption: (name) => `pilihan "${name}" tidak dikenal`,
    unknownCommand: (name) => `perintah "${name}" tidak dikenal`,
    didYouMean: (names) => `maksud Anda ${names}?`,
    missingValue: (flags) => `pilihan "${flags}" butuh nilai`,
    missingArgument: (name) => `argumen "${name}" tidak ada`,
    tooManyArguments: (extra) => `terlalu banyak argumen ("${extra}")`,
    needsToo: (given: string, missing: string) => `"${given}" membutuhkan "${missing}" juga`,
    notBoth: (one, other) => `"${one}" dan "${other}" tidak dapat dipakai bersama`,
  },
  tls: {
    tls: "enkripsi koneksi (TLS 1.2 atau lebih baru) dan periksa server; port bawaannya menjadi 45443",
    ca: "sertifikat otoritas yang dipercaya, PEM, sebagai ganti otoritas publik; berarti --tls juga",
    cert: "sertifikat klien ini, PEM, untuk server yang memintanya; bersama --key; berarti --tls juga",
    key: "kunci privat dari --cert, PEM",
    servername: "nama atau alamat IP yang harus ada di sertifikat server (bawaan: HOST); berarti --tls juga",
  },
  time: {
    about: "tanyakan waktu kepada server dan cetak balasannya",
    json: "cetak satu objek JSON untuk tiap balasan",
    timeout: "waktu tunggu terlama untuk koneksi dan tiap balasan, dalam milidetik (bawaan: 5000)",
    count: "berapa kali bertanya, pada satu koneksi (bawaan: 1)",
    interval: "jeda antara balasan dan permintaan berikutnya, dalam milidetik (bawaan: 0)",
  },
  client: {
    about: "berbicara dengan server: ketik TIME, QUIT, atau apa saja, lihat jawabannya",
    clients: "minta perintah untuk tiap klien dari N klien, lalu jalankan serentak",
    timeout: "waktu tunggu terlama untuk koneksi dan tiap balasan, dalam milidetik (bawaan: 5000)",
    notes: [
      "Tiap baris yang diketik dikirim dengan CR LF; baris kosong tidak mengirim apa-apa. Ctrl-C, Ctrl-D,",
      "atau akhir masukan dari pipa menutup koneksi.",
    ].join("\n"),
    connected: (server) => `Terhubung ke ${server}. Ketik TIME, QUIT, atau apa saja.`,
    closedByServer: "Koneksi ditutup oleh server.",
    noReply: (text, milliseconds) =>
      `Tidak ada balasan untuk "${text}" dalam ${milliseconds} ms; yang terlambat ditampilkan saat tiba.`,
    stillOpen: (milliseconds) => `Server tidak menutup koneksi dalam ${milliseconds} ms setelah QUIT (R5).`,
    noLineEnd: "(tanpa akhir baris)",
    enterCommand: (client) => `Masukkan perintah untuk klien ${client} (TIME, QUIT, atau apa saja): `,
    sending: (client, text) => `[Klien-${client}] Mengirim: ${text}`,
    received: (client, text) => `[Klien-${client}] Menerima: ${text}`,
    clientClosedByServer: (client) => `[Klien-${client}] Koneksi ditutup oleh server.`,
    clientSays: (client, text) => `[Klien-${client}] ${text}`,
    askQuit: (client) => `[Klien-${client}] Kirim QUIT untuk menutup koneksi? (y/t): `,
    answerYesOrNo: "Jawab y atau t.",
    yes: ["y", "ya", "yes"],
    no: ["t", "tidak", "n", "no"],
  },
  swarm: {
    about: "buktikan bahwa server melayani banyak klien sekaligus: hubungkan semua, tanya, tahan, gambarkan",
    clients: "jumlah klien (bawaan: 5)",
    connections: "jumlah koneksi tiap klien (bawaan: 1)",
    send: "yang dikirim, dengan \\r \\n \\t \\\\ \\xHH; tanpa akhir baris, CR LF ditambahkan (bawaan: TIME\\r\\n)",
    hold: "berapa lama tiap koneksi tetap terbuka setelah balasannya, diulang oleh tiap balasan lain, dalam milidetik (bawaan: 500)",
    timeout: "waktu tunggu terlama untuk koneksi dan balasannya, dalam milidetik (bawaan: 5000)",
    json: "cetak satu objek JSON berisi semua pengamatan dan putusannya, tanpa yang lain",
    notes: [
      "Semua koneksi dibuka serentak. Buktinya: koneksi belakangan dijawab ketika koneksi terdahulu, yang",
      "sudah dijawab, masih terbuka. Server yang menyelesaikan satu klien sebelum melayani yang berikutnya",
      'tidak bisa begitu: putusannya "tidak konkuren", kode keluar 1.',
      "Server yang butuh waktu lebih lama dari --hold untuk satu balasan perlu --hold yang lebih lama.",
    ].join("\n"),
    connected: (name, server) => `klien ${name} terhubung ke soket ${server}`,
    sending: (name, octets) => `[KLIEN ${name}] mengirim ${octets}`,
    reply: (reply, name, wait) => `${reply}  (klien ${name}, setelah ${wait})`,
    closing: (name, open) => `menutup  (klien ${name}, terbuka selama ${open})`,
    closedByServer: (name, open) => `ditutup oleh server  (klien ${name}, terbuka selama ${open})`,
    failed: (name, text) => `klien ${name} gagal: ${text}`,
    wrongReply: "bukan balasan JAM",
    noLineEnd: "tanpa akhir baris",
    surplusReply: "kelebihan satu balasan",
    missingReply: "ada balasan yang kurang",
    legend: {
      waiting: "menunggu balasan",
      open: "dibuka",
      asked: "bertanya",
      answered: "dijawab",
      held: "masih terbuka",
      closed: "ditutup",
      failed: "gagal",
    },
    rowsHidden: (count) => `... dan ${count} koneksi lagi, tidak digambar`,
    answered: (answered, all) => `${answered} dari ${all} koneksi dijawab.`,
    failures: (count, text) => `Gagal: ${count}. Yang pertama: ${text}`,
    wrongReplies: (count, first) => `Balasan salah: ${count}. Yang pertama: ${first}`,
    verdict: {
      concurrent: (together, all) =>
        together === all
          ? `Konkuren: semua ${all} koneksi terbuka dan dijawab pada saat yang sama.`
          : `Konkuren: ${together} dari ${all} koneksi terbuka dan dijawab pada saat yang sama.`,
      limited: (together, all) =>
        `Konkuren hanya sampai ${together}: dari ${all} koneksi tidak pernah lebih dari ${together} dilayani pada saat yang sama.`,
      oneAtATime: "Tidak konkuren: server menyelesaikan satu klien sebelum melayani yang berikutnya.",
      tooFew: "Tidak terbukti: kurang dari dua koneksi dijawab, jadi konkurensi tidak dapat dinilai.",
      closedEarly:
        "Tidak terbukti: server menutup koneksi segera setelah menjawab, jadi tidak ada dua yang terlihat terbuka bersama.",
    },
    seen: {
      overlap: (later, laterAt, earlier, earlierAt, closedAt) =>
        `Terlihat: klien ${later} dijawab pada ${laterAt}, ketika klien ${earlier}, dijawab pada ${earlierAt}, terbuka sampai ${closedAt}.`,
      waited: (later, askedAt, laterAt, earlier, closedAt) =>
        `Terlihat: klien ${later} bertanya pada ${askedAt} dan dijawab pada ${laterAt}, baru setelah klien ${earlier} ditutup pada ${closedAt}.`,
      gaveUp: (later, askedAt, gaveUpAt, earlier) =>
        `Terlihat: klien ${later} bertanya pada ${askedAt} dan tidak dijawab sampai ${gaveUpAt}, selama klien ${earlier} terbuka.`,
    },
  },
};
