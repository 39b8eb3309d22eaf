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
export type { TimeServerOptions } from "./options.ts";
export { createTimeServer, TimeServer } from "./time-server.ts";
