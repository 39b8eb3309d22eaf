import type { SampleEvent } from "./sample-events.ts";
import { PEER, SAMPLE_TIME } from "./sample-peer.ts";

const AT = { time: SAMPLE_TIME } as const;
const WHO = "127.0.0.1:54012 (connection 7";
const SIAPA = "('127.0.0.1', 54012)";
const ENDS = { subject: "CN=time.example", validUntil: "2026-01-12T03:04:05.000Z" } as const;

/** The events of encrypted connections and their certificates. */
export const TLS_SAMPLES: readonly SampleEvent[] = [
  {
    event: { type: "tls-secured", ...AT, ...PEER, version: "TLSv1.3", client: null },
    en: [`Encrypted with ${WHO}, TLSv1.3)`],
    id: [`Koneksi dengan ${SIAPA} terenkripsi (koneksi 7, TLSv1.3)`],
  },
  {
    event: { type: "tls-secured", ...AT, ...PEER, version: "TLSv1.2", client: "alice" },
    en: [`Encrypted with ${WHO}, TLSv1.2, client "alice")`],
    id: [`Koneksi dengan ${SIAPA} terenkripsi (koneksi 7, TLSv1.2, klien "alice")`],
  },
  {
    event: { type: "tls-failed", ...AT, ...PEER, failure: "not-tls", detail: "WRONG_VERSION_NUMBER" },
    en: [`TLS handshake failed with ${WHO}): what came is not TLS [WRONG_VERSION_NUMBER]`],
    id: [`Jabat tangan TLS dengan ${SIAPA} gagal (koneksi 7): yang datang bukan TLS [WRONG_VERSION_NUMBER]`],
  },
  {
    event: { type: "tls-renewed", ...AT, ...ENDS },
    en: [
      'Certificates read again, for new connections: the first to end is "CN=time.example", on 2026-01-12',
    ],
    id: [
      'Sertifikat dibaca lagi, untuk koneksi baru: yang pertama berakhir adalah "CN=time.example", pada 2026-01-12',
    ],
  },
  {
    event: {
      type: "tls-not-renewed",
      ...AT,
      code: "JAM_TLS_KEY_MISMATCH",
      details: { cert: "a.pem", key: "b.key" },
    },
    en: [
      'The certificates stay as they are. Cannot use the certificate "a.pem" with the key "b.key": ' +
        "they do not belong together. Give the key that the certificate was made with.",
    ],
    id: [
      'Sertifikat tetap yang lama. Sertifikat "a.pem" tidak dapat dipakai dengan kunci "b.key": ' +
        "keduanya bukan pasangan. Beri kunci yang menjadi pasangan sertifikat itu.",
    ],
  },
  {
    event: { type: "tls-expires", ...AT, ...ENDS, days: 10 },
    en: ['The certificate "CN=time.example" ends on 2026-01-12, in 10 days: renew it'],
    id: ['Sertifikat "CN=time.example" berakhir pada 2026-01-12, 10 hari lagi: perbaruilah'],
  },
  {
    event: { type: "tls-expires", ...AT, ...ENDS, days: -1 },
    en: ['The certificate "CN=time.example" ended on 2026-01-12: renew it'],
    id: ['Sertifikat "CN=time.example" sudah berakhir pada 2026-01-12: perbaruilah'],
  },
];
