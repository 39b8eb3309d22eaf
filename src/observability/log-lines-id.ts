import { JamError } from "../errors/index.ts";
import { dayOf, humanDuration, nonZero } from "./amounts.ts";
import type { CloseReason, HandshakeFailure, PeerFacts, RefusalReason, ServerEvent } from "./events.ts";

const CLOSED_BY: Readonly<Record<CloseReason, string>> = {
  quit: "oleh QUIT",
  "client-closed": "oleh klien",
  "client-reset": "oleh klien, reset",
  "line-too-long": "oleh server, baris terlalu panjang",
  "line-deadline": "oleh server, baris tidak selesai pada waktunya",
  "idle-deadline": "oleh server, diam terlalu lama",
  stalled: "oleh server, balasan tidak dibaca",
  "unsent-limit": "oleh server, terlalu banyak balasan tidak dibaca",
  lifetime: "oleh server, tersambung terlalu lama",
  "tls-failed": "jabat tangan TLS gagal",
  "handshake-deadline": "oleh server, jabat tangan TLS tidak selesai pada waktunya",
  stopping: "oleh server, berhenti",
  fault: "oleh server, kesalahan internal",
};

const REFUSED_AS: Readonly<Record<RefusalReason, string>> = {
  connections: "server penuh",
  address: "terlalu banyak koneksi dari alamatnya",
  rate: "alamatnya terlalu sering menyambung",
  denied: "alamatnya tidak diizinkan",
  proxy: "tanpa header PROXY dari penyeimbang beban",
};

const HANDSHAKE_FAILED: Readonly<Record<HandshakeFailure, string>> = {
  "not-tls": "yang datang bukan TLS",
  "old-version": "klien hanya bisa TLS 1.1 atau lebih lama",
  "no-certificate": "klien tidak menunjukkan sertifikat",
  "bad-certificate": "sertifikat klien tidak baik",
  "refused-by-client": "klien menolak",
  left: "klien pergi",
  failed: "tidak dapat dipahami",
};

/** The Indonesian sheet's wording. */
export function indonesianLines(event: ServerEvent): readonly string[] {
  switch (event.type) {
    case "listening":
      return [
        `Time server berjalan dan mendengarkan di port ${event.port}... ` +
          `(alamat ${event.host}, ${tlsPort(event)}${served(event)}, zona ${event.zone}, ` +
          `engine ${event.engine} ${event.engineVersion})`,
      ];
    case "connection-opened":
      return [
        `Menerima koneksi baru dari ${peer(event)} ` +
          `(koneksi ${event.connection}, thread ${event.thread}, ${event.open} terbuka)`,
      ];
    case "request":
      return [
        `Menerima request '${event.text}' dari ${peer(event)} (koneksi ${event.connection})`,
        `${answer(event)} (koneksi ${event.connection})`,
      ];
    case "requests-counted":
      return [
        `... dan ${counts(event)} dari ${peer(event)} (koneksi ${event.connection}, thread ${event.thread})`,
      ];
    case "rest-counted":
      return [`... dan ${rest(event)} (thread ${event.thread})`];
    case "connection-refused":
      return [`Koneksi ditolak dari ${peer(event)} (thread ${event.thread}, ${REFUSED_AS[event.reason]})`];
    case "connection-closed":
      return [
        `Koneksi dengan ${peer(event)} telah ditutup. (koneksi ${event.connection}, ${CLOSED_BY[event.reason]}, ` +
          `setelah ${humanDuration(event.milliseconds)}, ${event.requests} request, ${event.open} terbuka)`,
      ];
    case "tls-secured": {
      const client = event.client === null ? "" : `, klien "${event.client}"`;
      return [
        `Koneksi dengan ${peer(event)} terenkripsi (koneksi ${event.connection}, ${event.version}${client})`,
      ];
    }
    case "tls-failed":
      return [
        `Jabat tangan TLS dengan ${peer(event)} gagal (koneksi ${event.connection}): ` +
          `${HANDSHAKE_FAILED[event.failure]} [${event.detail}]`,
      ];
    case "tls-renewed":
      return [
        `Sertifikat dibaca lagi, untuk koneksi baru: yang pertama berakhir adalah "${event.subject}", ` +
          `pada ${dayOf(event.validUntil)}`,
      ];
    case "tls-not-renewed":
      return [`Sertifikat tetap yang lama. ${new JamError(event.code, event.details).describe("id")}`];
    case "tls-expires":
      return [
        `Sertifikat "${event.subject}" ${event.days < 0 ? "sudah berakhir" : "berakhir"} pada ` +
          `${dayOf(event.validUntil)}${event.days < 0 ? "" : `, ${event.days} hari lagi`}: perbaruilah`,
      ];
    case "connection-failed":
      return [`Koneksi dengan ${peer(event)} gagal (koneksi ${event.connection}): ${event.cause}`];
    case "thread-started":
      return [`Thread ${event.thread} dimulai`];
    case "connection-thread-started":
      return [`Thread ${event.thread} dibuat untuk ${peer(event)} (${running(event)})`];
    case "connection-thread-ended":
      return [`Thread ${event.thread} selesai bersama ${peer(event)} (${running(event)})`];
    case "connection-thread-died":
      return [`Thread ${event.thread} mati: ${event.cause}; ${event.lost} koneksi hilang`];
    case "thread-died":
      return [
        `Thread ${event.thread} mati: ${event.cause}; ${event.lost} koneksi hilang, ` +
          `dimulai lagi dalam ${event.restartMilliseconds} ms`,
      ];
    case "threads-reduced":
      return [
        `Melayani dengan 1 thread, bukan ${event.asked}: thread tidak dapat berbagi port di ${event.platform}`,
      ];
    case "socket-lost":
      return [
        `Thread ${event.thread} mati: ${event.cause}; soketnya dan ${event.lost} koneksi hilang, ` +
          "server tidak dapat meneruskan",
      ];
    case "threads-given-up":
      return [
        `Menyerah: semua thread mati ${event.starts} kali berturut-turut tepat setelah dimulai, terakhir: ${event.cause}`,
      ];
    case "takeover-started":
      return [`Mengambil alih port ${event.port} dari proses ${event.pids.join(", ")}`];
    case "takeover-done":
      return [`Port ${event.port} sudah diambil alih; proses ${event.pids.join(", ")} diminta berhenti`];
    case "takeover-needless":
      return [`Tidak ada server di port ${event.port}: tidak ada yang diambil alih`];
    case "notify-failed":
      return [`Pengelola layanan tidak diberi tahu keadaan server: ${event.cause}`];
    case "http-listening":
      return [`Dasbor, metrik, dan kesehatan di ${event.url}`];
    case "http-not-served":
      return [`Waktu dilayani, dasbor tidak. ${new JamError(event.code, event.details).describe("id")}`];
    case "http-request-failed":
      return [`Permintaan HTTP untuk ${event.path} gagal: ${event.cause}`];
    case "log-dropped":
      return [`${event.events} kejadian tidak dicatat: pembaca log terlalu lambat`];
    case "lame-duck":
      return [
        `Berhenti dalam ${humanDuration(event.milliseconds)}: masih melayani semua, ${event.open} terbuka`,
      ];
    case "stopping":
      return [`Berhenti: tidak menerima koneksi baru, menyelesaikan ${event.open} yang terbuka`];
    case "stopped":
      return [`Server berhenti setelah ${event.connections} koneksi dan ${event.requests} request`];
  }
}

/** A pair as Python prints one, as in the sheet's log. */
function peer(facts: Pick<PeerFacts, "address" | "port">): string {
  return `('${facts.address}', ${facts.port})`;
}

function tlsPort(event: Extract<ServerEvent, { type: "listening" }>): string {
  return event.tlsPort === null ? "" : `TLS di port ${event.tlsPort}, `;
}

function answer(event: Extract<ServerEvent, { type: "request" }>): string {
  if (event.reply === null) return `Klien ${peer(event)} meminta untuk keluar.`;
  if (event.request !== "time") return `Mengirim balasan '${event.reply}' ke ${peer(event)}`;
  return `Mengirim waktu '${event.reply.replace(/^JAM /, "")}' ke ${peer(event)}`;
}

function served(event: Extract<ServerEvent, { type: "listening" }>): string {
  if (event.model === "iterative") return "iteratif: satu klien tiap saat";
  if (event.model === "thread-per-connection")
    return `satu thread tiap koneksi, paling banyak ${event.threads}`;
  return `${Math.max(1, event.threads)} thread`;
}

function running(event: { readonly running: number; readonly waiting: number }): string {
  const waiting = event.waiting > 0 ? `, ${event.waiting} klien menunggu` : "";
  return `${event.running} berjalan${waiting}`;
}

function counts(event: { readonly times: number; readonly invalid: number }): string {
  return nonZero([
    [event.times, "TIME lagi"],
    [event.invalid, "tidak valid lagi"],
  ]);
}

function rest(event: Extract<ServerEvent, { type: "rest-counted" }>): string {
  return nonZero([
    [event.opened, "koneksi lagi dibuka"],
    [event.closed, "ditutup"],
    [event.times, "TIME lagi"],
    [event.invalid, "tidak valid lagi"],
    [event.quits, "QUIT lagi"],
    [event.refused, "ditolak lagi"],
  ]);
}
