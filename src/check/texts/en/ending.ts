import type { CaseText } from "../case-text.ts";

/** English texts of R5, R9 and the reset of R11: how connections end. */
export const endingEn = {
  "R5/quit-closes": {
    title: "QUIT closes the connection",
    sheet: 'A client ends with "QUIT" and the characters 13 and 10.',
    expected: "`QUIT\\r\\n`: the server closes the connection at once.",
    why: "Clients wait for the end after QUIT; each that waits in vain keeps a connection and a thread of the server too.",
    hint: 'At QUIT leave the loop and close: `if line == b"QUIT": break`, and after the loop `conn.close()` (with TypeScript `socket.end()`).',
    seen: {
      closed: "closed after {milliseconds} ms",
      open: "the connection stays open",
      "open-after-text": 'it sent "{reply}", but the connection stays open',
      late: "closed only after {milliseconds} ms",
      error: 'an error text, and the connection stays open: "{reply}"',
    },
  },
  "R5/quit-silent": {
    title: "QUIT is not answered",
    sheet: "The sheet gives an answer to TIME alone.",
    expected: "`QUIT\\r\\n`: no octet, only the end.",
    why: "A client that reads until the end takes a farewell for a part of the last time.",
    hint: "Send nothing at QUIT; say good-bye in your log.",
    seen: {
      silent: "nothing was sent",
      farewell: 'it sent "{octets}"',
    },
  },
  "R5/quit-without-line-end": {
    title: "QUIT without a line end, and the client has gone",
    sheet: "QUIT ends with the characters 13 and 10; some clients forget them and close.",
    expected: "`QUIT`, then the client ends its direction: the server closes.",
    why: "Every client that goes so would leave a connection behind.",
    hint: "An empty `recv` means that the client has gone: `if not data: break`, then `conn.close()`.",
    seen: {
      closed: "closed after {milliseconds} ms",
      open: "the connection stays open",
    },
  },
  "R5/others-stay": {
    title: "QUIT of one client leaves the others alone",
    sheet: "QUIT ends the connection of the client that sent it.",
    expected: "One client sends QUIT; another, connected before, still gets JAM.",
    why: "One student who leaves would throw all others out.",
    hint: "Close the connection of this client (`conn`), not the listening socket, and do not end the program (`sys.exit`, `os._exit`).",
    seen: {
      served: "the other client was answered",
      "other-silent": "the other client was not answered any more",
      "other-closed": "the other client's connection was closed too",
    },
  },
  "R9/half-close": {
    title: "a client that has finished sending still gets its answer",
    sheet: "The sheet says nothing; TCP lets each side end its direction alone.",
    expected: "`TIME\\r\\n`, then the client ends its direction (FIN): JAM comes, then the end.",
    why: "`printf 'TIME\\r\\n' | nc -N host 45000` and many scripts do just that.",
    hint: "Answer what came before you look at the end: first the lines of the buffer, then `if not data: break`. Node.js: `net.createServer({ allowHalfOpen: true })` and `socket.end()` in the `end` event.",
    seen: {
      "reply-then-end": "JAM, then the end",
      "no-reply": "no JAM came",
      "end-only": "the connection was closed without the time",
      "stays-open": "JAM came, but the connection stays open",
      error: 'an error text: "{reply}"',
      extra: 'more than the time: "{reply}"',
      other: 'something else: "{reply}"',
    },
  },
  "R11/reset": {
    title: "a client that breaks off hurts nobody",
    sheet: "The server serves many clients; one that crashes must not matter.",
    expected: "One client resets its connection (RST) in the midst of a session; others are served.",
    why: "Crashed programs and pulled cables do that. A server that ends by it ends every day.",
    hint: 'Expect `ConnectionError` at `recv` and `sendall`: `try: ... except OSError: pass finally: conn.close()`. Node.js: `socket.on("error", () => {})`.',
    seen: {
      served: "others are served",
      "not-served": "a new client was not served after it",
      "other-hurt": "a client that was connected before was not served after it",
      dead: "the server does not accept connections any more",
    },
  },
} as const satisfies Readonly<Record<string, CaseText>>;
