import type { Engine } from "../engine/index.ts";
import type { ServerEvent } from "../observability/index.ts";
import type { ResolvedOptions } from "./options.ts";
import { claimPort, type PortClaim } from "./port-claim.ts";

/** The right to listen on the ports of a server: that of the plain connections, and that of the encrypted ones. */
export interface ServingClaim extends PortClaim {
  /** Port of the encrypted connections; null: there are none. */
  readonly tlsPort: number | null;
}

/**
 * Claims the port, and that for TLS where one is asked for.
 *
 * @param tell is given what is done about another server.
 * @throws {JamError} as {@link claimPort}.
 */
export async function claimPorts(
  engine: Engine,
  { host, port, claim, tls }: Pick<ResolvedOptions, "host" | "port" | "claim" | "tls">,
  tell: (event: ServerEvent) => void,
): Promise<ServingClaim> {
  const plain = await claimPort(engine, { host, port, claim }, tell);
  if (tls === null) return { ...plain, tlsPort: null };
  try {
    return both(plain, await claimPort(engine, { host, port: tls.port, claim }, tell));
  } catch (error) {
    await plain.release();
    throw error;
  }
}

function both(plain: PortClaim, tls: PortClaim): ServingClaim {
  const others = tls.holders.filter((pid) => !plain.holders.includes(pid));
  return {
    host: plain.host,
    port: plain.port,
    tlsPort: tls.port,
    holders: [...plain.holders, ...others],
    async release() {
      await Promise.all([plain.release(), tls.release()]);
    },
    settle() {
      plain.settle();
      // Who has both ports is told once.
      if (others.length > 0) tls.settle();
    },
  };
}
