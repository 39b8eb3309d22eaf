import { type Clock, systemClock, ZonedClock, zoneIdentifier } from "../clock/index.ts";
import { currentEngineName, currentEngineVersion, type ListenAddress } from "../engine/index.ts";
import type { CounterTable, GaugeTable, ServerCondition } from "../observability/index.ts";
import { formatLabel } from "../protocol/index.ts";
import { LiveView, type ServerFacts, type WatchedServing } from "./live-view.ts";
import type { ResolvedOptions } from "./options.ts";

const ALL_ADDRESSES = "::";

/** Options of {@link TimeServer.view}. */
export interface ViewOptions {
  /** Tells how many log lines were dropped since the start, where the caller writes a log. Default: none were. */
  readonly logLinesDropped?: (() => number) | undefined;
}

/** A server, as its view sees it. */
export interface ViewedServer {
  readonly state: ServerCondition | "idle";
  readonly address: ListenAddress | null;
  readonly tlsAddress: ListenAddress | null;
  serves(milliseconds: number): Promise<boolean>;
}

/** What the view of a server is made of. */
export interface ServerViewParts {
  readonly server: ViewedServer;
  readonly options: ResolvedOptions;
  readonly clock: Clock | undefined;
  readonly counters: CounterTable;
  readonly gauges: GaugeTable;
  /** Null while nothing serves. */
  readonly serving: () => WatchedServing | null;
  /** Milliseconds since 1970. */
  readonly startedAt: () => number;
  readonly logLinesDropped: () => number;
}

/** Makes the view of a server. It looks at nothing before {@link LiveView.start}. */
export function createView(parts: ServerViewParts): LiveView {
  const { server, counters, gauges, serving, clock = systemClock } = parts;
  const { zone, replyForm, admission } = parts.options.serving;
  const civil = new ZonedClock(zone, clock);
  const constant = {
    zone: zoneIdentifier(zone),
    engine: currentEngineName(),
    engineVersion: currentEngineVersion(),
    model: parts.options.model,
    most: admission.maxConnections,
  };
  const facts = (): ServerFacts => ({
    ...constant,
    label: formatLabel(civil.civilTime(), replyForm),
    condition: server.state === "idle" ? "starting" : server.state,
    startedAt: parts.startedAt(),
    host: server.address?.host ?? parts.options.host ?? ALL_ADDRESSES,
    port: server.address?.port ?? parts.options.port,
    tlsPort: server.tlsAddress?.port ?? null,
    logLinesDropped: parts.logLinesDropped(),
  });
  const serves = (milliseconds: number) => server.serves(milliseconds);
  return new LiveView({ counters, gauges, facts, serving, serves, now: () => clock.now() });
}
