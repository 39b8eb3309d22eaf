import type { CaseText } from "../case-text.ts";

/** English texts of OPS: what is expected of a program that runs for long. */
export const programEn = {
  "OPS/no-spin": {
    title: "uses no processor time after its clients have left",
    sheet: "The sheet says nothing; a server that waits should wait.",
    expected: "After clients have left in three ways (FIN, RST, half-close) the process is idle.",
    why: "A loop on a dead connection takes a whole core. On a shared machine ten such servers stop everyone's work.",
    hint: "An empty `recv` means that the client has gone: `if not data: break`. Without it the loop turns for ever.",
    seen: {
      idle: "{percent} % of a core",
      spins: "{percent} % of a core, with nobody connected",
    },
  },
  "OPS/no-leak": {
    title: "gives back descriptors and threads",
    sheet: "The sheet says nothing; each process has a limited number of both.",
    expected: "After 50 clients came and left the process has as many descriptors and threads as before.",
    why: "At the limit, often 1024, `accept` fails and nobody is served any more.",
    hint: "Close the connection on every way out: `with conn:` around the loop, or `finally: conn.close()`; and let the thread end.",
    seen: {
      returned: "as many as before",
      descriptors: "{more} descriptors more than before, after {clients} clients",
      threads: "{more} threads more than before, after {clients} clients",
      both: "{descriptors} descriptors and {threads} threads more than before, after {clients} clients",
    },
  },
  "OPS/no-error-loop": {
    title: "sends no errors to a client that has finished",
    sheet: "The sheet says nothing.",
    expected: "After the client has ended its direction at most one answer comes.",
    why: "A server that takes the end for an empty request answers it again and again, as fast as it can.",
    hint: "`if not data: break` directly after `recv`, before anything is compared.",
    seen: {
      quiet: "nothing more came",
      loop: '{replies} lines came without a request: "{reply}"',
      once: 'one error text came: "{reply}"',
    },
  },
  "OPS/survives-first-client": {
    title: "still serves after its first client has left",
    sheet: "The server serves clients, not one client.",
    expected: "A client connects, asks and leaves; the next one is served.",
    why: "A server that ends with its first client has to be started for each client.",
    hint: "`accept()` belongs in `while True:`; close the client's connection (`conn`), not the listening socket.",
    seen: {
      served: "the next client was served",
      "not-served": "the next client got no answer",
      dead: "the server does not accept connections any more",
    },
  },
  "OPS/survives-many": {
    title: "still serves after everything that was tried",
    sheet: "The server serves clients, whatever others did before.",
    expected: "After all other cases a new client gets JAM.",
    why: "What the checker sends, the internet sends too.",
    hint: "Look at the last lines that the server printed: an exception that reached the accept loop, or one connection too many that was never closed.",
    seen: {
      served: "a new client was served",
      "not-served": "a new client got no answer",
      "died-on-the-way": "it was lost on the way, {times} times, the last time in `{after}`",
      dead: "the server does not accept connections any more",
    },
  },
  "OPS/restarts": {
    title: "can be started again at once",
    sheet: "The sheet says nothing; whoever writes a server restarts it all day.",
    expected:
      "Stopped and started again while a client was connected, it listens on the same port within seconds.",
    why: "`Address already in use` for a minute after every stop.",
    hint: "Before `bind`: `sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)`. Node.js and Bun do it by themselves.",
    seen: {
      listening: "it listened again after {milliseconds} ms",
      exited: "it ended at once: {output}",
      "not-listening": "it did not listen within {milliseconds} ms",
    },
  },
} as const satisfies Readonly<Record<string, CaseText>>;
