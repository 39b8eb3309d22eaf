import type { Language } from "../errors/index.ts";

/** Texts of `jam serve` about its start and its end. */
export interface ServeLifeMessages {
  readonly title: string;
  readonly drainTimeout: string;
  readonly lameDuck: string;
  readonly takeover: string;
  /** For the service manager. */
  readonly serving: (port: number, open: number) => string;
  readonly stopping: (open: number) => string;
}

const ENGLISH: ServeLifeMessages = {
  title: "Stopping and restarting:",
  drainTimeout: "when stopped: cut off clients that have not fetched their replies after so long",
  lameDuck: "when stopped: go on serving everybody for so long first, while readiness says stopping",
  takeover:
    "take the port over from the jam serve that has it: share it, then tell that one to stop (Linux, same user)",
  serving: (port, open) => `Serving the time on port ${port}, ${open} open`,
  stopping: (open) => `Stopping, ${open} open`,
};

const INDONESIAN: ServeLifeMessages = {
  title: "Berhenti dan mulai lagi:",
  drainTimeout: "saat berhenti: putuskan klien yang belum mengambil balasannya setelah sekian lama",
  lameDuck: "saat berhenti: tetap layani semua dulu selama ini, sementara status siap sudah berkata berhenti",
  takeover:
    "ambil alih port dari jam serve yang memakainya: berbagi dulu, lalu minta yang lama berhenti (Linux, pengguna sama)",
  serving: (port, open) => `Melayani waktu di port ${port}, ${open} terbuka`,
  stopping: (open) => `Berhenti, ${open} terbuka`,
};

/** The texts in a language. */
export function serveLifeMessages(language: Language): ServeLifeMessages {
  return language === "id" ? INDONESIAN : ENGLISH;
}
