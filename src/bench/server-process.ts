import { networkInterfaces } from "node:os";
import { listeningSockets, processesHolding, takesConnectionsTo } from "../engine/index.ts";
import type { TargetAddress } from "./load-plan.ts";

/** The server behind an address: its process; or why none can be told. */
export type FoundProcess =
  | { readonly pid: number }
  | { readonly pid: null; readonly reason: "not-linux" | "not-here" | "not-found" | "several" };

/** Finds the process that listens at an address of this machine, through /proc. Linux only. */
export function findServerProcess({ host, port }: TargetAddress): FoundProcess {
  if (process.platform !== "linux") return { pid: null, reason: "not-linux" };
  if (!isOfThisMachine(host)) return { pid: null, reason: "not-here" };
  const sockets = listeningSockets(port).filter((socket) => takesConnectionsTo(socket, host));
  if (sockets.length === 0) return { pid: null, reason: "not-found" };
  const pids = processesHolding(new Set(sockets.map(({ inode }) => inode)));
  if (pids.length > 1) return { pid: null, reason: "several" };
  return pids[0] === undefined ? { pid: null, reason: "not-found" } : { pid: pids[0] };
}

function isOfThisMachine(host: string): boolean {
  if (host.startsWith("127.") || host === "::1") return true;
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === host.replace(/%.*$/, "")),
  );
}
