import type { ListenAddress, TlsIdentity } from "../engine/index.ts";

/** Where encrypted connections are accepted, on the host of the plain ones, and with what. */
export interface TlsPort {
  readonly port: number;
  readonly identity: TlsIdentity;
}

/** Where a server listens. Plain values, so that it can be posted to another thread. */
export interface ServingAddress extends ListenAddress {
  /** Null: there are plain connections only. */
  readonly tls: TlsPort | null;
}
