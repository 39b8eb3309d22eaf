import type { CaseText } from "../case-text.ts";

/** English texts of R3 and R6: which line is TIME, and what any other gets. */
export const verbsEn = {
  "R3/arguments": {
    title: "TIME with words after it is TIME",
    sheet: 'A request "begins with" TIME, so words may follow.',
    expected: "`TIME please\\r\\n` gets one JAM.",
    why: "Some clients of the assignment send `TIME ` or `TIME process ` and get nothing otherwise.",
    hint: 'Compare the first word: `line.split(b" ", 1)[0] == b"TIME"`.',
    seen: {
      one: "one JAM",
      error: 'an error text: "{reply}"',
      extra: 'more than one answer: "{reply}"',
      other: 'something else: "{reply}"',
    },
  },
  "R3/lower-case": {
    title: "`time` in lower case is not TIME",
    sheet: "The request is TIME, in capitals.",
    expected: "`time\\r\\n` gets no JAM.",
    why: "Two servers that differ here disagree about what a valid request is.",
    hint: 'Compare without `.upper()`: `line == b"TIME"`.',
    seen: {
      refused: "no JAM",
      jam: 'it was answered as TIME: "{reply}"',
      other: 'something else: "{reply}"',
    },
  },
  "R3/prefix": {
    title: "TIMEX is not TIME",
    sheet: "The request is the word TIME.",
    expected: "`TIMEX\\r\\n` gets no JAM.",
    why: "A longer word is another command; who answers it hides the mistake of a client.",
    hint: 'Not `startswith("TIME")`: compare the whole first word, `line.split(b" ", 1)[0] == b"TIME"`.',
    seen: {
      refused: "no JAM",
      jam: 'it was answered as TIME: "{reply}"',
      other: 'something else: "{reply}"',
    },
  },
  "R6/unknown-line": {
    title: "an unknown line gets an answer of its own",
    sheet: "The sheet gives no answer to other requests; a client that waits for one must get one.",
    expected:
      "`HALO\\r\\n` gets one line that is not JAM and ends with CR LF, such as `Invalid command\\r\\n`.",
    why: "Clients read after each line that they send. Where nothing comes they hang; without CR LF they do not know where the answer ends.",
    hint: 'The last branch of your `if`: `else: conn.sendall(b"Invalid command\\r\\n")`.',
    seen: {
      line: '"{reply}"',
      "no-crlf": 'an answer without a line end: "{reply}"',
      "lf-only": 'the line ends with LF alone, CR is missing: "{reply}"',
      echo: 'the line was sent back: "{reply}"',
      jam: 'it was answered with the time: "{reply}"',
      "two-lines": 'more than one line: "{reply}"',
      other: 'something else: "{reply}"',
    },
  },
  "R6/exact-text": {
    title: "the answer to an unknown line is `Invalid command`",
    sheet: "The sheet gives no text; this is the one of the reference server.",
    expected: "`Invalid command\\r\\n`",
    why: "Programs can tell an error from the time only if its text is known.",
    hint: '`conn.sendall(b"Invalid command\\r\\n")`',
    seen: {
      exact: '"{reply}"',
      "other-text": 'another text: "{reply}"',
      other: 'something else: "{reply}"',
    },
  },
  "R6/goes-on": {
    title: "after an unknown line the connection goes on",
    sheet: "Only QUIT ends the connection.",
    expected: "`HALO\\r\\n`, then `TIME\\r\\n` on the same connection gets JAM.",
    why: "A slip of the finger costs the client its connection.",
    hint: "No `break`, `return` or `conn.close()` after an unknown line: go on with the loop.",
    seen: {
      "goes-on": "TIME was answered after it",
      "no-reply": "TIME was not answered after it",
      other: 'something else: "{reply}"',
    },
  },
} as const satisfies Readonly<Record<string, CaseText>>;
