/** Dashboard, API, metrics and health of a server over HTTP. */
export { isLoopback, isToken, LEAST_TOKEN_LENGTH, MOST_TOKEN_LENGTH } from "./access.ts";
export type { StreamMessage } from "./stream.ts";
export { startWeb, type WebOptions, type WebServer } from "./web-server.ts";
