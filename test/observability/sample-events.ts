import type { ServerEvent } from "../../src/observability/index.ts";
import { PEER, SAMPLE_TIME } from "./sample-peer.ts";
import { TLS_SAMPLES } from "./sample-tls-events.ts";
import { WEB_SAMPLES } from "./sample-web-events.ts";

const AT = { time: SAMPLE_TIME } as const;

/** An event, and its text in each language: what follows the time and the level. */
export interface SampleEvent {
  readonly event: ServerEvent;
  readonly en: readonly string[];
  readonly id: readonly string[];
}

const WHO = "127.0.0.1:54012 (connection 7";
const SIAPA = "('127.0.0.1', 54012)";

/** One or more of every type of event. */
export const SAMPLES: readonly SampleEvent[] = [
  {
    event: {
      type: "listening",
      ...AT,
      host: "::",
      port: 45_000,
      tlsPort: null,
      model: "event-loop",
      threads: 2,
      zone: "Asia/Jakarta",
      engine: "bun",
      engineVersion: "1.4.5",
    },
    en: [
      "Time server running and listening on port 45000... " +
        "(address ::, 2 threads, zone Asia/Jakarta, engine bun 1.4.5)",
    ],
    id: [
      "Time server berjalan dan mendengarkan di port 45000... " +
        "(alamat ::, 2 thread, zona Asia/Jakarta, engine bun 1.4.5)",
    ],
  },
  {
    event: {
      type: "listening",
      ...AT,
      host: "::",
      port: 45_000,
      tlsPort: 45_443,
      model: "event-loop",
      threads: 2,
      zone: "Asia/Jakarta",
      engine: "bun",
      engineVersion: "1.4.5",
    },
    en: [
      "Time server running and listening on port 45000... " +
        "(address ::, TLS on port 45443, 2 threads, zone Asia/Jakarta, engine bun 1.4.5)",
    ],
    id: [
      "Time server berjalan dan mendengarkan di port 45000... " +
        "(alamat ::, TLS di port 45443, 2 thread, zona Asia/Jakarta, engine bun 1.4.5)",
    ],
  },
  {
    event: { type: "connection-opened", ...AT, ...PEER, open: 3 },
    en: [`Connection from ${WHO}, thread 2, 3 open)`],
    id: [`Menerima koneksi baru dari ${SIAPA} (koneksi 7, thread 2, 3 terbuka)`],
  },
  {
    event: { type: "request", ...AT, ...PEER, request: "time", text: "TIME", reply: "JAM 14:53:22" },
    en: [`Received: TIME from ${WHO})`, `Sent: JAM 14:53:22 to ${WHO})`],
    id: [
      `Menerima request 'TIME' dari ${SIAPA} (koneksi 7)`,
      `Mengirim waktu '14:53:22' ke ${SIAPA} (koneksi 7)`,
    ],
  },
  {
    event: { type: "request", ...AT, ...PEER, request: "quit", text: "QUIT", reply: null },
    en: [`Received: QUIT from ${WHO})`],
    id: [
      `Menerima request 'QUIT' dari ${SIAPA} (koneksi 7)`,
      `Klien ${SIAPA} meminta untuk keluar. (koneksi 7)`,
    ],
  },
  {
    event: {
      type: "request",
      ...AT,
      ...PEER,
      request: "invalid",
      text: "\\x1b[2J",
      reply: "Invalid command",
    },
    en: [`Received: \\x1b[2J from ${WHO})`, `Sent: Invalid command to ${WHO})`],
    id: [
      `Menerima request '\\x1b[2J' dari ${SIAPA} (koneksi 7)`,
      `Mengirim balasan 'Invalid command' ke ${SIAPA} (koneksi 7)`,
    ],
  },
  {
    event: { type: "requests-counted", ...AT, ...PEER, times: 12_345, invalid: 0 },
    en: [`... and 12345 more TIME from ${WHO}, thread 2)`],
    id: [`... dan 12345 TIME lagi dari ${SIAPA} (koneksi 7, thread 2)`],
  },
  {
    event: { type: "requests-counted", ...AT, ...PEER, times: 1, invalid: 2 },
    en: [`... and 1 more TIME, 2 more invalid from ${WHO}, thread 2)`],
    id: [`... dan 1 TIME lagi, 2 tidak valid lagi dari ${SIAPA} (koneksi 7, thread 2)`],
  },
  {
    event: {
      type: "rest-counted",
      ...AT,
      thread: 2,
      opened: 5,
      closed: 4,
      times: 3,
      invalid: 2,
      quits: 1,
      refused: 6,
    },
    en: [
      "... and 5 more opened, 4 more closed, 3 more TIME, 2 more invalid, 1 more QUIT, 6 more refused (thread 2)",
    ],
    id: [
      "... dan 5 koneksi lagi dibuka, 4 ditutup, 3 TIME lagi, 2 tidak valid lagi, 1 QUIT lagi, 6 ditolak lagi (thread 2)",
    ],
  },
  {
    event: {
      type: "connection-refused",
      ...AT,
      thread: 2,
      address: "127.0.0.1",
      port: 54_012,
      reason: "address",
    },
    en: ["Connection refused from 127.0.0.1:54012 (thread 2, too many connections of its address)"],
    id: [`Koneksi ditolak dari ${SIAPA} (thread 2, terlalu banyak koneksi dari alamatnya)`],
  },
  {
    event: {
      type: "connection-closed",
      ...AT,
      ...PEER,
      reason: "quit",
      milliseconds: 7021,
      requests: 2,
      open: 0,
    },
    en: [`Connection closed from ${WHO}, by QUIT, after 7.0 s, 2 requests, 0 open)`],
    id: [
      `Koneksi dengan ${SIAPA} telah ditutup. (koneksi 7, oleh QUIT, setelah 7.0 s, 2 request, 0 terbuka)`,
    ],
  },
  {
    event: {
      type: "connection-closed",
      ...AT,
      ...PEER,
      address: "::1",
      reason: "client-reset",
      milliseconds: 85.4,
      requests: 1,
      open: 1,
    },
    en: [
      "Connection closed from [::1]:54012 (connection 7, by the client, reset, after 85 ms, 1 request, 1 open)",
    ],
    id: [
      "Koneksi dengan ('::1', 54012) telah ditutup. " +
        "(koneksi 7, oleh klien, reset, setelah 85 ms, 1 request, 1 terbuka)",
    ],
  },
  {
    event: { type: "connection-failed", ...AT, ...PEER, cause: "it broke" },
    en: ["Connection failed from 127.0.0.1:54012 (connection 7): it broke"],
    id: [`Koneksi dengan ${SIAPA} gagal (koneksi 7): it broke`],
  },
  {
    event: { type: "thread-started", ...AT, thread: 2 },
    en: ["Thread 2 started"],
    id: ["Thread 2 dimulai"],
  },
  {
    event: {
      type: "thread-died",
      ...AT,
      thread: 2,
      cause: "it ended by itself",
      lost: 1,
      restartMilliseconds: 50,
    },
    en: ["Thread 2 died: it ended by itself; 1 connection lost, starting it again in 50 ms"],
    id: ["Thread 2 mati: it ended by itself; 1 koneksi hilang, dimulai lagi dalam 50 ms"],
  },
  {
    event: { type: "threads-reduced", ...AT, asked: 4, platform: "darwin" },
    en: ["Serving with 1 thread instead of 4: threads cannot share a port on darwin"],
    id: ["Melayani dengan 1 thread, bukan 4: thread tidak dapat berbagi port di darwin"],
  },
  {
    event: { type: "socket-lost", ...AT, thread: 1, cause: "out of memory", lost: 2 },
    en: ["Thread 1 died: out of memory; its socket and 2 connections lost, the server cannot go on"],
    id: ["Thread 1 mati: out of memory; soketnya dan 2 koneksi hilang, server tidak dapat meneruskan"],
  },
  {
    event: { type: "threads-given-up", ...AT, starts: 8, cause: "out of memory" },
    en: ["Giving up: every thread died 8 times in a row right after its start, last: out of memory"],
    id: ["Menyerah: semua thread mati 8 kali berturut-turut tepat setelah dimulai, terakhir: out of memory"],
  },
  {
    event: { type: "takeover-started", ...AT, port: 45_000, pids: [12] },
    en: ["Taking over port 45000 from process 12"],
    id: ["Mengambil alih port 45000 dari proses 12"],
  },
  {
    event: { type: "takeover-done", ...AT, port: 45_000, pids: [12, 34] },
    en: ["Port 45000 taken over; told processes 12, 34 to stop"],
    id: ["Port 45000 sudah diambil alih; proses 12, 34 diminta berhenti"],
  },
  {
    event: { type: "takeover-needless", ...AT, port: 45_000 },
    en: ["Nobody listens on port 45000: nothing to take over"],
    id: ["Tidak ada server di port 45000: tidak ada yang diambil alih"],
  },
  {
    event: { type: "notify-failed", ...AT, cause: "spawn systemd-notify ENOENT" },
    en: ["The service manager was not told how the server is: spawn systemd-notify ENOENT"],
    id: ["Pengelola layanan tidak diberi tahu keadaan server: spawn systemd-notify ENOENT"],
  },
  {
    event: { type: "log-dropped", ...AT, events: 1234 },
    en: ["1234 events not logged: the reader of the log is too slow"],
    id: ["1234 kejadian tidak dicatat: pembaca log terlalu lambat"],
  },
  {
    event: { type: "lame-duck", ...AT, milliseconds: 5000, open: 3 },
    en: ["Stopping in 5.0 s: still serving everybody, 3 open"],
    id: ["Berhenti dalam 5.0 s: masih melayani semua, 3 terbuka"],
  },
  {
    event: { type: "stopping", ...AT, open: 3 },
    en: ["Stopping: no new connections, finishing 3 open"],
    id: ["Berhenti: tidak menerima koneksi baru, menyelesaikan 3 yang terbuka"],
  },
  {
    event: { type: "stopped", ...AT, connections: 1, requests: 2 },
    en: ["Stopped after 1 connection and 2 requests"],
    id: ["Server berhenti setelah 1 koneksi dan 2 request"],
  },
  ...TLS_SAMPLES,
  ...WEB_SAMPLES,
];
