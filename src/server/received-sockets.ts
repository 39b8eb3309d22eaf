import { addressOfDescriptor } from "../engine/index.ts";
import { JamError } from "../errors/index.ts";
import type { PortClaim } from "./port-claim.ts";

/**
 * Listening sockets that this process was given instead of making them, such as by systemd's socket activation: their
 * descriptors. Each serving thread has one of its own: a thread that ends closes its descriptor, and neither runtime can
 * duplicate one.
 */
export interface ReceivedSockets {
  /** For plain connections, one at least. They take the place of `host` and `port`. */
  readonly plain: readonly number[];
  /** For encrypted connections: none, or as many. They take the place of the port of `tls`. */
  readonly tls?: readonly number[] | undefined;
}

/**
 * Sockets that were received are ours already.
 *
 * @throws {JamError} JAM_BAD_ACTIVATION when one is not a TCP socket that listens.
 */
export function claimReceived(descriptors: readonly number[]): PortClaim {
  const addresses = descriptors.map((descriptor) => {
    const address = addressOfDescriptor(descriptor);
    if (address !== null) return address;
    const reason = `descriptor ${descriptor} is not a listening TCP socket`;
    throw new JamError("JAM_BAD_ACTIVATION", { count: descriptors.length, reason });
  });
  const [first] = addresses;
  if (first === undefined) throw new JamError("JAM_BAD_ACTIVATION", { count: 0, reason: "there are none" });
  return { ...first, descriptors, holders: [], release: async () => {}, settle: () => {}, end: () => {} };
}
