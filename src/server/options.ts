import { availableParallelism } from "node:os";
import { type Clock, isKnownZone, type ZoneName } from "../clock/index.ts";
import { JamError } from "../errors/index.ts";
import {
  DEFAULT_EVENTS_PER_SECOND,
  type EventSink,
  MODEL_NAMES,
  type ModelName,
} from "../observability/index.ts";
import { DEFAULT_PORT, DEFAULT_TLS_PORT, type ReplyForm, type Strictness } from "../protocol/index.ts";
import { type AdmissionOptions, resolveAdmission } from "./admission/options.ts";
import { type ConnectionLimits, resolveLimits } from "./limits.ts";
import type { ReceivedSockets } from "./received-sockets.ts";
import { type CheckedIdentity, checkIdentity, type TlsMaterial } from "./tls-identity.ts";

/** Encrypted connections (TLS 1.2 or 1.3), on a port of their own beside the plain one. */
export interface TlsServerOptions extends TlsMaterial {
  /** TCP port, 0 to 65535; 0 takes any free one. Default 45443. */
  readonly port?: number | undefined;
}

/** Options of {@link createTimeServer}. All have a default. */
export interface TimeServerOptions {
  /** Address or host name to listen on. Default: all addresses, IPv6 and IPv4 where there is IPv6, else IPv4 (R1). */
  readonly host?: string | undefined;
  /** TCP port, 0 to 65535; 0 takes any free one. Default 45000 (R1). */
  readonly port?: number | undefined;
  /**
   * Serving threads, 0 to 256, or `"auto"` for one per processor. 0, the default here, serves in the
   * caller's own event loop; N starts N worker threads that share the port.
   */
  readonly threads?: number | "auto" | undefined;
  /** How clients are served at the same time, see {@link ModelName}. Default `"event-loop"`. */
  readonly model?: ModelName | undefined;
  /** Threads at the same time with `"thread-per-connection"`, 1 to 1000; further clients wait. Default 64. */
  readonly maxThreads?: number | undefined;
  /** `"time"` (R4, default) or `"datetime"` (R13). */
  readonly reply?: ReplyForm | undefined;
  /** `"local"` (default), `"UTC"` or an IANA name such as `"Asia/Jakarta"`. */
  readonly zone?: ZoneName | undefined;
  /** Wants CR LF at the end of each line (R2) and no arguments (R3). Default false. */
  readonly strict?: boolean | undefined;
  /** Serves encrypted connections too. Default: no. */
  readonly tls?: TlsServerOptions | undefined;
  /** What one connection may cost at most: line length, deadlines, unsent octets. Each has a default. */
  readonly limits?: Partial<ConnectionLimits> | undefined;
  /** Who may connect, and how often. Each has a default. */
  readonly admission?: Partial<AdmissionOptions> | undefined;
  /** How long {@link TimeServer.close} lets slow readers fetch their replies, 0 to 3600000 ms. Default 5000. */
  readonly drainTimeout?: number | undefined;
  /**
   * How long {@link TimeServer.close} first goes on serving everybody, new clients too, while the server's state is
   * already `"stopping"`, so that a balancer sends no more of them: 0 to 3600000 ms. Default 0.
   */
  readonly lameDuck?: number | undefined;
  /**
   * Takes the port over from a `jam serve` of the same user that listens there: shares the port, then tells that
   * process to stop (SIGTERM). Linux. Starts as usual where nobody listens. Default false.
   */
  readonly takeover?: boolean | undefined;
  /**
   * Listening sockets that this process was given. There is one serving thread for each, so `threads` is their number,
   * or `"auto"` for it; models without such threads take one. Default: sockets are made for `host` and `port`.
   */
  readonly sockets?: ReceivedSockets | undefined;
  /**
   * Events told one by one each second by each thread, 0 to 100000; beyond them they are counted and the
   * counts are told once a second. Default 200.
   */
  readonly eventRate?: number | undefined;
  /** Is given what happens in the server, in batches. The default tells nobody. */
  readonly onEvents?: EventSink | undefined;
  /** Closes the server in order when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** The clock to read, for tests. Only with `threads: 0`, as a clock cannot cross threads. Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** What a serving thread needs to know; it can be posted to a worker. */
export interface ServingOptions {
  /** All connections at the same time, or one after another (the iterative model). */
  readonly served: "all" | "one-at-a-time";
  readonly replyForm: ReplyForm;
  readonly zone: ZoneName;
  readonly strictness: Strictness;
  readonly eventRate: number;
  readonly limits: ConnectionLimits;
  readonly admission: AdmissionOptions;
}

/** Checked options with their defaults filled in. */
export interface ResolvedOptions {
  readonly host: string | null;
  readonly port: number;
  readonly model: ModelName;
  /** Serving threads; with `"thread-per-connection"` the most there can be. */
  readonly threads: number;
  readonly drainTimeout: number;
  readonly lameDuck: number;
  /** `take-over`: the port may be another server's, which is told to stop; `exclusive`: that is an error. */
  readonly claim: "exclusive" | "take-over";
  readonly sockets: ReceivedSockets | null;
  readonly tls: { readonly port: number; readonly checked: CheckedIdentity } | null;
  readonly serving: ServingOptions;
}

/** Threads that `"auto"` stands for at most. */
const MAX_THREADS = 256;
/** A thread of Node.js takes some 4 MB and 20 ms to start; a class of 30 fits well into it. */
const DEFAULT_CONNECTION_THREADS = 64;
const MAX_CONNECTION_THREADS = 1000;
const DEFAULT_DRAIN_MILLISECONDS = 5000;
const MAX_DRAIN_MILLISECONDS = 3_600_000;
const MAX_LAME_DUCK_MILLISECONDS = 3_600_000;
const MAX_EVENT_RATE = 100_000;
const REPLY_FORMS: readonly ReplyForm[] = ["time", "datetime"];

/**
 * Checks options and fills in defaults.
 *
 * @throws {JamError} JAM_BAD_OPTION, JAM_UNKNOWN_ZONE, and as {@link checkIdentity}.
 */
export function resolveOptions(options: TimeServerOptions): ResolvedOptions {
  const { host = null, zone = "local", reply = "time" } = options;
  if (host === "") throw badOption("host", host, "an address or a host name");
  if (!REPLY_FORMS.includes(reply)) throw badOption("reply", reply, REPLY_FORMS.join(" or "));
  if (!isKnownZone(zone)) throw new JamError("JAM_UNKNOWN_ZONE", { zone });
  const model = options.model ?? "event-loop";
  if (!MODEL_NAMES.includes(model)) throw badOption("model", model, MODEL_NAMES.join(" or "));
  const threads = threadsOf(model, options);
  if (options.clock !== undefined && threads > 0) {
    throw badOption("clock", "a clock", "threads: 0, as a clock cannot cross threads");
  }
  const admission = resolveAdmission(options.admission ?? {}, threads);
  if (model === "thread-per-connection" && admission.proxyFrom.length > 0) {
    const expected =
      "no balancers with model thread-per-connection, where the accepting thread reads nothing";
    throw badOption("admission.proxyFrom", admission.proxyFrom.join(","), expected);
  }
  return {
    host,
    port: wholeNumber("port", options.port ?? DEFAULT_PORT, 0, 65535),
    model,
    threads,
    drainTimeout: wholeNumber(
      "drainTimeout",
      options.drainTimeout ?? DEFAULT_DRAIN_MILLISECONDS,
      0,
      MAX_DRAIN_MILLISECONDS,
    ),
    lameDuck: wholeNumber("lameDuck", options.lameDuck ?? 0, 0, MAX_LAME_DUCK_MILLISECONDS),
    claim: options.takeover === true ? "take-over" : "exclusive",
    sockets: socketsOf(options, threads),
    tls: options.tls === undefined ? null : tlsOf(options.tls, options.port),
    serving: {
      served: model === "iterative" ? "one-at-a-time" : "all",
      replyForm: reply,
      zone,
      limits: resolveLimits(options.limits ?? {}),
      admission,
      strictness: options.strict === true ? "strict" : "tolerant",
      eventRate: wholeNumber("eventRate", options.eventRate ?? DEFAULT_EVENTS_PER_SECOND, 0, MAX_EVENT_RATE),
    },
  };
}

/** Sockets that were received, as far as they fit the other options. */
function socketsOf(options: TimeServerOptions, threads: number): ReceivedSockets | null {
  const { sockets, model = "event-loop" } = options;
  if (sockets === undefined) return null;
  if (options.takeover === true) throw badOption("takeover", "true", "false with sockets that were received");
  const { plain, tls } = sockets;
  const wanted = model === "event-loop" ? Math.max(1, threads) : 1;
  if (plain.length !== wanted) {
    throw badOption("sockets", plain.length, `${wanted} with ${threads} threads and model ${model}`);
  }
  if (tls !== undefined && options.tls === undefined) {
    throw badOption("sockets.tls", tls.length, "none without tls, which says what to encrypt with");
  }
  if (tls !== undefined && tls.length !== wanted)
    throw badOption("sockets.tls", tls.length, `none or ${wanted}`);
  return sockets;
}

function tlsOf(tls: TlsServerOptions, plainPort = DEFAULT_PORT): NonNullable<ResolvedOptions["tls"]> {
  const port = wholeNumber("tls.port", tls.port ?? DEFAULT_TLS_PORT, 0, 65535);
  if (port !== 0 && port === plainPort) throw badOption("tls.port", port, "another port than port");
  return { port, checked: checkIdentity(tls, Date.now()) };
}

/** How many threads serve: each model has its own idea of it. */
function threadsOf(model: ModelName, options: TimeServerOptions): number {
  const { threads: asked = 0, maxThreads = DEFAULT_CONNECTION_THREADS } = options;
  const auto = Math.min(options.sockets?.plain.length ?? availableParallelism(), MAX_THREADS);
  const threads = asked === "auto" ? auto : wholeNumber("threads", asked, 0, MAX_THREADS);
  if (model === "event-loop") return threads;
  if (model === "thread-per-connection") {
    return wholeNumber("maxThreads", maxThreads, 1, MAX_CONNECTION_THREADS);
  }
  if (asked !== "auto" && threads > 1)
    throw badOption("threads", threads, "0, 1 or auto with model iterative");
  return Math.min(1, threads);
}

function wholeNumber(option: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw badOption(option, value, `a whole number from ${low} to ${high}`);
}

function badOption(option: string, value: string | number, expected: string): JamError {
  return new JamError("JAM_BAD_OPTION", { option, value: String(value), expected });
}
