/** What HTTP clients may cost, whatever they do. Durations in milliseconds. */
export interface WebLimits {
  /** Connections at the same time, more are closed at once. Each costs a few KiB and one descriptor. */
  readonly connections: number;
  /** Of them, those that read the stream: the rest is for pages, metrics and health. */
  readonly readers: number;
  /** Request line and header fields together, in octets. A browser sends localhost the cookies of all its ports. */
  readonly headerOctets: number;
  /** For the whole header, and for the whole request. */
  readonly headerDeadline: number;
  readonly requestDeadline: number;
  /** How long a client may be silent between two requests. */
  readonly idleDeadline: number;
  /** How long an answer may take to leave: then its client reads too slowly. */
  readonly answerDeadline: number;
  /** Messages in a row a reader of the stream may miss because it has not read the one before. */
  readonly missedMessages: number;
  /** Between two messages of the stream. */
  readonly streamInterval: number;
}

/** Limits that nobody with a browser, a Prometheus and a few `jam top` meets. */
export const DEFAULT_WEB_LIMITS: WebLimits = {
  connections: 64,
  readers: 32,
  headerOctets: 16_384,
  headerDeadline: 5000,
  requestDeadline: 10_000,
  idleDeadline: 5000,
  answerDeadline: 10_000,
  missedMessages: 10,
  streamInterval: 1000,
};
