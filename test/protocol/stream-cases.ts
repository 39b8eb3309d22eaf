import { INVALID, JAM } from "./delivery.ts";
import type { RequirementCase } from "./line-cases.ts";

const OVERLONG = { reply: INVALID, verdict: "overlong" } as const;

/** `TIME`, a space and arguments: a line of `length` octets in all. */
function timeLine(length: number): string {
  return `TIME ${"a".repeat(length - 5)}`;
}

function unknownLine(length: number): string {
  return "x".repeat(length);
}

/** Rows of more than one line, or of less than one (R4, R5, R8, R9). */
const SEQUENCE_CASES: readonly RequirementCase[] = [
  { name: "R8 nothing sent, nothing owed", sent: "", reply: "" },
  { name: "R8 two requests at once", sent: "TIME\r\nTIME\r\n", reply: JAM + JAM },
  { name: "R8 five hundred requests at once", sent: "TIME\r\n".repeat(500), reply: JAM.repeat(500) },
  {
    name: "R8 replies keep the order",
    sent: "TIME\r\nX\r\nTIME\r\nY\r\nZ\r\n",
    reply: JAM + INVALID + JAM + INVALID + INVALID,
  },
  {
    name: "R2 R8 both line ends in turn",
    sent: "TIME\nTIME\r\nTIME\nTIME\r\n",
    reply: JAM.repeat(4),
    strict: { reply: INVALID + JAM + INVALID + JAM },
  },
  {
    name: "R8 the odd one is last",
    sent: `${"TIME\r\n".repeat(20)}TIMX\r\n`,
    reply: JAM.repeat(20) + INVALID,
  },
  {
    name: "R8 the odd one is first",
    sent: `TIMX\r\n${"TIME\r\n".repeat(20)}`,
    reply: INVALID + JAM.repeat(20),
  },
  {
    name: "R8 same length, other end",
    sent: "TIME\r\nTIME\n\nTIME\r\n",
    reply: JAM.repeat(3),
    strict: { reply: JAM + INVALID + JAM },
  },

  { name: "R5 QUIT gets no octet", sent: "QUIT\r\n", reply: "", verdict: "quit" },
  {
    name: "R5 earlier replies come first",
    sent: "TIME\r\nTIME\r\nQUIT\r\n",
    reply: JAM + JAM,
    verdict: "quit",
  },
  { name: "R5 what follows QUIT is ignored", sent: "QUIT\r\nTIME\r\n", reply: "", verdict: "quit" },
  { name: "R5 QUIT between requests", sent: "TIME\r\nQUIT\r\nTIME\r\nX\r\n", reply: JAM, verdict: "quit" },
  { name: "R5 QUIT twice", sent: "QUIT\r\nQUIT\r\n", reply: "", verdict: "quit" },
  { name: "R5 R6 QUIT after an unknown line", sent: "X\r\nQUIT\r\n", reply: INVALID, verdict: "quit" },
  { name: "R5 a fragment after QUIT", sent: "QUIT\r\nTI", reply: "", verdict: "quit" },
  {
    name: "R5 R10 a line too long after QUIT",
    sent: `QUIT\r\n${unknownLine(600)}\r\n`,
    reply: "",
    verdict: "quit",
  },

  { name: "R9 TIME without a line end is owed nothing", sent: "TIME", reply: "" },
  { name: "R9 QUIT without a line end does not quit", sent: "QUIT", reply: "" },
  { name: "R2 R9 TIME and CR wait for the LF", sent: "TIME\r", reply: "" },
  {
    name: "R9 complete lines are answered, the fragment is not",
    sent: "TIME\r\nTIME\r\nTIME",
    reply: JAM + JAM,
  },
  { name: "R9 an unknown fragment", sent: "TIME\r\nHELLO", reply: JAM },
];

/**
 * Rows about the longest line (R10). A line too long is known by the first octet that can
 * belong to no line of 512: the 513th, or the one after it when the 513th may be the CR of the line end.
 */
const LENGTH_CASES: readonly RequirementCase[] = [
  { name: "R10 511 octets and CR LF", sent: `${unknownLine(511)}\r\n`, reply: INVALID },
  { name: "R10 511 octets and LF", sent: `${unknownLine(511)}\n`, reply: INVALID },
  { name: "R10 512 octets and CR LF", sent: `${unknownLine(512)}\r\n`, reply: INVALID },
  { name: "R10 512 octets and LF", sent: `${unknownLine(512)}\n`, reply: INVALID },
  { name: "R10 513 octets and CR LF", sent: `${unknownLine(513)}\r\n`, ...OVERLONG },
  { name: "R10 513 octets and LF", sent: `${unknownLine(513)}\n`, ...OVERLONG },
  { name: "R10 514 octets and CR LF", sent: `${unknownLine(514)}\r\n`, ...OVERLONG },
  { name: "R10 514 octets and LF", sent: `${unknownLine(514)}\n`, ...OVERLONG },
  { name: "R10 511 octets without end", sent: unknownLine(511), reply: "" },
  { name: "R10 512 octets without end", sent: unknownLine(512), reply: "" },
  { name: "R10 513 octets without end", sent: unknownLine(513), ...OVERLONG },
  { name: "R10 514 octets without end", sent: unknownLine(514), ...OVERLONG },

  { name: "R10 511 octets and CR wait", sent: `${unknownLine(511)}\r`, reply: "" },
  { name: "R10 512 octets and CR wait for the LF", sent: `${unknownLine(512)}\r`, reply: "" },
  { name: "R10 513 octets and CR", sent: `${unknownLine(513)}\r`, ...OVERLONG },
  { name: "R10 512 octets, CR and no LF", sent: `${unknownLine(512)}\rx`, ...OVERLONG },
  { name: "R2 R10 512 octets and two CR", sent: `${unknownLine(512)}\r\r`, ...OVERLONG },
  { name: "R2 R10 512 octets, two CR and LF", sent: `${unknownLine(512)}\r\r\n`, ...OVERLONG },
  {
    name: "R2 R10 511 octets, two CR and LF: a CR is the 512th",
    sent: `${unknownLine(511)}\r\r\n`,
    reply: INVALID,
  },
  { name: "R10 512 CR and CR LF", sent: `${"\r".repeat(512)}\r\n`, reply: INVALID },
  { name: "R10 513 CR and CR LF", sent: `${"\r".repeat(513)}\r\n`, ...OVERLONG },
  { name: "R10 512 CR wait", sent: "\r".repeat(512), reply: "" },

  { name: "R3 R10 TIME of 511 octets", sent: `${timeLine(511)}\r\n`, reply: JAM, strict: { reply: INVALID } },
  { name: "R3 R10 TIME of 512 octets", sent: `${timeLine(512)}\r\n`, reply: JAM, strict: { reply: INVALID } },
  {
    name: "R2 R3 R10 TIME of 512 octets and LF",
    sent: `${timeLine(512)}\n`,
    reply: JAM,
    strict: { reply: INVALID },
  },
  { name: "R3 R10 TIME of 513 octets is too long", sent: `${timeLine(513)}\r\n`, ...OVERLONG },
  { name: "R2 R3 R10 TIME of 513 octets and LF is too long", sent: `${timeLine(513)}\n`, ...OVERLONG },
  { name: "R5 R10 QUIT of 513 octets is too long", sent: `QUIT ${unknownLine(508)}\r\n`, ...OVERLONG },

  { name: "R10 one Invalid command, however long", sent: unknownLine(3000), ...OVERLONG },
  { name: "R10 what follows is ignored", sent: `${unknownLine(600)}\r\nTIME\r\nX\r\n`, ...OVERLONG },
  { name: "R5 R10 QUIT that follows changes nothing", sent: `${unknownLine(600)}\r\nQUIT\r\n`, ...OVERLONG },
  {
    name: "R10 earlier replies come first",
    sent: `TIME\r\nX\r\n${unknownLine(513)}`,
    reply: JAM + INVALID + INVALID,
    verdict: "overlong",
  },
  { name: "R10 R11 513 octets outside ASCII", sent: "\xff".repeat(513), ...OVERLONG },
  {
    name: "R10 the limit is one line's, not the stream's",
    sent: `${unknownLine(512)}\r\n`.repeat(3),
    reply: INVALID.repeat(3),
  },
  { name: "R7 R10 a thousand empty lines are not long", sent: "\r\n".repeat(1000), reply: "" },
];

export const STREAM_CASES: readonly RequirementCase[] = [...SEQUENCE_CASES, ...LENGTH_CASES];
