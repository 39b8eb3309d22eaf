/** @import { EventTexts } from "./event-texts-en.js" */

/**
 * What happened, in Indonesian, as event-texts-en.js has it.
 *
 * @type {EventTexts}
 */
export const indonesianEvents = {
  lines: {
    listening:
      "Mendengarkan di port {port} (alamat {host}, model {model}, thread {threads}, zona {zone}, engine {engine} {engineVersion})",
    "connection-opened": "Koneksi {connection} dari {peer} dibuka (thread {thread}, {open} terbuka)",
    request: "Koneksi {connection} dari {peer}: {text} → {reply}",
    "requests-counted": "... dan {counts} dari {peer} (koneksi {connection}, thread {thread})",
    "rest-counted": "... dan {counts} (thread {thread})",
    "connection-refused": "Koneksi dari {peer} ditolak (thread {thread}, {why})",
    "connection-closed":
      "Koneksi {connection} dari {peer} ditutup ({why}, setelah {duration}, {requests} request, {open} terbuka)",
    "tls-secured": "Koneksi {connection} dari {peer} terenkripsi ({version}, klien {client})",
    "tls-failed": "Jabat tangan TLS koneksi {connection} dari {peer} gagal: {why} [{detail}]",
    "tls-renewed": "Sertifikat dibaca lagi; yang pertama berakhir adalah {subject}, pada {validUntil}",
    "tls-not-renewed": "Sertifikat tetap yang lama: {code} (lihat docs/errors.md)",
    "tls-expires":
      "Sertifikat {subject} berakhir pada {validUntil} (hari dari sekarang: {days}): perbaruilah",
    "connection-failed": "Koneksi {connection} dari {peer} gagal: {cause}",
    "thread-started": "Thread {thread} dimulai",
    "connection-thread-started":
      "Thread {thread} dibuat untuk {peer} ({running} berjalan, {waiting} menunggu)",
    "connection-thread-ended":
      "Thread {thread} selesai bersama {peer} ({running} berjalan, {waiting} menunggu)",
    "connection-thread-died": "Thread {thread} mati: {cause}; {lost} koneksi hilang",
    "thread-died":
      "Thread {thread} mati: {cause}; {lost} koneksi hilang, dimulai lagi dalam {restartMilliseconds} ms",
    "threads-reduced":
      "Melayani dengan 1 thread, bukan {asked}: thread tidak dapat berbagi port di {platform}",
    "socket-lost":
      "Thread {thread} mati: {cause}; soketnya dan {lost} koneksi hilang, server tidak dapat meneruskan",
    "threads-given-up":
      "Menyerah: semua thread mati {starts} kali berturut-turut tepat setelah dimulai, terakhir: {cause}",
    "takeover-started": "Mengambil alih port {port} dari proses {pids}",
    "takeover-done": "Port {port} sudah diambil alih; proses {pids} diminta berhenti",
    "takeover-needless": "Tidak ada server di port {port}: tidak ada yang diambil alih",
    "notify-failed": "Pengelola layanan tidak diberi tahu keadaan server: {cause}",
    "http-listening": "Dasbor, metrik dan kesehatan di {url}",
    "http-not-served": "HTTP tidak dilayani: {code} (lihat docs/errors.md)",
    "http-request-failed": "Sebuah permintaan HTTP gagal: {cause}",
    "log-dropped": "{events} kejadian tidak dicatat: pembaca log terlalu lambat",
    "lame-duck": "Berhenti dalam {duration}: masih melayani semua, {open} terbuka",
    stopping: "Berhenti: tidak menerima koneksi baru, menyelesaikan {open} yang terbuka",
    stopped: "Server berhenti setelah {connections} koneksi dan {requests} request",
  },
  counts: {
    times: "{count} TIME lagi",
    invalid: "{count} tidak valid lagi",
    opened: "{count} lagi dibuka",
    closed: "{count} lagi ditutup",
    quits: "{count} QUIT lagi",
    refused: "{count} lagi ditolak",
  },
  reasons: {
    quit: "dengan QUIT",
    "client-closed": "oleh klien",
    "client-reset": "oleh klien, direset",
    "line-too-long": "oleh server, baris terlalu panjang",
    "line-deadline": "oleh server, baris tidak selesai pada waktunya",
    "idle-deadline": "oleh server, menganggur",
    stalled: "oleh server, balasan tidak dibaca",
    "unsent-limit": "oleh server, terlalu banyak balasan tidak dibaca",
    lifetime: "oleh server, terlalu lama terhubung",
    "tls-failed": "jabat tangan TLS gagal",
    "handshake-deadline": "oleh server, jabat tangan TLS tidak selesai pada waktunya",
    stopping: "oleh server, berhenti",
    fault: "oleh server, kesalahan internal",
    connections: "server penuh",
    address: "terlalu banyak koneksi dari alamatnya",
    rate: "alamatnya terlalu sering terhubung",
    denied: "alamatnya tidak diizinkan",
    proxy: "tanpa header PROXY dari penyeimbang beban",
    "not-tls": "yang dikirimnya bukan TLS",
    "old-version": "hanya mengenal TLS 1.1 atau lebih lama",
    "no-certificate": "tidak menunjukkan sertifikat",
    "bad-certificate": "sertifikatnya tidak baik",
    "refused-by-client": "menolak sertifikat kita",
    left: "pergi begitu saja",
    failed: "gagal",
  },
  nothing: "tidak ada",
};
