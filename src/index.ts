/**
 * jamd: a time server for the JAM protocol, its client and the protocol itself.
 *
 * @example
 * import { createTimeServer, TimeClient } from "jamd";
 *
 * await using server = createTimeServer({ port: 0 });
 * const { port } = await server.listen();
 * await using client = await TimeClient.connect({ port });
 * const { label } = await client.time(); // "14:53:22"
 *
 * @module
 */
export {
  type ConnectOptions,
  type Pem,
  type QuitOutcome,
  type RawReply,
  type RequestOptions,
  TimeClient,
  type TimeReply,
  type TlsOptions,
} from "./client/index.ts";
export { type Clock, ManualClock } from "./clock/index.ts";
export { type ErrorCode, type ErrorDetails, JamError, type Language } from "./errors/index.ts";
export type {
  ConnectionPage,
  ConnectionQuery,
  ConnectionRow,
  CounterValues,
  HistoryPoint,
  LatencySnapshot,
  LifeMark,
  SequencedEvent,
  ServerCondition,
  ServerEvent,
  ServerView,
  Snapshot,
  ThreadSnapshot,
} from "./observability/index.ts";
export { DEFAULT_PORT, DEFAULT_TLS_PORT, parseReply, type Reply } from "./protocol/index.ts";
export {
  type AdmissionOptions,
  type ConnectionLimits,
  createTimeServer,
  TimeServer,
  type TimeServerOptions,
  type TlsMaterial,
  type TlsServerOptions,
} from "./server/index.ts";
