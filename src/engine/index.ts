import type { Engine, EngineName } from "./engine.ts";

/** Sockets: one interface, one file for each runtime. */
export type {
  Accept,
  Attach,
  CloseCause,
  ConnectionHandler,
  Engine,
  EngineName,
  Handover,
  ListenAddress,
  Listener,
  PostableSocket,
  Transport,
} from "./engine.ts";
export type { Encryption, TlsFacts, TlsFailure, TlsFailureKind, TlsIdentity } from "./tls.ts";

/** The engine of the runtime that runs this code. */
export function currentEngineName(): EngineName {
  return process.versions.bun === undefined ? "node" : "bun";
}

/** Version of the runtime, such as `1.4.5`. */
export function currentEngineVersion(): string {
  return process.versions.bun ?? process.versions.node;
}

/** Loads the engine of the runtime that runs this code; the other one's file is never loaded. */
export async function loadEngine(): Promise<Engine> {
  if (currentEngineName() === "bun") return (await import("./bun-engine.ts")).bunEngine;
  return (await import("./node-engine.ts")).nodeEngine;
}

export {
  addressOfDescriptor,
  isWildcard,
  type ListeningSocket,
  listeningSockets,
  processesHolding,
  takesConnectionsTo,
} from "./listening-sockets.ts";
export { plainAddress, UNKNOWN_ADDRESS } from "./peer-address.ts";
