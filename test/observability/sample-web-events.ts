import type { SampleEvent } from "./sample-events.ts";
import { SAMPLE_TIME } from "./sample-peer.ts";

const AT = { time: SAMPLE_TIME } as const;

/** One of every type of event about HTTP. */
export const WEB_SAMPLES: readonly SampleEvent[] = [
  {
    event: { type: "http-listening", ...AT, url: "http://127.0.0.1:45080/" },
    en: ["Dashboard, metrics and health on http://127.0.0.1:45080/"],
    id: ["Dasbor, metrik, dan kesehatan di http://127.0.0.1:45080/"],
  },
  {
    event: {
      type: "http-not-served",
      ...AT,
      code: "JAM_HTTP_PORT_TAKEN",
      details: { host: "127.0.0.1", port: 45_080 },
    },
    en: [
      'The time is served, the dashboard is not. Cannot serve HTTP on port "45080" of "127.0.0.1": another program ' +
        "is listening there. Stop that program, choose another port with --http-port, or leave HTTP out with --no-http.",
    ],
    id: [
      'Waktu dilayani, dasbor tidak. Tidak dapat melayani HTTP di port "45080" pada "127.0.0.1": program lain sudah ' +
        "memakainya. Hentikan program itu, pilih port lain dengan --http-port, atau tanpa HTTP dengan --no-http.",
    ],
  },
  {
    event: { type: "http-request-failed", ...AT, path: "/api/snapshot", cause: "no memory" },
    en: ["An HTTP request for /api/snapshot failed: no memory"],
    id: ["Permintaan HTTP untuk /api/snapshot gagal: no memory"],
  },
];
