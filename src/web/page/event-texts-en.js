/** @import { CloseReason, HandshakeFailure, RefusalReason, ServerEvent } from "../../observability/events.ts" */

/**
 * @typedef {"times" | "invalid" | "opened" | "closed" | "quits" | "refused"} Counted
 *
 * @typedef {object} EventTexts
 * @property {Readonly<Record<ServerEvent["type"], string>>} lines
 * @property {Readonly<Record<Counted, string>>} counts
 * @property {Readonly<Record<CloseReason | RefusalReason | HandshakeFailure, string>>} reasons
 * @property {string} nothing for what is not there
 */

/**
 * What happened, in English. `{name}` is a fact of the event; `{peer}` its address and port, `{counts}` what was counted.
 *
 * @type {EventTexts}
 */
export const englishEvents = {
  lines: {
    listening:
      "Listening on port {port} (address {host}, model {model}, threads {threads}, zone {zone}, engine {engine} {engineVersion})",
    "connection-opened": "Connection {connection} from {peer} opened (thread {thread}, {open} open)",
    request: "Connection {connection} from {peer}: {text} → {reply}",
    "requests-counted": "... and {counts} from {peer} (connection {connection}, thread {thread})",
    "rest-counted": "... and {counts} (thread {thread})",
    "connection-refused": "Connection from {peer} refused (thread {thread}, {why})",
    "connection-closed":
      "Connection {connection} from {peer} closed ({why}, after {duration}, requests {requests}, {open} open)",
    "tls-secured": "Connection {connection} from {peer} encrypted ({version}, client {client})",
    "tls-failed": "TLS handshake of connection {connection} from {peer} failed: {why} [{detail}]",
    "tls-renewed": "Certificates read again; the first to end is {subject}, at {validUntil}",
    "tls-not-renewed": "The certificates stay as they are: {code} (see docs/errors.md)",
    "tls-expires": "The certificate {subject} ends at {validUntil} (whole days from now: {days}): renew it",
    "connection-failed": "Connection {connection} from {peer} failed: {cause}",
    "thread-started": "Thread {thread} started",
    "connection-thread-started": "Thread {thread} started for {peer} ({running} running, {waiting} waiting)",
    "connection-thread-ended": "Thread {thread} ended with {peer} ({running} running, {waiting} waiting)",
    "connection-thread-died": "Thread {thread} died: {cause}; connections lost: {lost}",
    "thread-died":
      "Thread {thread} died: {cause}; connections lost: {lost}, starting it again in {restartMilliseconds} ms",
    "threads-reduced": "Serving with 1 thread instead of {asked}: threads cannot share a port on {platform}",
    "socket-lost":
      "Thread {thread} died: {cause}; its socket and connections are lost ({lost}), the server cannot go on",
    "threads-given-up":
      "Giving up: every thread died {starts} times in a row right after its start, last: {cause}",
    "takeover-started": "Taking over port {port} from process {pids}",
    "takeover-done": "Port {port} taken over; told process {pids} to stop",
    "takeover-needless": "Nobody listens on port {port}: nothing to take over",
    "notify-failed": "The service manager was not told how the server is: {cause}",
    "http-listening": "Dashboard, metrics and health at {url}",
    "http-not-served": "HTTP is not served: {code} (see docs/errors.md)",
    "http-request-failed": "An HTTP request failed: {cause}",
    "log-dropped": "Events not logged: {events}. The reader of the log is too slow",
    "lame-duck": "Stopping in {duration}: still serving everybody, {open} open",
    stopping: "Stopping: no new connections, finishing {open} open",
    stopped: "Stopped after {connections} connections and {requests} requests",
  },
  counts: {
    times: "{count} more TIME",
    invalid: "{count} more invalid",
    opened: "{count} more opened",
    closed: "{count} more closed",
    quits: "{count} more QUIT",
    refused: "{count} more refused",
  },
  reasons: {
    quit: "by QUIT",
    "client-closed": "by the client",
    "client-reset": "by the client, reset",
    "line-too-long": "by the server, line too long",
    "line-deadline": "by the server, line not ended in time",
    "idle-deadline": "by the server, idle",
    stalled: "by the server, replies not read",
    "unsent-limit": "by the server, too many replies not read",
    lifetime: "by the server, connected for too long",
    "tls-failed": "TLS handshake failed",
    "handshake-deadline": "by the server, TLS handshake not done in time",
    stopping: "by the server, stopping",
    fault: "by the server, internal error",
    connections: "the server is full",
    address: "too many connections of its address",
    rate: "its address connects too often",
    denied: "its address is not allowed",
    proxy: "no PROXY header of a balancer",
    "not-tls": "what it sent is not TLS",
    "old-version": "it speaks TLS 1.1 or older only",
    "no-certificate": "it showed no certificate",
    "bad-certificate": "its certificate is not good",
    "refused-by-client": "it refused our certificate",
    left: "it went away",
    failed: "it failed",
  },
  nothing: "none",
};
