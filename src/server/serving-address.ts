import type { ListenAddress, TlsIdentity } from "../engine/index.ts";

/** Where encrypted connections are accepted, on the host of the plain ones, and with what. */
export interface TlsPort {
  readonly port: number;
  /** As of {@link ServingAddress}. */
  readonly descriptors: readonly number[] | null;
  readonly identity: TlsIdentity;
}

/** Where a server listens. Plain values, so that it can be posted to another thread. */
export interface ServingAddress extends ListenAddress {
  /** Sockets that listen there already, one for each thread; null: each thread makes its own. */
  readonly descriptors: readonly number[] | null;
  /** Null: there are plain connections only. */
  readonly tls: TlsPort | null;
}

/** The socket among those received that is a thread's. @param thread from 1; 0: the caller's own. */
export function descriptorFor(descriptors: readonly number[] | null, thread: number): number | undefined {
  return descriptors?.[Math.max(0, thread - 1)];
}
