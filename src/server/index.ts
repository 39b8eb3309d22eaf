/**
 * The time server: `createTimeServer({ port: 0 }).listen()`.
 *
 * @module
 */
export { JamError } from "../errors/index.ts";
export type { CounterValues, ServerEvent } from "../observability/index.ts";
export {
  ADMISSION_RANGES,
  type AdmissionOptions,
  checkRanges,
  DEFAULT_ADMISSION,
} from "./admission/options.ts";
export { CONNECTION_LIMIT_RANGES, type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from "./limits.ts";
export type { TimeServerOptions, TlsServerOptions } from "./options.ts";
export type { ReceivedSockets } from "./received-sockets.ts";
export type { ViewOptions } from "./server-view.ts";
export { TAKEN_OVER_SIGNAL } from "./takeover.ts";
export { createTimeServer, type ServerState, TimeServer } from "./time-server.ts";
export {
  checkIdentity,
  requireUsable,
  type ServerPem,
  type TlsMaterial,
  type TlsMaterialLabels,
} from "./tls-identity.ts";
