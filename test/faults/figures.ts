/** The value that so many of a hundred stay below or reach; NaN of nothing. @param share 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** `1.2 ms`, `350 ms`, `4.1 s`. */
export function inTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

/** Octets in MiB, with a sign when asked for: it is growth then. */
export function inMebibytes(octets: number, sign: "signed" | "plain" = "plain"): string {
  const text = (octets / 2 ** 20).toFixed(1);
  return `${sign === "signed" && octets >= 0 ? "+" : ""}${text} MiB`;
}

/** `stalled 2000, client-reset 3`, the most frequent first. */
export function inCounts(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([name, count]) => `${name} ${count}`).join(", ");
}
