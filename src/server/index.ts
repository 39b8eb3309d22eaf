/**
 * The time server: `createTimeServer({ port: 0 }).listen()`.
 *
 * @module
 */
export { JamError } from "../errors/index.ts";
export type { CounterValues, ServerEvent } from "../observability/index.ts";
export type { TimeServerOptions } from "./options.ts";
export { createTimeServer, TimeServer } from "./time-server.ts";
