import { availableParallelism } from "node:os";
import { type Clock, isKnownZone, type ZoneName } from "../clock/index.ts";
import { JamError } from "../errors/index.ts";
import { DEFAULT_EVENTS_PER_SECOND, type EventSink } from "../observability/index.ts";
import { DEFAULT_PORT, type ReplyForm, type Strictness } from "../protocol/index.ts";

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
  /** `"time"` (R4, default) or `"datetime"` (R13). */
  readonly reply?: ReplyForm | undefined;
  /** `"local"` (default), `"UTC"` or an IANA name such as `"Asia/Jakarta"`. */
  readonly zone?: ZoneName | undefined;
  /** Wants CR LF at the end of each line (R2) and no arguments (R3). Default false. */
  readonly strict?: boolean | undefined;
  /** How long {@link TimeServer.close} lets slow readers fetch their replies, 0 to 3600000 ms. Default 5000. */
  readonly drainTimeout?: number | undefined;
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
  readonly replyForm: ReplyForm;
  readonly zone: ZoneName;
  readonly strictness: Strictness;
  readonly eventRate: number;
}

/** Checked options with their defaults filled in. */
export interface ResolvedOptions {
  readonly host: string | null;
  readonly port: number;
  readonly threads: number;
  readonly drainTimeout: number;
  readonly serving: ServingOptions;
}

/** Threads that `"auto"` stands for at most. */
const MAX_THREADS = 256;
const DEFAULT_DRAIN_MILLISECONDS = 5000;
const MAX_DRAIN_MILLISECONDS = 3_600_000;
const MAX_EVENT_RATE = 100_000;
const REPLY_FORMS: readonly ReplyForm[] = ["time", "datetime"];

/**
 * Checks options and fills in defaults.
 *
 * @throws {JamError} JAM_BAD_OPTION, JAM_UNKNOWN_ZONE.
 */
export function resolveOptions(options: TimeServerOptions): ResolvedOptions {
  const { host = null, zone = "local", reply = "time", threads: askedThreads = 0 } = options;
  if (host === "") throw badOption("host", host, "an address or a host name");
  if (!REPLY_FORMS.includes(reply)) throw badOption("reply", reply, REPLY_FORMS.join(" or "));
  if (!isKnownZone(zone)) throw new JamError("JAM_UNKNOWN_ZONE", { zone });
  const threads =
    askedThreads === "auto"
      ? Math.min(availableParallelism(), MAX_THREADS)
      : wholeNumber("threads", askedThreads, 0, MAX_THREADS);
  if (options.clock !== undefined && threads > 0) {
    throw badOption("clock", "a clock", "threads: 0, as a clock cannot cross threads");
  }
  return {
    host,
    port: wholeNumber("port", options.port ?? DEFAULT_PORT, 0, 65535),
    threads,
    drainTimeout: wholeNumber(
      "drainTimeout",
      options.drainTimeout ?? DEFAULT_DRAIN_MILLISECONDS,
      0,
      MAX_DRAIN_MILLISECONDS,
    ),
    serving: {
      replyForm: reply,
      zone,
      strictness: options.strict === true ? "strict" : "tolerant",
      eventRate: wholeNumber("eventRate", options.eventRate ?? DEFAULT_EVENTS_PER_SECOND, 0, MAX_EVENT_RATE),
    },
  };
}

function wholeNumber(option: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw badOption(option, value, `a whole number from ${low} to ${high}`);
}

function badOption(option: string, value: string | number, expected: string): JamError {
  return new JamError("JAM_BAD_OPTION", { option, value: String(value), expected });
}
