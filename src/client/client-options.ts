import { JamError } from "../errors/index.ts";

/** Longest wait for a connection by default, in milliseconds: a lost SYN is sent again after 1 s and 3 s. */
export const DEFAULT_CONNECT_TIMEOUT = 5000;

/** Longest wait for a reply by default, in milliseconds: far above any network, still bearable for a person. */
export const DEFAULT_REPLY_TIMEOUT = 5000;

/** Longest wait that can be asked for, in milliseconds: what a timer of the runtime can hold (24.8 days). */
const LONGEST_TIMEOUT = 2_147_483_647;

/** @throws {JamError} JAM_BAD_OPTION unless `value` is a whole number of milliseconds, 1 to {@link LONGEST_TIMEOUT}. */
export function checkTimeout(option: string, value: number): number {
  return checkWhole(option, value, 1, LONGEST_TIMEOUT);
}

/** @throws {JamError} JAM_BAD_OPTION unless `port` is a whole number, 1 to 65535. */
export function checkPort(port: number): number {
  return checkWhole("port", port, 1, 65535);
}

/** @throws {JamError} JAM_BAD_OPTION unless `host` is a text with something in it and no NUL. */
export function checkHost(host: string, option = "host"): string {
  if (typeof host === "string" && host.trim() !== "" && !host.includes("\0")) return host;
  throw new JamError("JAM_BAD_OPTION", {
    value: shown(host),
    option,
    expected: "localhost | 127.0.0.1 | ::1",
  });
}

/** One request is one line (R2); an empty one asks for nothing (R7). @throws {JamError} JAM_BAD_OPTION. */
export function checkRequest(text: string): string {
  if (typeof text === "string" && text !== "" && !/[\r\n]/.test(text)) return text;
  throw new JamError("JAM_BAD_OPTION", {
    value: shown(text),
    option: "request",
    expected: "1 line, without CR LF",
  });
}

function checkWhole(option: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new JamError("JAM_BAD_OPTION", { value: shown(value), option, expected: `${min}..${max}` });
}

/** A value of any type, as a caller without type checks may pass it, on one line. */
function shown(value: unknown): string {
  return JSON.stringify(String(value)).slice(1, -1);
}
