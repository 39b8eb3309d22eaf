import type { Language } from "../errors/index.ts";

/** Texts of `jam serve` that are not log lines. */
export interface ServeMessages {
  readonly summary: string;
  readonly host: string;
  readonly port: string;
  readonly threads: string;
  readonly model: string;
  readonly maxThreads: string;
  readonly reply: string;
  readonly zone: string;
  readonly strict: string;
  readonly admissionTitle: string;
  readonly maxConnections: string;
  readonly maxConnectionsDefault: string;
  readonly perAddress: string;
  readonly ratePerSecond: string;
  readonly burst: string;
  readonly exempt: string;
  readonly allow: string;
  readonly deny: string;
  readonly proxyFrom: string;
  readonly none: string;
  readonly limitsTitle: string;
  readonly maxLine: string;
  readonly lineDeadline: string;
  readonly handshakeDeadline: string;
  readonly idleDeadline: string;
  readonly maxUnsent: string;
  readonly stallDeadline: string;
  readonly requestsPerTurn: string;
  readonly lifetime: string;
  readonly logFormat: string;
  readonly logLevel: string;
  readonly logRate: string;
  readonly tryIt: (host: string, port: number) => string;
  readonly logLost: (reason: string) => string;
}

const ENGLISH: ServeMessages = {
  summary: "Serve the time over TCP until Ctrl-C",
  host: "address or name to listen on (default: all addresses, IPv6 and IPv4)",
  port: "TCP port; 0 takes any free one",
  threads: "serving threads, or auto: one for each processor",
  model:
    "event-loop: each thread serves many clients; thread-per-connection: a thread for each; iterative: one after another",
  maxThreads: "with thread-per-connection: threads at the same time; further clients wait",
  reply: "time: JAM hh:mm:ss; datetime: JAM dd mm yyyy hh:mm:ss",
  zone: "zone of the time: local, UTC or an IANA name such as Asia/Jakarta",
  strict: "want CR LF at the end of each line, and no words after a command",
  admissionTitle: "Who may connect (ranges as 192.0.2.0/24,2001:db8::/32):",
  maxConnections: "connections at the same time in all; further ones get Server busy",
  maxConnectionsDefault: "what the limit of open files leaves",
  perAddress: "connections at the same time of one IPv4 address or IPv6 /64; 0 no limit",
  ratePerSecond: "new connections of one address each second in the long run; 0 no limit",
  burst: "new connections of one address at once after a quiet time",
  exempt: "addresses without the limits of one address; none for nobody",
  allow: "who may connect (default: everybody)",
  deny: "who may not connect, even when allowed",
  proxyFrom:
    "balancers that begin each connection with a PROXY header, version 1 or 2; others are then refused",
  none: "none",
  limitsTitle: "What one connection may cost:",
  maxLine: "longest line, in octets",
  lineDeadline: "a line that was started must end within this time, however its octets come",
  handshakeDeadline: "a TLS handshake must be done within this time",
  idleDeadline: "close a connection so long after its last request; 0 never",
  maxUnsent:
    "replies kept for a client that does not read; reading stops at the first, more than this closes",
  stallDeadline: "cut off a client that takes none of its replies for so long",
  requestsPerTurn: "requests of one connection answered before the others have their turn",
  lifetime: "close a connection so long after its start; 0 never",
  logFormat: "pretty: lines for people; json: one object a line",
  logLevel: "least severe events to log",
  logRate: "events logged one by one each second by each thread; more are counted",
  tryIt: (host, port) =>
    `Try it: nc ${host} ${port}    (type TIME and press Enter; QUIT leaves; Ctrl-C here stops the server)`,
  logLost: (reason) => `jam: nobody reads the log any more (${reason}); serving goes on without it`,
};

const INDONESIAN: ServeMessages = {
  summary: "Melayani waktu lewat TCP sampai Ctrl-C",
  host: "alamat atau nama untuk didengarkan (bawaan: semua alamat, IPv6 dan IPv4)",
  port: "port TCP; 0 memilih port kosong",
  threads: "jumlah thread pelayan, atau auto: satu untuk tiap prosesor",
  model:
    "event-loop: tiap thread melayani banyak klien; thread-per-connection: satu thread tiap klien; iterative: bergantian",
  maxThreads: "dengan thread-per-connection: jumlah thread sekaligus; klien selebihnya menunggu",
  reply: "time: JAM hh:mm:ss; datetime: JAM dd mm yyyy hh:mm:ss",
  zone: "zona waktu: local, UTC, atau nama IANA seperti Asia/Jakarta",
  strict: "wajib CR LF di akhir tiap baris, tanpa kata lain setelah perintah",
  admissionTitle: "Siapa yang boleh tersambung (rentang seperti 192.0.2.0/24,2001:db8::/32):",
  maxConnections: "jumlah koneksi sekaligus seluruhnya; selebihnya mendapat Server busy",
  maxConnectionsDefault: "sisa dari batas berkas terbuka",
  perAddress: "koneksi sekaligus dari satu alamat IPv4 atau IPv6 /64; 0 tanpa batas",
  ratePerSecond: "koneksi baru dari satu alamat tiap detik untuk jangka panjang; 0 tanpa batas",
  burst: "koneksi baru sekaligus dari satu alamat setelah masa tenang",
  exempt: "alamat tanpa batas per alamat; none berarti tidak ada",
  allow: "siapa yang boleh tersambung (bawaan: semua)",
  deny: "siapa yang tidak boleh, walaupun diizinkan",
  proxyFrom:
    "penyeimbang beban yang mengawali tiap koneksi dengan header PROXY, versi 1 atau 2; yang lain lalu ditolak",
  none: "none",
  limitsTitle: "Biaya terbesar satu koneksi:",
  maxLine: "baris terpanjang, dalam oktet",
  lineDeadline: "baris yang dimulai harus selesai dalam waktu ini, bagaimana pun oktetnya datang",
  handshakeDeadline: "jabat tangan TLS harus selesai dalam waktu ini",
  idleDeadline: "tutup koneksi sekian lama setelah permintaan terakhirnya; 0 tidak pernah",
  maxUnsent:
    "balasan yang disimpan untuk klien yang tidak membaca; pembacaan berhenti pada yang pertama, lebih dari ini ditutup",
  stallDeadline: "putuskan klien yang selama ini tidak mengambil balasannya",
  requestsPerTurn: "permintaan satu koneksi yang dijawab sebelum yang lain mendapat giliran",
  lifetime: "tutup koneksi sekian lama setelah dimulai; 0 tidak pernah",
  logFormat: "pretty: baris untuk dibaca orang; json: satu objek tiap baris",
  logLevel: "kejadian paling ringan yang dicatat",
  logRate: "kejadian yang dicatat satu per satu tiap detik oleh tiap thread; selebihnya dihitung",
  tryIt: (host, port) =>
    `Cobalah: nc ${host} ${port}    (ketik TIME lalu Enter; QUIT untuk keluar; Ctrl-C di sini menghentikan server)`,
  logLost: (reason) => `jam: log tidak dibaca lagi (${reason}); pelayanan tetap berjalan tanpanya`,
};

/** The texts in a language. */
export function serveMessages(language: Language): ServeMessages {
  return language === "id" ? INDONESIAN : ENGLISH;
}
