import type { Verdict } from "../../src/protocol/index.ts";
import { INVALID, JAM } from "./delivery.ts";

/** One row: what a client sends, one character per octet, and what it is owed for it. */
export interface RequirementCase {
  /** Begins with the ids of the requirements it shows. */
  readonly name: string;
  readonly sent: string;
  readonly reply: string;
  /** `open` when absent. */
  readonly verdict?: Verdict;
  /** What a strict session does, where that differs (R2, R3). */
  readonly strict?: { readonly reply: string; readonly verdict?: Verdict };
}

const INVALID_WHEN_STRICT = { strict: { reply: INVALID } } as const;
const QUIT_UNLESS_STRICT = { reply: "", verdict: "quit", strict: { reply: INVALID } } as const;

/** Rows of one line: how a line ends and what it says (R2-R7, R11). */
export const LINE_CASES: readonly RequirementCase[] = [
  { name: "R4 TIME gets one reply", sent: "TIME\r\n", reply: JAM },
  { name: "R2 a bare LF ends a line", sent: "TIME\n", reply: JAM, ...INVALID_WHEN_STRICT },
  { name: "R2 R5 a bare LF ends QUIT", sent: "QUIT\n", ...QUIT_UNLESS_STRICT },
  { name: "R2 R6 a bare LF ends an unknown line", sent: "HELLO\n", reply: INVALID },

  { name: "R2 R6 a second CR belongs to the line", sent: "TIME\r\r\n", reply: INVALID },
  { name: "R2 R5 R6 a second CR makes QUIT another verb", sent: "QUIT\r\r\n", reply: INVALID },
  { name: "R2 R6 a CR alone ends nothing", sent: "TIME\rTIME\r\n", reply: INVALID },
  { name: "R2 R6 a CR before the verb", sent: "\rTIME\r\n", reply: INVALID },
  { name: "R2 R6 a CR within the verb", sent: "TI\rME\r\n", reply: INVALID },
  { name: "R2 R6 a line of one CR", sent: "\r\r\n", reply: INVALID },
  { name: "R2 R3 a CR in the arguments", sent: "TIME a\rb\r\n", reply: JAM, ...INVALID_WHEN_STRICT },
  { name: "R2 R3 a CR at the end of the arguments", sent: "TIME \r\r\n", reply: JAM, ...INVALID_WHEN_STRICT },
  {
    name: "R2 R6 LF CR is a line and the beginning of another",
    sent: "x\n\rTIME\r\n",
    reply: INVALID + INVALID,
  },

  { name: "R3 a space after TIME", sent: "TIME \r\n", reply: JAM, ...INVALID_WHEN_STRICT },
  { name: "R2 R3 a space after TIME, bare LF", sent: "TIME \n", reply: JAM, ...INVALID_WHEN_STRICT },
  { name: "R3 a word after TIME", sent: "TIME process \r\n", reply: JAM, ...INVALID_WHEN_STRICT },
  { name: "R3 many spaces after TIME", sent: "TIME    \r\n", reply: JAM, ...INVALID_WHEN_STRICT },
  { name: "R3 a verb as argument", sent: "TIME QUIT\r\n", reply: JAM, ...INVALID_WHEN_STRICT },
  { name: "R3 R5 QUIT with arguments", sent: "QUIT x\r\n", ...QUIT_UNLESS_STRICT },
  { name: "R3 R5 a space after QUIT", sent: "QUIT \r\n", ...QUIT_UNLESS_STRICT },
  { name: "R3 TIMEX is another verb", sent: "TIMEX\r\n", reply: INVALID },
  { name: "R3 TIMEX with arguments", sent: "TIMEX TIME\r\n", reply: INVALID },
  { name: "R3 TIMETIME is another verb", sent: "TIMETIME\r\n", reply: INVALID },
  { name: "R3 QUITX is another verb", sent: "QUITX\r\n", reply: INVALID },
  { name: "R3 a tab is no space", sent: "TIME\t\r\n", reply: INVALID },
  { name: "R3 a verb with less than its letters", sent: "TIM\r\n", reply: INVALID },
  { name: "R3 the first letter of a verb", sent: "T\r\n", reply: INVALID },
  { name: "R3 the beginning of QUIT", sent: "QUI\r\n", reply: INVALID },
  { name: "R3 lower case", sent: "time\r\n", reply: INVALID },
  { name: "R3 mixed case", sent: "Time\r\n", reply: INVALID },
  { name: "R3 lower case quit", sent: "quit\r\n", reply: INVALID },
  { name: "R3 a space before the verb", sent: " TIME\r\n", reply: INVALID },
  { name: "R3 a space within the verb", sent: "TI ME\r\n", reply: INVALID },
  { name: "R3 the verb in second place", sent: "X TIME\r\n", reply: INVALID },

  { name: "R6 an unknown line", sent: "HELLO\r\n", reply: INVALID },
  { name: "R6 an unknown line with arguments", sent: "GET / HTTP/1.1\r\n", reply: INVALID },
  { name: "R6 a line of one space", sent: " \r\n", reply: INVALID },
  { name: "R6 what the server says", sent: JAM, reply: INVALID },
  { name: "R6 the next level's opening is not spoken yet", sent: "JAM/2\r\n", reply: INVALID },
  { name: "R6 a prototype's name is no verb", sent: "constructor\r\n", reply: INVALID },

  { name: "R7 an empty line", sent: "\r\n", reply: "" },
  { name: "R7 an empty line with bare LF", sent: "\n", reply: "" },
  { name: "R7 many empty lines", sent: "\r\n\n\r\n\n\n\r\n", reply: "" },
  { name: "R7 an empty line after TIME", sent: "TIME\r\n\r\n", reply: JAM },
  { name: "R7 an empty line before TIME", sent: "\r\nTIME\r\n", reply: JAM },
  {
    name: "R7 empty lines between requests",
    sent: "TIME\r\n\r\nTIME\r\n\n\nTIME\r\n",
    reply: JAM + JAM + JAM,
  },

  { name: "R11 NUL before the verb", sent: "\0TIME\r\n", reply: INVALID },
  { name: "R11 NUL after the verb", sent: "TIME\0\r\n", reply: INVALID },
  { name: "R11 NUL within the verb", sent: "TI\0ME\r\n", reply: INVALID },
  {
    name: "R3 R11 NUL is ASCII, so it may be an argument",
    sent: "TIME \0\r\n",
    reply: JAM,
    ...INVALID_WHEN_STRICT,
  },
  { name: "R11 a line of NULs", sent: "\0\0\0\0\r\n", reply: INVALID },
  { name: "R11 DEL is the last of ASCII", sent: "TIME \x7f\r\n", reply: JAM, ...INVALID_WHEN_STRICT },
  { name: "R11 0x80 as argument", sent: "TIME \x80\r\n", reply: INVALID },
  { name: "R11 0xff as argument", sent: "TIME a\xff\r\n", reply: INVALID },
  { name: "R11 0x80 as QUIT's argument", sent: "QUIT \x80\r\n", reply: INVALID },
  { name: "R11 UTF-8 in the arguments", sent: "TIME caf\xc3\xa9 x\r\n", reply: INVALID },
  { name: "R11 a byte order mark", sent: "\xef\xbb\xbfTIME\r\n", reply: INVALID },
  { name: "R11 TIME with the high bit set", sent: "\xd4\xc9\xcd\xc5\r\n", reply: INVALID },
  { name: "R11 CR LF with the high bit set ends nothing", sent: "TIME\x8d\x8a\r\n", reply: INVALID },
  { name: "R11 not UTF-8 at all", sent: "\xff\xfe\xfd\r\n", reply: INVALID },
  {
    name: "R2 R11 Unicode line ends end nothing",
    sent: "TIME\xe2\x80\xa8TIME\x85\x0b\x0c\r\n",
    reply: INVALID,
  },
  { name: "R2 R11 TIME in UTF-16", sent: "T\0I\0M\0E\0\r\0\n", reply: INVALID },
];
