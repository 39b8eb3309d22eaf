import type { CaseText } from "../case-text.ts";

/** English texts of R12: many clients. */
export const loadEn = {
  "R12/two-at-once": {
    title: "serves a second client while the first stays connected",
    sheet: "The server must serve requests concurrently.",
    expected: "A first client is connected and says nothing; a second one gets JAM.",
    why: "This is what the assignment is about: one client that stays connected shuts out everyone else.",
    hint: "A thread for each client: `threading.Thread(target=serve, args=(conn,), daemon=True).start()` right after `accept()`. Pass the function, do not call it (`target=serve(conn)` runs it at once), and do not `join()` it in the loop.",
    seen: {
      both: "both were served",
      "second-waits": "the second client was served only after the first had left",
      "second-refused": "the second client could not connect",
      "second-silent": "the second client got no answer while the first was connected",
    },
  },
  "R12/twenty-at-once": {
    title: "serves 20 clients at the same time",
    sheet: "The server must serve requests concurrently.",
    expected: "20 clients are connected at the same time, and each gets JAM.",
    why: "A class is more than a handful of clients. A pool of a few threads gives out when as many just stay connected.",
    hint: "No small pool for clients that may stay (`ThreadPoolExecutor(max_workers=5)`): a thread for each, or an event loop; and `listen(128)` instead of `listen(1)`.",
    seen: {
      all: "all {clients} were served",
      "up-to": "only {served} of {clients} were served at the same time",
      none: "none was served while all were connected",
    },
  },
  "R12/idle-crowd": {
    title: "50 idle clients delay nobody",
    sheet: "The server must serve requests concurrently.",
    expected: "50 clients are connected and say nothing; another one gets JAM without a wait.",
    why: "Most connections of a real server are idle.",
    hint: "A thread for each client or an event loop; never wait for one client (`recv`) where others need you.",
    seen: {
      "in-time": "answered after {milliseconds} ms",
      late: "answered only after {milliseconds} ms",
      "not-served": "the other client was not answered",
      "not-connected": "only {connected} of {clients} idle clients could connect",
    },
  },
  "R12/slow-client": {
    title: "a slow client delays nobody",
    sheet: "The server must serve requests concurrently.",
    expected: "One client sends an octet a second; another one gets JAM without a wait meanwhile.",
    why: "One bad network line would hold up everyone.",
    hint: "Read each client in its own thread, and hold no lock while you wait for it.",
    seen: {
      "in-time": "answered after {milliseconds} ms",
      late: "answered only after {milliseconds} ms",
      "not-served": "the other client was not answered",
    },
  },
  "R12/thousand-sessions": {
    title: "serves 1,000 sessions one after another",
    sheet: "The server serves clients, not only the first few.",
    expected: "1,000 times: connect, TIME, JAM, QUIT, the end.",
    why: "Connections and threads that are not given back add up; after a day the server is full.",
    hint: "Close every connection (`with conn:` or `finally: conn.close()`), keep no list of finished threads.",
    seen: {
      all: "all {sessions} were right",
      slow: "{sessions} sessions were right in {milliseconds} ms, then the time was over",
      wrong: 'session {session} got a wrong answer: "{reply}"',
      failed: "session {session} failed",
      "not-connected": "at session {session} no connection was accepted any more",
    },
  },
} as const satisfies Readonly<Record<string, CaseText>>;
