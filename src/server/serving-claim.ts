import type { Engine } from "../engine/index.ts";
import type { ServerEvent } from "../observability/index.ts";
import type { ResolvedOptions } from "./options.ts";
import { claimPort, type PortClaim } from "./port-claim.ts";
import { claimReceived } from "./received-sockets.ts";

/** The right to listen on the ports of a server: that of the plain connections, and that of the encrypted ones. */
export interface ServingClaim extends PortClaim {
  /** Port of the encrypted connections; null: there are none. */
  readonly tlsPort: number | null;
  /** As {@link PortClaim.descriptors}. */
  readonly tlsDescriptors: readonly number[] | null;
}

/**
 * Claims the port, and that for TLS where one is asked for.
 *
 * @param tell is given what is done about another server.
 * @throws {JamError} as {@link claimPort} and {@link claimReceived}.
 */
export async function claimPorts(
  engine: Engine,
  options: Pick<ResolvedOptions, "host" | "port" | "claim" | "tls" | "sockets">,
  tell: (event: ServerEvent) => void,
): Promise<ServingClaim> {
  const { claim, tls, sockets } = options;
  const plain = sockets === null ? await claimPort(engine, options, tell) : claimReceived(sockets.plain);
  if (tls === null) return { ...plain, tlsPort: null, tlsDescriptors: null };
  try {
    if (sockets?.tls !== undefined) return both(plain, claimReceived(sockets.tls));
    const { host } = sockets === null ? options : plain;
    return both(plain, await claimPort(engine, { host, port: tls.port, claim }, tell));
  } catch (error) {
    await plain.release();
    plain.end();
    throw error;
  }
}

function both(plain: PortClaim, tls: PortClaim): ServingClaim {
  const others = tls.holders.filter((pid) => !plain.holders.includes(pid));
  return {
    host: plain.host,
    port: plain.port,
    descriptors: plain.descriptors,
    tlsPort: tls.port,
    tlsDescriptors: tls.descriptors,
    holders: [...plain.holders, ...others],
    async release() {
      await Promise.all([plain.release(), tls.release()]);
    },
    end() {
      plain.end();
      tls.end();
    },
    settle() {
      plain.settle();
      // Who has both ports is told once.
      if (others.length > 0) tls.settle();
    },
  };
}
