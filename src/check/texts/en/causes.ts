import type { CauseId } from "../../model.ts";
import type { CauseText } from "../case-text.ts";

/** English texts of the causes. A cause without text does not compile. */
export const causesEn: Readonly<Record<CauseId, CauseText>> = {
  "framing/lines": {
    text: "The server cuts what it receives into lines, as it should.",
    hint: "Nothing to do.",
  },
  "framing/one-recv-stripped": {
    text: "The server takes what one `recv` returns for one command (with the spaces and line ends around it stripped). TCP does not keep such pieces: requests arrive cut or glued together.",
    hint: 'Collect octets and cut lines: `buffer += conn.recv(1024)`, then `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`.',
  },
  "framing/one-recv-prefix": {
    text: "The server takes what one `recv` returns for one command and looks only at how it begins. All that follows in the same piece is lost, QUIT too.",
    hint: 'Collect octets and cut lines: `buffer += conn.recv(1024)`, then `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`; compare each line as a whole.',
  },
  "framing/one-recv-raw": {
    text: "The server takes what one `recv` returns for one command: it must begin with TIME and end with CR LF. Requests that arrive cut are refused, of those that arrive together all but one are lost.",
    hint: 'Collect octets and cut lines: `buffer += conn.recv(1024)`, then `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`.',
  },
  "framing/one-recv-exact": {
    text: "The server answers only where one `recv` returns exactly `TIME\\r\\n`. A request that arrives cut, or with anything behind it, is refused.",
    hint: 'Collect octets and cut lines: `buffer += conn.recv(1024)`, then `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`; compare the line with `b"TIME"`.',
  },
  "framing/ends-with": {
    text: "The server takes what one `recv` returns for one command and looks only at how it ends. Of requests that arrive together only the last one counts.",
    hint: 'Collect octets and cut lines: `buffer += conn.recv(1024)`, then `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`; compare each line as a whole.',
  },
  "framing/prefix-no-line-end": {
    text: "The server answers as soon as a piece begins with TIME and does not wait for the line end. Pieces of one request are taken for requests of their own, and longer words for TIME.",
    hint: 'Wait for the line end: `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)`; then compare the whole line.',
  },
  "framing/whole-buffer": {
    text: "The server waits until what it has collected ends with CR LF, and takes all of it for one command. Requests that arrive together become one unknown command.",
    hint: 'Take one line at a time: `while b"\\r\\n" in buffer: line, buffer = buffer.split(b"\\r\\n", 1)` instead of `if buffer.endswith(b"\\r\\n")`.',
  },
  "framing/octet-by-octet": {
    text: "The server reads octet by octet until CR LF. Requests that arrive cut or together are right that way. What fails is the line that it does not expect: an empty one is taken for a command, one that ends with LF alone is never seen, one without an end is never refused.",
    hint: "Skip empty lines, `if not line: continue`, end lines at LF, and close where a line has more than 512 octets. Faster besides: `conn.recv(4096)` and a buffer.",
  },
  "framing/loop-on-crlf": {
    text: "The server collects octets and cuts lines at CR LF. Requests that arrive cut or together are right that way. What fails is the line that it does not expect: an empty one is taken for a command, one that ends with LF alone is never seen, one without an end is never refused.",
    hint: "Skip empty lines, `if not line: continue`, end lines at LF, and close where the buffer holds more than 512 octets without a line end.",
  },
  "framing/unclear": {
    text: "How the server cuts what it receives into commands could not be told.",
    hint: "Look at what was sent and received in the failed cases below.",
  },
  "reply-format": {
    text: "The answer to TIME is not exactly `JAM hh:mm:ss` CR LF, so every case that waits for it sees the same mistake.",
    hint: 'Python: `conn.sendall(time.strftime("JAM %H:%M:%S\\r\\n").encode())`.',
  },
  "zone-or-clock": {
    text: "The time in the answers is not the time of any zone of the world, or it stands still.",
    hint: "Ask the system clock at each request, inside the loop; add nothing to it.",
  },
  "not-concurrent": {
    text: "The server serves one client at a time: as long as one is connected, all others wait.",
    hint: "A thread for each client: `threading.Thread(target=serve, args=(conn,), daemon=True).start()` right after `accept()`, without `join()` and without calling `serve(conn)` yourself.",
  },
  "concurrent-up-to": {
    text: "The server serves only {clients} clients at the same time; the next one waits until one of them has left.",
    hint: "A thread for each client instead of a pool of {clients}, and a higher number in `listen(...)`.",
  },
  "dies-on-bad-octets": {
    text: "Octets that are not UTF-8 throw an exception in `decode()`: the thread of that client dies, or the whole server.",
    hint: 'Compare octets without decoding them, `line == b"TIME"`, or `data.decode(errors="replace")`; and close the connection in `finally:`.',
  },
  dies: {
    text: "The server ended, or stopped serving, while it was checked: in `{after}`.",
    hint: "Read its last lines of output. An exception of one client must not reach the accept loop: `try: ... except OSError: ... finally: conn.close()` inside the thread.",
  },
  spins: {
    text: "After a client has left, the server goes on reading from the dead connection, as fast as it can.",
    hint: "An empty `recv` means that the client has gone: `if not data: break`, directly after `recv`.",
  },
  "silent-on-unknown": {
    text: "The server says nothing to a line that it does not know, so a client that waits for an answer waits for ever.",
    hint: 'The last branch of your `if`: `else: conn.sendall(b"Invalid command\\r\\n")`.',
  },
  "closes-on-unknown": {
    text: "The server closes the connection at a line that it does not know.",
    hint: 'Answer it and go on: `conn.sendall(b"Invalid command\\r\\n")`, `continue`. Only QUIT and an empty `recv` end the loop.',
  },
  "no-reuse-address": {
    text: "Started again, the server cannot listen on its port: the system keeps it for a minute after a connection (`Address already in use`).",
    hint: "Before `bind`: `sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)`.",
  },
};
