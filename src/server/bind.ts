import { lookup } from "node:dns/promises";
import type { Engine, ListenAddress } from "../engine/index.ts";
import { JamError, reasonOf, systemCodeOf } from "../errors/index.ts";

const ALL_ADDRESSES = "::";
const ALL_IPV4_ADDRESSES = "0.0.0.0";
/** Codes of systems where IPv6 is switched off or not there. */
const NO_IPV6_CODES = new Set(["EAFNOSUPPORT", "EADDRNOTAVAIL", "EPROTONOSUPPORT"]);
/** The probe only reserves the port; whoever connects in that moment is turned away. */
const PROBE_OPTIONS = { sharing: "exclusive", lingerMilliseconds: 0 } as const;

/** A port that is held so that no other program takes it, until the threads are ready to. */
export interface Reservation extends ListenAddress {
  /** Frees the port for the threads. */
  release(): Promise<void>;
}

/**
 * Finds the address to listen on and holds its port, alone: threads share their port, so without this
 * a second server would share it too instead of failing.
 *
 * @param host null: all addresses, dual-stack where there is IPv6 (R1).
 * @throws {JamError} JAM_PORT_TAKEN, JAM_PORT_NOT_ALLOWED, JAM_ADDRESS_NOT_AVAILABLE, JAM_HOST_NOT_RESOLVED,
 * JAM_LISTEN_FAILED.
 */
export async function reserve(engine: Engine, host: string | null, port: number): Promise<Reservation> {
  const address = host === null ? ALL_ADDRESSES : await resolveHost(host);
  try {
    const probe = await engine.listen({ host: address, port, ...PROBE_OPTIONS }, () => null);
    return { host: address, port: probe.port, release: () => probe.close() };
  } catch (error) {
    if (host === null && NO_IPV6_CODES.has(systemCodeOf(error) ?? "")) {
      return reserve(engine, ALL_IPV4_ADDRESSES, port);
    }
    throw listenError(error, host ?? address, port);
  }
}

/**
 * Finds the address to listen on without holding a port.
 *
 * @param host as of {@link reserve}.
 * @throws {JamError} as {@link reserve}.
 */
export async function addressToListenOn(engine: Engine, host: string | null): Promise<string> {
  if (host !== null) return resolveHost(host);
  // Any free port tells as well whether there is IPv6.
  const reservation = await reserve(engine, null, 0);
  await reservation.release();
  return reservation.host;
}

/** What listening failed with, as an error for people. */
export function listenError(error: unknown, host: string, port: number): JamError {
  const details = { host, port, reason: reasonOf(error) };
  switch (systemCodeOf(error)) {
    case "EADDRINUSE":
      return new JamError("JAM_PORT_TAKEN", details, { cause: error });
    case "EACCES":
    case "EPERM":
      return new JamError("JAM_PORT_NOT_ALLOWED", details, { cause: error });
    case "EADDRNOTAVAIL":
      return new JamError("JAM_ADDRESS_NOT_AVAILABLE", details, { cause: error });
    default:
      return new JamError("JAM_LISTEN_FAILED", details, { cause: error });
  }
}

async function resolveHost(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    const reason = systemCodeOf(error) === "ENOTFOUND" ? "no such name" : reasonOf(error);
    throw new JamError("JAM_HOST_NOT_RESOLVED", { host, reason }, { cause: error });
  }
}
