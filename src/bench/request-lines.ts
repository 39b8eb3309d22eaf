const TIME_LINE = "TIME\r\n";

/** Ends a session (R5). */
export const QUIT_LINE: Uint8Array = Buffer.from("QUIT\r\n");

/** So many requests for the time, as one block. */
export function timeLines(count: number): Uint8Array {
  return Buffer.alloc(count * TIME_LINE.length, TIME_LINE);
}
