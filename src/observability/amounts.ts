/** Milliseconds as people read them: `85 ms`, `7.0 s`, `2 min 5 s`. */
export function humanDuration(milliseconds: number): string {
  // The limits are where rounding would give the next unit: never `1000 ms` or `60.0 s`.
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Counts with their nouns, those that are not zero, joined by commas. */
export function nonZero(counts: ReadonlyArray<readonly [count: number, noun: string]>): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, noun]) => `${count} ${noun}`)
    .join(", ");
}

/** `yyyy-mm-dd`, of an instant in ISO 8601. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}
