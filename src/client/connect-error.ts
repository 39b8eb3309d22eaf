import { type ErrorCode, JamError, reasonOf, systemCodeOf } from "../errors/index.ts";

/** System codes of a name that cannot be turned into an address. */
const NOT_RESOLVED: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EAI_NONAME",
  "EBADNAME",
]);

/** The error of a connection that could not be made. */
export function connectError(thrown: unknown, host: string, server: string): JamError {
  const code = systemCodeOf(thrown) ?? "";
  const reason = reasonBeneath(thrown);
  if (NOT_RESOLVED.has(code))
    return new JamError("JAM_HOST_NOT_RESOLVED", { host, reason: code }, { cause: thrown });
  const errorCode: ErrorCode = code === "ECONNREFUSED" ? "JAM_CONNECT_REFUSED" : "JAM_CONNECT_FAILED";
  return new JamError(errorCode, { server, reason }, { cause: thrown });
}

/** The error of a connection that broke after it was made. */
export function lostError(thrown: unknown, server: string): JamError {
  return new JamError("JAM_CONNECTION_LOST", { server, reason: reasonBeneath(thrown) }, { cause: thrown });
}

/** The error of what the caller's signal ended. @param action what was going on. */
export function abortedError(action: string, signal: AbortSignal | undefined): JamError {
  return new JamError("JAM_ABORTED", { action }, { cause: signal?.reason });
}

/** A host with several addresses fails with one error for all of them, whose own message is empty. */
function reasonBeneath(thrown: unknown): string {
  const inner: unknown = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  return reasonOf(inner) || systemCodeOf(thrown) || "unknown";
}
