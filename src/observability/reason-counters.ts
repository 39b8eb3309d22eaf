import type { CounterName, CounterValues } from "./counters.ts";
import type { CloseReason, RefusalReason } from "./events.ts";

/** The counter of each way in which a connection can end. */
export const CLOSED_COUNTER: Readonly<Record<CloseReason | "thread-death", CounterName>> = {
  quit: "closedQuit",
  "client-closed": "closedClient",
  "client-reset": "closedReset",
  "line-too-long": "closedLineTooLong",
  "line-deadline": "closedLineDeadline",
  "idle-deadline": "closedIdle",
  stalled: "closedStalled",
  "unsent-limit": "closedUnsentLimit",
  lifetime: "closedLifetime",
  "tls-failed": "closedTlsFailed",
  "handshake-deadline": "closedHandshakeDeadline",
  stopping: "closedStopping",
  fault: "closedFault",
  "thread-death": "closedThreadDeath",
};

/** The counter of each reason to turn a connection away. */
export const REFUSED_COUNTER: Readonly<Record<RefusalReason, CounterName>> = {
  connections: "refusedConnections",
  address: "refusedPerAddress",
  rate: "refusedRate",
  denied: "refusedDenied",
  proxy: "refusedProxy",
};

/** What the counters of a table of reasons say. */
export function countsOf<Reason extends string>(
  counters: Readonly<Record<Reason, CounterName>>,
  values: CounterValues,
): Readonly<Record<Reason, number>> {
  const reasons = Object.entries(counters) as [Reason, CounterName][];
  return Object.fromEntries(reasons.map(([reason, name]) => [reason, values[name]])) as Record<
    Reason,
    number
  >;
}
