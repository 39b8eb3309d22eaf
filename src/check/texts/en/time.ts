import type { CaseText } from "../case-text.ts";

/** English texts of R1 and R4: connection and the time. */
export const timeEn = {
  "R1/connects": {
    title: "accepts a connection and answers TIME",
    sheet: "Open port 45000 with TCP and serve the request TIME.",
    expected: "`TIME\\r\\n` on a new connection gets an answer.",
    why: "Without it no client gets anything, and nothing else can be checked.",
    hint: 'Listen on all addresses, not on localhost alone, and on the port of the sheet: `sock.bind(("0.0.0.0", 45000))`, `sock.listen(128)`. Then accept in a loop.',
    seen: {
      answered: 'it answered "{reply}"',
    },
  },
  "R1/no-banner": {
    title: "says nothing before it is asked",
    sheet: "The server answers requests; it does not begin.",
    expected: "After the connection is made nothing comes until TIME is sent.",
    why: "A client reads the greeting as the answer to its first request, and from then on every answer is one too late.",
    hint: "Send nothing after `accept()`. A greeting is for your log: `print(...)`, not `conn.sendall(...)`.",
    seen: {
      quiet: "nothing came before TIME was sent",
      banner: 'before anything was asked it sent "{octets}"',
    },
  },
  "R4/format": {
    title: "answers exactly `JAM hh:mm:ss` CR LF",
    sheet:
      'The answer begins with "JAM", a space and the time as "hh:mm:ss", and ends with the characters 13 and 10.',
    expected: "14 octets: `JAM`, one space, 24-hour time with two digits each, `\\r\\n`, nothing more.",
    why: "Clients cut the answer by its positions and read exactly 14 octets; one more or one less and they show a wrong time or wait for ever.",
    hint: 'Python: `conn.sendall(time.strftime("JAM %H:%M:%S\\r\\n").encode())`. TypeScript: `socket.write("JAM " + new Date().toTimeString().slice(0, 8) + "\\r\\n")`.',
    seen: {
      exact: '"{reply}"',
      "two-spaces": 'more than one space after JAM: "{reply}"',
      "no-space": 'no space after JAM: "{reply}"',
      colon: 'a colon after JAM: "{reply}"',
      "trailing-space": 'a space after the time: "{reply}"',
      date: 'a date with the time: "{reply}"',
      "twelve-hour": 'a 12-hour time with AM or PM: "{reply}"',
      "no-jam-word": 'the time without the word JAM: "{reply}"',
      "no-crlf": 'no line end after the time: "{reply}"',
      "lf-only": 'the line ends with LF alone, CR is missing: "{reply}"',
      "lower-case": 'jam in lower-case letters: "{reply}"',
      "more-text": 'more than the one line: "{reply}"',
      "short-digits": 'hours, minutes or seconds of one digit: "{reply}"',
      "error-text": 'an error text instead of the time: "{reply}"',
      other: 'something else: "{reply}"',
    },
  },
  "R4/right-time": {
    title: "the time is right",
    sheet: "The answer holds the current time.",
    expected:
      "The time of day in some zone of the world (a multiple of 15 minutes from UTC), 2 seconds off at most.",
    why: "A time server that tells a wrong time does the one thing wrong that it is for.",
    hint: 'Ask the system clock at each request: Python `datetime.now().strftime("%H:%M:%S")`; do not build the time from parts, add no fixed offset of minutes.',
    seen: {
      right: "{time}, that is {zone}",
      wrong: "{time} is {seconds} s away from the time of the nearest zone",
      impossible: "{time} is no time of day",
      unreadable: 'no time could be read from "{reply}"',
    },
  },
  "R4/advances": {
    title: "a later request gets a later time",
    sheet: "The answer holds the current time.",
    expected:
      "Two requests with more than a second between them get different times, on the same connection and on a new one.",
    why: "A clock that stands still looks right in a short test and is wrong for everyone who comes later.",
    hint: "Ask for the time inside the loop that answers requests, not once when the program or the connection starts.",
    seen: {
      advances: "{first}, then {later}",
      frozen: "the clock stands still on every connection: {first}, and {milliseconds} ms later {later}",
      "frozen-on-connection":
        "the clock stands still for one connection: {first}, and {milliseconds} ms later {later}",
      "no-seconds": 'not observed: an answer without seconds stands still for a minute: "{reply}"',
      backwards: "the clock went back: {first}, then {later}",
      unreadable: 'no time could be read from "{reply}"',
    },
  },
  "R4/second-request": {
    title: "answers a second and a third request on the same connection",
    sheet: "Requests are served until the client sends QUIT.",
    expected: "TIME, the answer, TIME, the answer, TIME, the answer, on one connection.",
    why: "A client that asks each second would have to connect anew each second.",
    hint: "Put the `recv` into a loop: `while True: data = conn.recv(1024)`, and leave it only at QUIT or when `data` is empty.",
    seen: {
      answered: "all {replies} were answered",
      "only-first": "only the first request was answered",
      fewer: "{replies} of {requests} requests were answered",
      "closed-after-first": "the server closed the connection after its first answer",
    },
  },
} as const satisfies Readonly<Record<string, CaseText>>;
