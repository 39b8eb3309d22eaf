import type { FuzzInput } from "./inputs.ts";

/** An input that once was answered wrongly, or that must never be; run before all others. */
export interface NamedInput extends FuzzInput {
  readonly name: string;
}

const WHOLE = { chunks: [1_000_000], taken: [1_000_000], reading: "tolerant" } as const;

/** What the fuzzer has found goes here, shrunk and with a name that tells what was wrong. */
export const FINDINGS: readonly NamedInput[] = [
  { ...WHOLE, name: "a line of 512 octets whose CR is the 513th", sent: `${"x".repeat(512)}\r\nTIME\r\n` },
  { ...WHOLE, name: "a 513th octet CR, then no LF", sent: `${"x".repeat(512)}\rx\nTIME\r\n` },
  { ...WHOLE, name: "a CR as 513th octet, and the client's end", sent: `${"x".repeat(512)}\r` },
  { ...WHOLE, name: "an overlong line octet by octet", sent: "y".repeat(600), chunks: [1] },
  {
    ...WHOLE,
    name: "replies of several turns to a kernel that takes one octet",
    sent: `${"TIME\r\n".repeat(300)}x\nQUIT\n`,
    taken: [0, 1],
  },
  {
    ...WHOLE,
    name: "QUIT while replies are owed",
    sent: `${"TIME\r\n".repeat(3000)}QUIT\r\nTIME\r\n`,
    taken: [14],
  },
  { ...WHOLE, name: "half-close while replies are owed", sent: `${"TIME\n".repeat(2500)}TI`, taken: [15, 0] },
];
