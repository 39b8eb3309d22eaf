import type { ServerResponse } from "node:http";
import type { JamError, Language } from "../errors/index.ts";

/** What is answered to an HTTP request, as a value. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** Besides those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Header fields of every answer: nothing but our own files may be loaded, run or asked; no other page may frame, open
 * or read this one.
 */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** Status of the errors that clients cause; any other is a fault of ours. */
const STATUS: Readonly<Record<string, number>> = {
  JAM_HTTP_NOT_FOUND: 404,
  JAM_HTTP_METHOD_NOT_ALLOWED: 405,
  JAM_HTTP_HOST_REFUSED: 421,
  JAM_HTTP_UNAUTHORIZED: 401,
  JAM_HTTP_BAD_QUERY: 400,
  JAM_HTTP_BAD_TRIAL: 400,
  JAM_HTTP_OFTEN: 429,
  JAM_HTTP_READERS: 503,
  JAM_HTTP_TRIAL_FAILED: 502,
};

/** A value as JSON. */
export function jsonAnswer(value: unknown, status = 200): Answer {
  return { status, contentType: "application/json; charset=utf-8", body: JSON.stringify(value) };
}

/** A line of text. */
export function textAnswer(status: number, text: string): Answer {
  return { status, contentType: "text/plain; charset=utf-8", body: `${text}\n` };
}

/** An error as JSON: its code, and its text in the reader's language. */
export function errorAnswer(error: JamError, language: Language): Answer {
  const { code, details } = error;
  const headers: Record<string, string> = {};
  if (code === "JAM_HTTP_UNAUTHORIZED") headers["WWW-Authenticate"] = 'Bearer realm="jamd"';
  if (code === "JAM_HTTP_METHOD_NOT_ALLOWED") headers.Allow = String(details.allowed);
  if (code === "JAM_HTTP_OFTEN") headers["Retry-After"] = "1";
  return {
    ...jsonAnswer({ error: code, message: error.describe(language) }, STATUS[code] ?? 500),
    headers,
  };
}

/**
 * Sends an answer. Who does not read it in time is cut off: what is not read is held in memory.
 *
 * @param deadline milliseconds for the whole answer to leave.
 */
export function send(response: ServerResponse, answer: Answer, deadline: number): void {
  const { status, contentType, body, headers = {} } = answer;
  const octets = typeof body === "string" ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...SAFE_HEADERS,
    "Content-Type": contentType,
    "Content-Length": octets.byteLength,
    "Cache-Control": "no-store",
    ...headers,
  });
  const timer = setTimeout(() => response.destroy(), deadline);
  response.once("close", () => clearTimeout(timer));
  response.end(octets);
}
