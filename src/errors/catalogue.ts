import { TLS_ERRORS } from "./tls-errors.ts";
import { TLS_SERVER_ERRORS } from "./tls-server-errors.ts";
import { TOP_ERRORS } from "./top-errors.ts";
import { WEB_ERRORS } from "./web-errors.ts";

/** Language of messages: English or Indonesian. */
export type Language = "en" | "id";

/** One row of the table of errors. `{name}` in a text is replaced by the detail of that name. */
export interface ErrorEntry {
  /** Exit code of a `jam` command that ends with this error: 2 wrong usage, 1 failed at run time. */
  readonly exit: 1 | 2;
  /** What could not be done, the value in quotes, why. */
  readonly en: string;
  /** What to do. */
  readonly enFix: string;
  readonly id: string;
  readonly idFix: string;
}

/**
 * All errors of the project, by stable code. docs/errors.md is generated from this table
 * (`npm run docs`); a code is never given another meaning.
 */
export const ERRORS = {
  JAM_PORT_TAKEN: {
    exit: 1,
    en: 'Cannot listen on port "{port}" of "{host}": another program is listening there.',
    enFix: "Stop that program, or choose another port with --port (--port 0 takes any free one).",
    id: 'Tidak dapat mendengarkan di port "{port}" pada "{host}": program lain sudah memakainya.',
    idFix: "Hentikan program itu, atau pilih port lain dengan --port (--port 0 memilih port kosong).",
  },
  JAM_PORT_NOT_ALLOWED: {
    exit: 1,
    en: 'Cannot listen on port "{port}" of "{host}": this user may not open that port.',
    enFix: "Choose a port from 1024 upwards with --port, or give the process CAP_NET_BIND_SERVICE.",
    id: 'Tidak dapat mendengarkan di port "{port}" pada "{host}": pengguna ini tidak boleh membukanya.',
    idFix: "Pilih port 1024 ke atas dengan --port, atau beri proses ini CAP_NET_BIND_SERVICE.",
  },
  JAM_ADDRESS_NOT_AVAILABLE: {
    exit: 1,
    en: 'Cannot listen on "{host}": it is not an address of this machine.',
    enFix: "Name an address of this machine with --host, or leave --host out to listen on all of them.",
    id: 'Tidak dapat mendengarkan di "{host}": itu bukan alamat mesin ini.',
    idFix: "Sebutkan alamat mesin ini dengan --host, atau hilangkan --host untuk semua alamat.",
  },
  JAM_LISTEN_FAILED: {
    exit: 1,
    en: 'Cannot listen on port "{port}" of "{host}": {reason}.',
    enFix: "Choose another address with --host or another port with --port.",
    id: 'Tidak dapat mendengarkan di port "{port}" pada "{host}": {reason}.',
    idFix: "Pilih alamat lain dengan --host atau port lain dengan --port.",
  },
  JAM_HOST_NOT_RESOLVED: {
    exit: 1,
    en: 'Cannot find the host "{host}": {reason}.',
    enFix: "Check the spelling, or use its IP address.",
    id: 'Host "{host}" tidak ditemukan: {reason}.',
    idFix: "Periksa ejaannya, atau pakai alamat IP-nya.",
  },
  JAM_UNKNOWN_ZONE: {
    exit: 2,
    en: 'Cannot give the time of zone "{zone}": there is no such zone.',
    enFix: "Use local, UTC or an IANA name such as Asia/Jakarta.",
    id: 'Tidak dapat memberi waktu zona "{zone}": zona itu tidak ada.',
    idFix: "Pakai local, UTC, atau nama IANA seperti Asia/Jakarta.",
  },
  JAM_BAD_OPTION: {
    exit: 2,
    en: 'Cannot use "{value}" for {option}: it takes {expected}.',
    enFix: "Give a value of that kind, or leave the option out for its default.",
    id: '"{value}" tidak dapat dipakai untuk {option}: nilainya harus {expected}.',
    idFix: "Beri nilai seperti itu, atau hilangkan pilihan ini untuk nilai bawaannya.",
  },
  JAM_USAGE: {
    exit: 2,
    en: "Cannot run this command: {reason}.",
    enFix: 'See "{help}".',
    id: "Perintah ini tidak dapat dijalankan: {reason}.",
    idFix: 'Lihat "{help}".',
  },
  JAM_THREAD_FAILED: {
    exit: 1,
    en: 'Cannot start serving thread "{thread}": {reason}.',
    enFix: "Try fewer threads with --threads; if it stays, report it with this line.",
    id: 'Tidak dapat memulai thread pelayan "{thread}": {reason}.',
    idFix: "Coba lebih sedikit thread dengan --threads; jika tetap terjadi, laporkan baris ini.",
  },
  JAM_THREADS_KEEP_DYING: {
    exit: 1,
    en: 'Cannot go on serving: every thread died "{starts}" times in a row right after its start, last: {reason}.',
    enFix:
      "Read the log above for the first cause; if it stays, try fewer --threads, or report it with this line.",
    id: 'Tidak dapat terus melayani: semua thread mati "{starts}" kali berturut-turut tepat setelah dimulai, terakhir: {reason}.',
    idFix:
      "Lihat log di atas untuk sebab pertamanya; jika tetap terjadi, kurangi --threads, atau laporkan baris ini.",
  },
  JAM_TAKEOVER_NOT_HERE: {
    exit: 1,
    en: 'Cannot take over port "{port}": {platform} does not tell which process listens there.',
    enFix: "Stop the other server and start this one without --takeover.",
    id: 'Tidak dapat mengambil alih port "{port}": {platform} tidak memberi tahu proses mana yang memakainya.',
    idFix: "Hentikan server lain itu dan jalankan yang ini tanpa --takeover.",
  },
  JAM_TAKEOVER_FOREIGN: {
    exit: 1,
    en: 'Cannot take over port "{port}": its listener belongs to a process that this user may not look into.',
    enFix: "Run this server as the same user as the other one, or stop that one first.",
    id: 'Tidak dapat mengambil alih port "{port}": pemakainya adalah proses yang tidak boleh dilihat pengguna ini.',
    idFix: "Jalankan server ini sebagai pengguna yang sama, atau hentikan server itu lebih dulu.",
  },
  JAM_TAKEOVER_NOT_JAM: {
    exit: 1,
    en: 'Cannot take over port "{port}": process "{pid}" listens there and is not a "jam serve".',
    enFix: "Stop that process yourself, or choose another port with --port.",
    id: 'Tidak dapat mengambil alih port "{port}": proses "{pid}" memakainya dan bukan "jam serve".',
    idFix: "Hentikan sendiri proses itu, atau pilih port lain dengan --port.",
  },
  JAM_TAKEOVER_PORT_NOT_SHARED: {
    exit: 1,
    en: 'Cannot take over port "{port}": process "{pid}" does not share it.',
    enFix:
      "Its socket came from a service manager without ReusePort=yes, or it was made without SO_REUSEPORT: stop it first.",
    id: 'Tidak dapat mengambil alih port "{port}": proses "{pid}" tidak membaginya.',
    idFix:
      "Soketnya berasal dari pengelola layanan tanpa ReusePort=yes, atau dibuat tanpa SO_REUSEPORT: hentikan dulu.",
  },
  JAM_SOCKET_LOST: {
    exit: 1,
    en: 'Cannot go on serving: thread "{thread}" died, and the service manager\'s socket was closed with it: {reason}.',
    enFix:
      "The service manager, which keeps the socket and who waits there, should start the server again (Restart=on-failure).",
    id: 'Tidak dapat terus melayani: thread "{thread}" mati, dan soket pengelola layanan tertutup bersamanya: {reason}.',
    idFix:
      "Pengelola layanan, yang menyimpan soket dan yang menunggu di sana, seharusnya menjalankan server lagi (Restart=on-failure).",
  },
  JAM_BAD_ACTIVATION: {
    exit: 1,
    en: 'Cannot use the sockets of the service manager (LISTEN_FDS="{count}"): {reason}.',
    enFix:
      "Let the .socket unit have one or more ListenStream= with a TCP address, or start the server without it.",
    id: 'Soket dari pengelola layanan tidak dapat dipakai (LISTEN_FDS="{count}"): {reason}.',
    idFix:
      "Beri unit .socket satu atau lebih ListenStream= dengan alamat TCP, atau jalankan server tanpa itu.",
  },
  // Told by the launcher, bin/jam.js, which runs before this table can be loaded.
  JAM_ENGINE_MISSING: {
    exit: 1,
    en: 'Cannot start engine "{engine}": {reason}.',
    enFix: "Install what is missing, or choose another engine with --engine.",
    id: 'Tidak dapat memulai engine "{engine}": {reason}.',
    idFix: "Pasang yang belum ada, atau pilih engine lain dengan --engine.",
  },
  JAM_MODEL_UNAVAILABLE: {
    exit: 1,
    en: 'Cannot serve with model "{model}": it needs Node.js 26.6 or later, which can give a connection to a thread.',
    enFix: "Use --engine node with Node.js 26.6 or later, or leave --model out.",
    id: 'Tidak dapat melayani dengan model "{model}": butuh Node.js 26.6 atau lebih baru, yang dapat memberi koneksi ke thread.',
    idFix: "Pakai --engine node dengan Node.js 26.6 atau lebih baru, atau hilangkan --model.",
  },
  JAM_LOAD_THREAD_FAILED: {
    exit: 1,
    en: 'Cannot load the target from client thread "{thread}": {reason}.',
    enFix: "Try --threads 1; if it stays, report it with this line.",
    id: 'Tidak dapat membebani sasaran dari thread klien "{thread}": {reason}.',
    idFix: "Coba --threads 1; jika tetap terjadi, laporkan baris ini.",
  },
  JAM_FILE_NOT_WRITABLE: {
    exit: 2,
    en: 'Cannot write the file "{file}": {reason}.',
    enFix: "Check that its folder exists and that this user may write there.",
    id: 'Tidak dapat menulis berkas "{file}": {reason}.',
    idFix: "Periksa apakah foldernya ada dan pengguna ini boleh menulis di sana.",
  },
  JAM_FILE_NOT_READABLE: {
    exit: 2,
    en: 'Cannot read the file "{file}": {reason}.',
    enFix: "Check the path, and that this user may read the file.",
    id: 'Tidak dapat membaca berkas "{file}": {reason}.',
    idFix: "Periksa jalur berkas itu, dan apakah pengguna ini boleh membacanya.",
  },
  JAM_PROCESS_NOT_FOUND: {
    exit: 2,
    en: 'Cannot measure process "{pid}": there is no such process, or this system has no /proc.',
    enFix: "Give the process id of the server, or leave --pid out to find it by its port.",
    id: 'Tidak dapat mengukur proses "{pid}": proses itu tidak ada, atau sistem ini tidak punya /proc.',
    idFix: "Beri nomor proses server, atau hilangkan --pid agar dicari lewat port-nya.",
  },
  JAM_BAD_RUBRIC: {
    exit: 2,
    en: 'Cannot grade by the rubric "{file}": {reason}.',
    enFix: "docs/check.md shows what such a file looks like.",
    id: 'Tidak dapat menilai dengan rubrik "{file}": {reason}.',
    idFix: "docs/check.id.md menunjukkan bentuk berkas itu.",
  },
  JAM_SERVER_NOT_STARTED: {
    exit: 1,
    en: 'Cannot check "{command}": {reason}.',
    enFix: "Start it by hand in the same folder and see what it prints.",
    id: 'Tidak dapat memeriksa "{command}": {reason}.',
    idFix: "Jalankan sendiri di folder yang sama dan lihat yang dicetaknya.",
  },
  JAM_SERVER_CLOSED: {
    exit: 1,
    en: "Cannot start the server: it was closed before it listened.",
    enFix: "Create a new server with createTimeServer().",
    id: "Server tidak dapat dimulai: sudah ditutup sebelum sempat mendengarkan.",
    idFix: "Buat server baru dengan createTimeServer().",
  },
  JAM_CONNECT_REFUSED: {
    exit: 1,
    en: 'Cannot connect to "{server}": nothing listens there (connection refused).',
    enFix: "Start the server (jam serve), or check the host and the port.",
    id: 'Tidak dapat terhubung ke "{server}": tidak ada server di sana (koneksi ditolak).',
    idFix: "Jalankan server (jam serve), atau periksa host dan port-nya.",
  },
  JAM_CONNECT_TIMEOUT: {
    exit: 1,
    en: 'Cannot connect to "{server}": no answer within {milliseconds} ms.',
    enFix: "Check the host, the port and any firewall between, or allow more time with --timeout.",
    id: 'Tidak dapat terhubung ke "{server}": tidak ada jawaban dalam {milliseconds} ms.',
    idFix: "Periksa host, port, dan firewall di antaranya, atau beri waktu lebih dengan --timeout.",
  },
  JAM_CONNECT_FAILED: {
    exit: 1,
    en: 'Cannot connect to "{server}": {reason}.',
    enFix: "Check the host and the port.",
    id: 'Tidak dapat terhubung ke "{server}": {reason}.',
    idFix: "Periksa host dan port-nya.",
  },
  JAM_REPLY_TIMEOUT: {
    exit: 1,
    en: 'No reply from "{server}" to "{request}" within {milliseconds} ms.',
    enFix:
      "The server may be busy with another client, or wait for another line end; try a longer --timeout.",
    id: 'Tidak ada balasan dari "{server}" untuk "{request}" dalam {milliseconds} ms.',
    idFix:
      "Server mungkin sedang melayani klien lain atau menunggu akhir baris lain; coba --timeout lebih lama.",
  },
  JAM_REPLY_MALFORMED: {
    exit: 1,
    en: 'Cannot read the time from "{server}": it answered "{reply}" to "{request}", not "JAM hh:mm:ss".',
    enFix: "The server does not speak the JAM protocol as docs/protocol.md (R4) says.",
    id: 'Waktu dari "{server}" tidak terbaca: jawabannya "{reply}" untuk "{request}", bukan "JAM hh:mm:ss".',
    idFix: "Server itu tidak mengikuti protokol JAM seperti di docs/protocol.md (R4).",
  },
  JAM_REPLY_UNEXPECTED: {
    exit: 1,
    en: 'Cannot go on with "{server}": it sent "{reply}" though nothing was asked.',
    enFix: "The server must not speak first (R1) and gives one reply for each request (R8).",
    id: 'Tidak dapat melanjutkan dengan "{server}": ia mengirim "{reply}" padahal tidak diminta.',
    idFix: "Server tidak boleh bicara lebih dulu (R1) dan memberi satu balasan tiap permintaan (R8).",
  },
  JAM_REPLY_UNFINISHED: {
    exit: 1,
    en: 'Cannot read the reply of "{server}" to "{request}": it sent "{reply}" without a line end, and nothing more.',
    enFix: "The server must end each reply with CR LF (R4, R6).",
    id: 'Balasan dari "{server}" untuk "{request}" tidak terbaca: isinya "{reply}" tanpa akhir baris, lalu tidak ada lagi.',
    idFix: "Server harus mengakhiri tiap balasan dengan CR LF (R4, R6).",
  },
  JAM_REPLY_TOO_LONG: {
    exit: 1,
    en: 'Cannot read the reply of "{server}": more than {limit} octets came without a line end ("{reply}...").',
    enFix: "This is not a JAM server; check the host and the port.",
    id: 'Balasan dari "{server}" tidak terbaca: lebih dari {limit} oktet tanpa akhir baris ("{reply}...").',
    idFix: "Ini bukan server JAM; periksa host dan port-nya.",
  },
  JAM_CONNECTION_CLOSED: {
    exit: 1,
    en: 'The server "{server}" closed the connection before it answered "{request}".',
    enFix: "Connect again; if it happens every time, the server fails on this request.",
    id: 'Server "{server}" menutup koneksi sebelum menjawab "{request}".',
    idFix: "Hubungkan lagi; jika selalu terjadi, server gagal pada permintaan ini.",
  },
  JAM_CONNECTION_LOST: {
    exit: 1,
    en: 'The connection to "{server}" broke: {reason}.',
    enFix: "Check the network and the server, then connect again.",
    id: 'Koneksi ke "{server}" putus: {reason}.',
    idFix: "Periksa jaringan dan server, lalu hubungkan lagi.",
  },
  JAM_CLIENT_CLOSED: {
    exit: 1,
    en: 'Cannot send "{request}" to "{server}": this client is closed.',
    enFix: "Open a new one with TimeClient.connect().",
    id: '"{request}" tidak dapat dikirim ke "{server}": klien ini sudah ditutup.',
    idFix: "Buka yang baru dengan TimeClient.connect().",
  },
  JAM_ABORTED: {
    exit: 1,
    en: 'Gave up "{action}": the caller\'s signal was aborted.',
    enFix: "Nothing to do; the cause property holds the signal's reason.",
    id: '"{action}" dihentikan: sinyal dari pemanggil dibatalkan.',
    idFix: "Tidak perlu apa-apa; properti cause berisi alasan sinyal itu.",
  },
  ...TLS_ERRORS,
  ...TLS_SERVER_ERRORS,
  ...WEB_ERRORS,
  ...TOP_ERRORS,
  JAM_OUTPUT_FAILED: {
    exit: 1,
    en: "Cannot write the output: {reason}.",
    enFix: "Check the file or the device that the output goes to.",
    id: "Keluaran tidak dapat ditulis: {reason}.",
    idFix: "Periksa berkas atau perangkat tujuan keluaran itu.",
  },
  JAM_UNEXPECTED: {
    exit: 1,
    en: "Cannot go on: {reason}.",
    enFix: "This is a mistake in jam; run it again with JAM_DEBUG=1 for the trace, and report that.",
    id: "Tidak dapat melanjutkan: {reason}.",
    idFix: "Ini kesalahan pada jam; jalankan lagi dengan JAM_DEBUG=1 untuk jejaknya, lalu laporkan.",
  },
} as const satisfies Record<string, ErrorEntry>;

/** A stable error code. */
export type ErrorCode = keyof typeof ERRORS;
