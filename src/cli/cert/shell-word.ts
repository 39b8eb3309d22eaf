/** A word as a POSIX shell reads it back: in quotes where something in it has a meaning. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
