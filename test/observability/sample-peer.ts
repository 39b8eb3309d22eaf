/** 2026-01-02 03:04:05.678 UTC. */
export const SAMPLE_TIME = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** Whom the sample events are about. */
export const PEER = { connection: 7, thread: 2, address: "127.0.0.1", port: 54_012 } as const;
