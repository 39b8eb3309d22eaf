/** What happened in a server, as values: events, counters, and the log made of them. */
export { type CounterName, type CounterRow, CounterTable, type CounterValues } from "./counters.ts";
export { escapeOctets, SHOWN_OCTETS } from "./escape.ts";
export {
  type CloseReason,
  type HandshakeFailure,
  LOG_THRESHOLDS,
  type LogLevel,
  type LogThreshold,
  levelOf,
  MODEL_NAMES,
  type ModelName,
  type PeerFacts,
  type RefusalReason,
  type ServerEvent,
} from "./events.ts";
export { GaugeRow, GaugeTable, type LoopLag } from "./gauges.ts";
export { History } from "./history.ts";
export {
  type CountedRequests,
  DEFAULT_EVENTS_PER_SECOND,
  type EventSink,
  Journal,
  type JournalLimits,
} from "./journal.ts";
export { bucketOf, LATENCY_BOUNDS, LATENCY_BUCKETS, LatencyWindow, quantile } from "./latency.ts";
export { Lives } from "./lives.ts";
export { jsonFormat, type LogFormat, prettyFormat, type StampFormat } from "./log-lines.ts";
export { LogWriter, type LogWriterOptions } from "./log-writer.ts";
export { type ProcessFacts, processFacts, ThreadTimes } from "./process-facts.ts";
export { Pulse } from "./pulse.ts";
export { CLOSED_COUNTER, countsOf, REFUSED_COUNTER } from "./reason-counters.ts";
export { RecentEvents } from "./recent-events.ts";
export {
  type ConnectionPage,
  type ConnectionQuery,
  type ConnectionRow,
  type HistoryPoint,
  type LatencySnapshot,
  type LifeMark,
  REACHABLE_ROWS,
  type SequencedEvent,
  type ServerCondition,
  type ServerView,
  type Snapshot,
  type ThreadSnapshot,
} from "./snapshot.ts";
