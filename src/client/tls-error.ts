import { JamError, reasonOf, systemCodeOf } from "../errors/index.ts";
import { excerpt } from "./visible-octets.ts";

/** Alerts by which a server says that it does not like the client's certificate (RFC 8446, 6.2). */
const CERTIFICATE_ALERTS: ReadonlySet<string> = new Set([
  "bad certificate",
  "unsupported certificate",
  "certificate revoked",
  "certificate expired",
  "certificate unknown",
  "unknown ca",
  "access denied",
]);

/** What the runtimes make of octets that are no TLS record. */
const NO_RECORD = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL/;
/** Codes of a certificate that was refused by us, besides those with an error of their own (X509_V_ERR_*). */
const NOT_TRUSTED =
  /^(?:UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|INVALID_|PATH_LENGTH_|CRL_|ERROR_IN_CERT|HOSTNAME_MISMATCH)/;
const CLOSED: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);

/** The error of a TLS handshake that failed. The TCP connection was made. @param name what the certificate must hold. */
export function handshakeError(thrown: unknown, server: string, name: string): JamError {
  const code = systemCodeOf(thrown) ?? "";
  const cause = { cause: thrown };
  if (code === "CERT_HAS_EXPIRED") return new JamError("JAM_TLS_EXPIRED", { server }, cause);
  if (code === "CERT_NOT_YET_VALID") return new JamError("JAM_TLS_NOT_YET_VALID", { server }, cause);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return new JamError("JAM_TLS_WRONG_NAME", { server, name, names: namesIn(thrown) }, cause);
  }
  if (NOT_TRUSTED.test(code)) return new JamError("JAM_TLS_NOT_TRUSTED", { server, reason: code }, cause);
  if (NO_RECORD.test(code)) return new JamError("JAM_TLS_NOT_SPOKEN", { server }, cause);
  if (CLOSED.has(code)) return new JamError("JAM_TLS_HANDSHAKE_CLOSED", { server }, cause);
  const reason = excerpt(Buffer.from(alertIn(code) ?? (code || reasonOf(thrown))));
  return alertError(thrown, server) ?? new JamError("JAM_TLS_HANDSHAKE_FAILED", { server, reason }, cause);
}

/**
 * The error of an alert about this client's certificate, or null when it is something else. In TLS 1.3 it comes
 * after the handshake has succeeded for the client.
 */
export function alertError(thrown: unknown, server: string): JamError | null {
  const alert = alertIn(systemCodeOf(thrown) ?? "");
  if (alert === "certificate required")
    return new JamError("JAM_TLS_CLIENT_CERT_WANTED", { server }, { cause: thrown });
  if (alert === null || !CERTIFICATE_ALERTS.has(alert)) return null;
  return new JamError("JAM_TLS_CLIENT_CERT_REFUSED", { server, reason: alert }, { cause: thrown });
}

/** `unknown ca`, from `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`; the part before ALERT is each TLS library's own. */
function alertIn(code: string): string | null {
  const match = /^ERR_SSL_.*ALERT_(\w+)$/.exec(code);
  return match === null ? null : (match[1] as string).toLowerCase().replaceAll("_", " ");
}

/** The names that a refused certificate holds, as the server wrote them. */
function namesIn(thrown: unknown): string {
  const { cert } = thrown as { readonly cert?: { readonly subjectaltname?: string } };
  return excerpt(Buffer.from(cert?.subjectaltname ?? ""));
}
