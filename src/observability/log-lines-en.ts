import { JamError } from "../errors/index.ts";
import { dayOf, humanDuration, nonZero } from "./amounts.ts";
import type { CloseReason, HandshakeFailure, PeerFacts, RefusalReason, ServerEvent } from "./events.ts";

const CLOSED_BY: Readonly<Record<CloseReason, string>> = {
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
};

const REFUSED_AS: Readonly<Record<RefusalReason, string>> = {
  connections: "the server is full",
  address: "too many connections of its address",
  rate: "its address connects too often",
  denied: "its address is not allowed",
  proxy: "no PROXY header of a balancer",
};

const HANDSHAKE_FAILED: Readonly<Record<HandshakeFailure, string>> = {
  "not-tls": "what came is not TLS",
  "old-version": "the client speaks TLS 1.1 or older only",
  "no-certificate": "the client showed no certificate",
  "bad-certificate": "the client's certificate is not good",
  "refused-by-client": "the client refused",
  left: "the client went away",
  failed: "it is not understood",
};

/** The English sheet's wording. */
export function englishLines(event: ServerEvent): readonly string[] {
  switch (event.type) {
    case "listening":
      return [
        `Time server running and listening on port ${event.port}... ` +
          `(address ${event.host}, ${tlsPort(event)}${served(event)}, zone ${event.zone}, ` +
          `engine ${event.engine} ${event.engineVersion})`,
      ];
    case "connection-opened":
      return [
        `Connection from ${peer(event)} (connection ${event.connection}, thread ${event.thread}, ${event.open} open)`,
      ];
    case "request": {
      const received = `Received: ${event.text} from ${peer(event)} (connection ${event.connection})`;
      if (event.reply === null) return [received];
      return [received, `Sent: ${event.reply} to ${peer(event)} (connection ${event.connection})`];
    }
    case "requests-counted":
      return [
        `... and ${counts(event)} from ${peer(event)} (connection ${event.connection}, thread ${event.thread})`,
      ];
    case "rest-counted":
      return [`... and ${rest(event)} (thread ${event.thread})`];
    case "connection-refused":
      return [`Connection refused from ${peer(event)} (thread ${event.thread}, ${REFUSED_AS[event.reason]})`];
    case "connection-closed":
      return [
        `Connection closed from ${peer(event)} (connection ${event.connection}, ${CLOSED_BY[event.reason]}, ` +
          `after ${humanDuration(event.milliseconds)}, ${plural(event.requests, "request")}, ${event.open} open)`,
      ];
    case "tls-secured": {
      const client = event.client === null ? "" : `, client "${event.client}"`;
      return [`Encrypted with ${peer(event)} (connection ${event.connection}, ${event.version}${client})`];
    }
    case "tls-failed":
      return [
        `TLS handshake failed with ${peer(event)} (connection ${event.connection}): ` +
          `${HANDSHAKE_FAILED[event.failure]} [${event.detail}]`,
      ];
    case "tls-renewed":
      return [
        `Certificates read again, for new connections: the first to end is "${event.subject}", ` +
          `on ${dayOf(event.validUntil)}`,
      ];
    case "tls-not-renewed":
      return [`The certificates stay as they are. ${new JamError(event.code, event.details).describe("en")}`];
    case "tls-expires":
      return [
        `The certificate "${event.subject}" ${event.days < 0 ? "ended" : "ends"} on ` +
          `${dayOf(event.validUntil)}${event.days < 0 ? "" : `, in ${plural(event.days, "day")}`}: renew it`,
      ];
    case "connection-failed":
      return [`Connection failed from ${peer(event)} (connection ${event.connection}): ${event.cause}`];
    case "thread-started":
      return [`Thread ${event.thread} started`];
    case "connection-thread-started":
      return [`Thread ${event.thread} started for ${peer(event)} (${running(event)})`];
    case "connection-thread-ended":
      return [`Thread ${event.thread} ended with ${peer(event)} (${running(event)})`];
    case "connection-thread-died":
      return [`Thread ${event.thread} died: ${event.cause}; ${plural(event.lost, "connection")} lost`];
    case "thread-died":
      return [
        `Thread ${event.thread} died: ${event.cause}; ${plural(event.lost, "connection")} lost, ` +
          `starting it again in ${event.restartMilliseconds} ms`,
      ];
    case "threads-reduced":
      return [
        `Serving with 1 thread instead of ${event.asked}: threads cannot share a port on ${event.platform}`,
      ];
    case "socket-lost":
      return [
        `Thread ${event.thread} died: ${event.cause}; its socket and ${plural(event.lost, "connection")} lost, ` +
          "the server cannot go on",
      ];
    case "threads-given-up":
      return [
        `Giving up: every thread died ${event.starts} times in a row right after its start, last: ${event.cause}`,
      ];
    case "takeover-started":
      return [`Taking over port ${event.port} from ${processes(event.pids)}`];
    case "takeover-done":
      return [`Port ${event.port} taken over; told ${processes(event.pids)} to stop`];
    case "takeover-needless":
      return [`Nobody listens on port ${event.port}: nothing to take over`];
    case "notify-failed":
      return [`The service manager was not told how the server is: ${event.cause}`];
    case "http-listening":
      return [`Dashboard, metrics and health on ${event.url}`];
    case "http-not-served":
      return [
        `The time is served, the dashboard is not. ${new JamError(event.code, event.details).describe("en")}`,
      ];
    case "http-request-failed":
      return [`An HTTP request for ${event.path} failed: ${event.cause}`];
    case "log-dropped":
      return [`${plural(event.events, "event")} not logged: the reader of the log is too slow`];
    case "lame-duck":
      return [
        `Stopping in ${humanDuration(event.milliseconds)}: still serving everybody, ${event.open} open`,
      ];
    case "stopping":
      return [`Stopping: no new connections, finishing ${event.open} open`];
    case "stopped":
      return [
        `Stopped after ${plural(event.connections, "connection")} and ${plural(event.requests, "request")}`,
      ];
  }
}

function tlsPort(event: Extract<ServerEvent, { type: "listening" }>): string {
  return event.tlsPort === null ? "" : `TLS on port ${event.tlsPort}, `;
}

function peer(facts: Pick<PeerFacts, "address" | "port">): string {
  return facts.address.includes(":") ? `[${facts.address}]:${facts.port}` : `${facts.address}:${facts.port}`;
}

function processes(pids: readonly number[]): string {
  return `${pids.length === 1 ? "process" : "processes"} ${pids.join(", ")}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function served(event: Extract<ServerEvent, { type: "listening" }>): string {
  if (event.model === "iterative") return "iterative: one client at a time";
  if (event.model === "thread-per-connection") return `a thread per connection, at most ${event.threads}`;
  return plural(Math.max(1, event.threads), "thread");
}

function running(event: { readonly running: number; readonly waiting: number }): string {
  const waiting = event.waiting > 0 ? `, ${plural(event.waiting, "client")} waiting` : "";
  return `${event.running} running${waiting}`;
}

function counts(event: { readonly times: number; readonly invalid: number }): string {
  return nonZero([
    [event.times, "more TIME"],
    [event.invalid, "more invalid"],
  ]);
}

function rest(event: Extract<ServerEvent, { type: "rest-counted" }>): string {
  return nonZero([
    [event.opened, "more opened"],
    [event.closed, "more closed"],
    [event.times, "more TIME"],
    [event.invalid, "more invalid"],
    [event.quits, "more QUIT"],
    [event.refused, "more refused"],
  ]);
}
