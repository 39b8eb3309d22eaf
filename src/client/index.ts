/**
 * A client of the JAM protocol over TCP or TLS: ask for the time, send any line, watch a connection octet by octet.
 *
 * @module
 */
export { DEFAULT_REPLY_TIMEOUT } from "./client-options.ts";
export { type ConnectTarget, connectSocket } from "./connect-socket.ts";
export {
  type Arrival,
  type ConnectionEnd,
  type ConnectionOptions,
  type ConnectionWatcher,
  LineConnection,
} from "./line-connection.ts";
export type { WireLine } from "./line-reader.ts";
export {
  type ConnectOptions,
  type QuitOutcome,
  type RawReply,
  type RequestOptions,
  TimeClient,
  type TimeReply,
} from "./time-client.ts";
export { type CheckedTls, checkTls, type Pem, type TlsLabels, type TlsOptions } from "./tls-options.ts";
export { visibleText } from "./visible-octets.ts";
