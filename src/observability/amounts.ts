/** Milliseconds as people read them: `85 ms`, `7.0 s`, `2 min 5 s`. */
export function humanDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** Counts with their nouns, those that are not zero, joined by commas. */
export function nonZero(counts: ReadonlyArray<readonly [count: number, noun: string]>): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, noun]) => `${count} ${noun}`)
    .join(", ");
}
