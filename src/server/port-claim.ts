import type { Engine, ListenAddress } from "../engine/index.ts";
import type { ServerEvent } from "../observability/index.ts";
import { addressToListenOn, reserve } from "./bind.ts";
import type { ResolvedOptions } from "./options.ts";
import { lockStart } from "./start-lock.ts";
import { findPortHolders, tellTakenOver } from "./takeover.ts";

/** The right to listen on a port, from before the threads are made until all of them listen. */
export interface PortClaim extends ListenAddress {
  /** Sockets that listen there already, one for each thread; null: they are to be made. */
  readonly descriptors: readonly number[] | null;
  /** The processes that have the port too, until they are told to stop. */
  readonly holders: readonly number[];
  /** Frees the port for those who will listen; call it right before they do. Idempotent. */
  release(): Promise<void>;
  /** All listen: whoever had the port is told to stop. */
  settle(): void;
  /** The claim is over, whatever came of it. Idempotent. */
  end(): void;
}

/**
 * Claims the port: alone, so that no second server shares it by accident, or beside the server that is to
 * be replaced.
 *
 * @param tell is given what is done about another server.
 * @throws {JamError} as {@link reserve} and {@link findPortHolders}.
 */
export async function claimPort(
  engine: Engine,
  { host, port, claim }: Pick<ResolvedOptions, "host" | "port" | "claim">,
  tell: (event: ServerEvent) => void,
): Promise<PortClaim> {
  // Nobody has "any free port".
  if (claim === "take-over" && port !== 0) {
    const address = await addressToListenOn(engine, host);
    const holders = findPortHolders(address, port);
    if (holders.length > 0) return shareWith(holders, { host: address, port }, tell);
    tell({ type: "takeover-needless", time: Date.now(), port });
  }
  const end = engine.canSharePort && port !== 0 ? await lockStart(port) : () => {};
  try {
    const reservation = await reserve(engine, host, port);
    return { ...reservation, descriptors: null, holders: [], settle: () => {}, end };
  } catch (error) {
    end();
    throw error;
  }
}

function shareWith(
  holders: readonly number[],
  address: ListenAddress,
  tell: (event: ServerEvent) => void,
): PortClaim {
  const about = { port: address.port, pids: holders };
  tell({ type: "takeover-started", time: Date.now(), ...about });
  return {
    ...address,
    descriptors: null,
    holders,
    release: async () => {},
    end: () => {},
    settle() {
      for (const pid of holders) tellTakenOver(pid);
      tell({ type: "takeover-done", time: Date.now(), ...about });
    },
  };
}
