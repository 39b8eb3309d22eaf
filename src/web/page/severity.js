/**
 * How severe events are: as the server's log has it, a test holds them together.
 *
 * @import { LogLevel, ServerEvent } from "../../observability/events.ts"
 */

/** Levels from the most to the least talkative. @type {readonly LogLevel[]} */
export const LEVELS = ["debug", "info", "warn", "error"];

/**
 * How severe an event is.
 *
 * @param {ServerEvent} event
 * @returns {LogLevel}
 */
export function severityOf(event) {
  switch (event.type) {
    case "connection-failed":
    case "connection-thread-died":
    case "socket-lost":
    case "threads-given-up":
    case "tls-not-renewed":
    case "http-request-failed":
      return "error";
    case "tls-expires":
      return event.days < 0 ? "error" : "warn";
    case "connection-refused":
    case "thread-died":
    case "threads-reduced":
    case "log-dropped":
    case "notify-failed":
    case "http-not-served":
      return "warn";
    case "thread-started":
      return "debug";
    default:
      return "info";
  }
}
