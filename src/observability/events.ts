import type { ErrorCode, ErrorDetails } from "../errors/index.ts";
import type { WitnessedRequest } from "../protocol/index.ts";

/**
 * How clients are served at the same time: `event-loop`, each thread serves many; `thread-per-connection`,
 * a thread for each, as the sheets have it; `iterative`, one client after another.
 */
export type ModelName = "event-loop" | "thread-per-connection" | "iterative";

/** All models. */
export const MODEL_NAMES: readonly ModelName[] = ["event-loop", "thread-per-connection", "iterative"];

/** Who a connection's events are about. */
export interface PeerFacts {
  /** Running number of the connection over all threads, from 1. */
  readonly connection: number;
  /** Number of the thread that serves it, from 1; 0 when the server runs in its caller's thread. */
  readonly thread: number;
  readonly address: string;
  readonly port: number;
}

/** Why a connection ended. */
export type CloseReason =
  /** The client sent QUIT (R5). */
  | "quit"
  /** The client ended the connection (R9). */
  | "client-closed"
  /** The client reset it, or the network failed. */
  | "client-reset"
  /** A line was too long (R10). */
  | "line-too-long"
  /** A line was started and did not end in time. */
  | "line-deadline"
  /** No request for too long. */
  | "idle-deadline"
  /** The client took none of its replies for too long. */
  | "stalled"
  /** The client asked for more than is kept for one who does not read. */
  | "unsent-limit"
  /** The connection's whole time was over. */
  | "lifetime"
  /** The TLS handshake failed. */
  | "tls-failed"
  /** The TLS handshake was not done in time. */
  | "handshake-deadline"
  /** The server stops. */
  | "stopping"
  /** The server failed on it. */
  | "fault";

/** Why a TLS handshake failed. */
export type HandshakeFailure =
  /** What the client sent is not TLS. */
  | "not-tls"
  /** It speaks TLS 1.1 or older only. */
  | "old-version"
  /** It showed no certificate, and one is wanted. */
  | "no-certificate"
  /** Its certificate is not good. */
  | "bad-certificate"
  /** It refused; mostly it does not trust our certificate. */
  | "refused-by-client"
  /** It went away. */
  | "left"
  /** Anything else. */
  | "failed";

/** Why a connection was turned away. */
export type RefusalReason =
  /** As many are open as the server may have. */
  | "connections"
  /** As many of its address are open as one address may have. */
  | "address"
  /** Its address connects too often. */
  | "rate"
  /** Its address is not allowed. */
  | "denied"
  /** It does not come from a balancer, or sent no proper PROXY header. */
  | "proxy";

/** What happened in a server, as a value: the log, the tests and the dashboard read the same. `time`: ms since the epoch. */
export type ServerEvent =
  | {
      readonly type: "listening";
      readonly time: number;
      readonly host: string;
      readonly port: number;
      /** Port of the encrypted connections; null: there is none. */
      readonly tlsPort: number | null;
      readonly model: ModelName;
      /** 0: in the caller's thread. With thread-per-connection: the most there can be. */
      readonly threads: number;
      /** IANA name. */
      readonly zone: string;
      readonly engine: string;
      readonly engineVersion: string;
    }
  | ({
      readonly type: "connection-opened";
      readonly time: number;
      /** Connections open now in all threads, this one included. */
      readonly open: number;
    } & PeerFacts)
  | ({
      readonly type: "request";
      readonly time: number;
      readonly request: WitnessedRequest;
      /** The line as sent, escaped and cut. */
      readonly text: string;
      /** What was answered, without line end; null for QUIT. */
      readonly reply: string | null;
    } & PeerFacts)
  | ({
      readonly type: "requests-counted";
      readonly time: number;
      /** Requests for the time that were answered but not logged one by one. */
      readonly times: number;
      /** Invalid lines likewise. */
      readonly invalid: number;
    } & PeerFacts)
  | {
      readonly type: "rest-counted";
      readonly time: number;
      readonly thread: number;
      /** Connections opened, closed, and requests of connections not named, none of them logged one by one. */
      readonly opened: number;
      readonly closed: number;
      readonly times: number;
      readonly invalid: number;
      readonly quits: number;
      readonly refused: number;
    }
  /** A connection was turned away before anything of it was read. */
  | {
      readonly type: "connection-refused";
      readonly time: number;
      readonly thread: number;
      readonly address: string;
      readonly port: number;
      readonly reason: RefusalReason;
    }
  | ({
      readonly type: "connection-closed";
      readonly time: number;
      readonly reason: CloseReason;
      /** How long it was open. */
      readonly milliseconds: number;
      /** Requests it made: TIME, QUIT and invalid lines. */
      readonly requests: number;
      /** Connections open now in all threads. */
      readonly open: number;
    } & PeerFacts)
  /** A connection's TLS handshake is done. */
  | ({
      readonly type: "tls-secured";
      readonly time: number;
      /** `TLSv1.2` or `TLSv1.3`. */
      readonly version: string;
      /** Common name in the client's certificate, escaped and cut; null: it showed none. */
      readonly client: string | null;
    } & PeerFacts)
  /** A connection's TLS handshake failed. */
  | ({
      readonly type: "tls-failed";
      readonly time: number;
      readonly failure: HandshakeFailure;
      /** The TLS library's word for it, in capitals. */
      readonly detail: string;
    } & PeerFacts)
  /** New connections are encrypted with the certificates that were read again. Instants in ISO 8601, UTC. */
  | {
      readonly type: "tls-renewed";
      readonly time: number;
      /** Of all certificates the one that ends first. */
      readonly subject: string;
      readonly validUntil: string;
    }
  /** Certificates were read again and cannot be used: those before stay. */
  | {
      readonly type: "tls-not-renewed";
      readonly time: number;
      readonly code: ErrorCode;
      readonly details: ErrorDetails;
    }
  /** A certificate ends soon, or has ended. */
  | {
      readonly type: "tls-expires";
      readonly time: number;
      readonly subject: string;
      readonly validUntil: string;
      /** Whole days from now; negative when it has ended. */
      readonly days: number;
    }
  | ({ readonly type: "connection-failed"; readonly time: number; readonly cause: string } & PeerFacts)
  | { readonly type: "thread-started"; readonly time: number; readonly thread: number }
  /** A thread was made for one connection (thread-per-connection), or ended with it. */
  | {
      readonly type: "connection-thread-started" | "connection-thread-ended";
      readonly time: number;
      readonly thread: number;
      readonly address: string;
      readonly port: number;
      /** Such threads that run now. */
      readonly running: number;
      /** Clients that wait for a thread now. */
      readonly waiting: number;
    }
  /** A thread made for one connection failed; the connection is lost with it. */
  | {
      readonly type: "connection-thread-died";
      readonly time: number;
      readonly thread: number;
      readonly cause: string;
      readonly lost: number;
    }
  | {
      readonly type: "thread-died";
      readonly time: number;
      readonly thread: number;
      readonly cause: string;
      /** Connections that were lost with it. */
      readonly lost: number;
      /** When it is started again, in milliseconds from now. */
      readonly restartMilliseconds: number;
    }
  | {
      readonly type: "threads-reduced";
      readonly time: number;
      readonly asked: number;
      readonly platform: string;
    }
  /** A thread died whose socket was given to the process, and is lost with it: the server has failed. */
  | {
      readonly type: "socket-lost";
      readonly time: number;
      readonly thread: number;
      readonly cause: string;
      /** Connections that were lost with it. */
      readonly lost: number;
    }
  /** No thread could be kept alive: the server has failed. `starts` in a row of each thread came to nothing. */
  | {
      readonly type: "threads-given-up";
      readonly time: number;
      readonly starts: number;
      /** What the last of them died of. */
      readonly cause: string;
    }
  /**
   * `takeover-started`: these processes serve the port, it is shared with them from now on; `takeover-done`: we
   * listen and they were told to stop.
   */
  | {
      readonly type: "takeover-started" | "takeover-done";
      readonly time: number;
      readonly port: number;
      readonly pids: readonly number[];
    }
  /** Nobody listens on the port that was to be taken over. */
  | { readonly type: "takeover-needless"; readonly time: number; readonly port: number }
  /** The service manager could not be told how the server is. */
  | { readonly type: "notify-failed"; readonly time: number; readonly cause: string }
  /** The dashboard, metrics and health are served over HTTP. */
  | { readonly type: "http-listening"; readonly time: number; readonly url: string }
  /** They are not; the time is. */
  | {
      readonly type: "http-not-served";
      readonly time: number;
      readonly code: ErrorCode;
      readonly details: ErrorDetails;
    }
  /** An HTTP request failed by a fault of ours. */
  | {
      readonly type: "http-request-failed";
      readonly time: number;
      readonly path: string;
      readonly cause: string;
    }
  /** The log's reader was too slow: so many events were not written. */
  | { readonly type: "log-dropped"; readonly time: number; readonly events: number }
  /** The server was told to stop and goes on serving for a while, so that balancers send no new clients. */
  | {
      readonly type: "lame-duck";
      readonly time: number;
      /** How long. */
      readonly milliseconds: number;
      readonly open: number;
    }
  | { readonly type: "stopping"; readonly time: number; readonly open: number }
  | {
      readonly type: "stopped";
      readonly time: number;
      readonly connections: number;
      readonly requests: number;
    };

/** Severity of a log line. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Levels from the most to the least talkative. */
const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** The least severe level that is logged; `silent` logs nothing. */
export type LogThreshold = LogLevel | "silent";

/** Thresholds from the most to the least talkative. */
export const LOG_THRESHOLDS: readonly LogThreshold[] = [...LOG_LEVELS, "silent"];

/** The severity of an event. */
export function levelOf(event: ServerEvent): LogLevel {
  switch (event.type) {
    case "connection-failed":
    case "connection-thread-died":
    case "http-request-failed":
    case "socket-lost":
    case "threads-given-up":
    case "tls-not-renewed":
      return "error";
    case "tls-expires":
      return event.days < 0 ? "error" : "warn";
    case "connection-refused":
    case "thread-died":
    case "threads-reduced":
    case "log-dropped":
    case "notify-failed":
    case "http-not-served":
      return "warn";
    case "thread-started":
      return "debug";
    default:
      return "info";
  }
}
