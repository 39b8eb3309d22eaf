/** What a server proves itself with, as PEM (RFC 7468). Plain values, so that it can be posted to another thread. */
export interface TlsIdentity {
  /** The server's certificate, then those between it and its authority. */
  readonly cert: string;
  /** Private key of the first certificate, not encrypted. */
  readonly key: string;
  /** Authorities of the certificates that clients must show; null: clients need none. */
  readonly clientCa: string | null;
}

/**
 * How far the encryption of a connection is: `none`, it is plain; `handshake`, nothing of the protocol has been read
 * yet; `done`.
 */
export type Encryption = "none" | "handshake" | "done";

/** What a handshake has agreed on. */
export interface TlsFacts {
  /** `TLSv1.2` (RFC 5246) or `TLSv1.3` (RFC 8446). */
  readonly version: string;
  /** Common name in the client's certificate, as the client's authority wrote it; null: it showed none. */
  readonly clientName: string | null;
}

/** Why a handshake failed. */
export type TlsFailureKind =
  /** What the client sent is not TLS. */
  | "not-tls"
  /** The client speaks TLS 1.1 or older only (RFC 8996). */
  | "old-version"
  /** A certificate is wanted, and the client showed none. */
  | "no-certificate"
  /** The certificate of the client is not good. */
  | "bad-certificate"
  /** The client refused: mostly it does not trust our certificate. */
  | "refused-by-client"
  /** The client went away before the handshake was done. */
  | "left"
  /** Anything else. */
  | "failed";

/** A handshake that failed. */
export interface TlsFailure {
  readonly kind: TlsFailureKind;
  /** The TLS library's word for it, such as `WRONG_VERSION_NUMBER`: capitals, digits and `_`, at most 64. */
  readonly detail: string;
}
