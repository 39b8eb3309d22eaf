import { JamError } from "../errors/index.ts";

/** What one connection may cost at most. Durations in milliseconds. */
export interface ConnectionLimits {
  /** Longest line in octets without its line end, 64 to 65536 (R10). Default 512, as in RFC 5321. */
  readonly maxLine: number;
  /**
   * A line that was started must have ended so long after its first octet, 100 to 86400000. Default 30000: nobody
   * types longer at one line, and neither octets sent one by one nor pauses prolong it.
   */
  readonly lineDeadline: number;
  /** A TLS handshake must be done so long after the connection's start, 100 to 86400000. Default 10000. */
  readonly handshakeDeadline: number;
  /**
   * So long after its last request a connection is closed, 0 (never) to 86400000. Default 300000: public clients
   * pause for up to 15 s, people for minutes.
   */
  readonly idleDeadline: number;
  /**
   * Octets kept for a client that does not read, 32768 to 1073741824. Reading from it stops at the first one that the
   * kernel does not take; what had been read before and would need more closes the connection. Default 65536.
   */
  readonly maxUnsent: number;
  /** A client that takes none of its replies for so long is cut off, 100 to 86400000. Default 10000. */
  readonly stallDeadline: number;
  /**
   * Requests of one connection answered in a turn of the event loop, 1 to 1024; then the others have theirs. Default
   * 1024: some 40 microseconds.
   */
  readonly requestsPerTurn: number;
  /** So long after its start a connection is closed, 0 (never) to 31536000000. Default 0. */
  readonly lifetime: number;
}

const DAY = 86_400_000;

/** Defaults; each reason is with its field. */
export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  maxLine: 512,
  lineDeadline: 30_000,
  handshakeDeadline: 10_000,
  idleDeadline: 300_000,
  maxUnsent: 65_536,
  stallDeadline: 10_000,
  requestsPerTurn: 1024,
  lifetime: 0,
};

/** Lowest and highest value of each. */
export const CONNECTION_LIMIT_RANGES: Readonly<Record<keyof ConnectionLimits, readonly [number, number]>> = {
  maxLine: [64, 65_536],
  lineDeadline: [100, DAY],
  handshakeDeadline: [100, DAY],
  idleDeadline: [0, DAY],
  maxUnsent: [32_768, 1_073_741_824],
  stallDeadline: [100, DAY],
  requestsPerTurn: [1, 1024],
  lifetime: [0, 365 * DAY],
};

/**
 * Checks limits and fills in defaults.
 *
 * @throws {JamError} JAM_BAD_OPTION.
 */
export function resolveLimits(asked: Partial<ConnectionLimits>): ConnectionLimits {
  const limits = { ...DEFAULT_CONNECTION_LIMITS, ...asked };
  for (const [name, [low, high]] of Object.entries(CONNECTION_LIMIT_RANGES)) {
    const value = limits[name as keyof ConnectionLimits];
    if (Number.isInteger(value) && value >= low && value <= high) continue;
    const expected = `a whole number from ${low} to ${high}`;
    throw new JamError("JAM_BAD_OPTION", { option: `limits.${name}`, value: String(value), expected });
  }
  return limits;
}
