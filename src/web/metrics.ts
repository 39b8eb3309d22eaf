import { Counter, Gauge, Registry } from "prom-client";
import type { Snapshot } from "../observability/index.ts";
import { CountedHistogram } from "./counted-histogram.ts";

type Labels = Readonly<Record<string, string>>;

/** Metrics in Prometheus' text format, and the content type of that. */
export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The metrics of one snapshot. Nothing is kept between two scrapes: the counts are the server's own, and a registry for
 * each scrape cannot tell what another scrape was told.
 */
export async function renderMetrics(snapshot: Snapshot): Promise<MetricsText> {
  const metrics = new SnapshotMetrics();
  addServer(metrics, snapshot);
  addConnections(metrics, snapshot);
  addRequests(metrics, snapshot);
  addThreads(metrics, snapshot);
  addProcess(metrics, snapshot);
  return metrics.render();
}

class SnapshotMetrics {
  readonly registry = new Registry();

  gauge(name: string, help: string, values: readonly (readonly [Labels, number])[]): void {
    // prom-client gives one without labels the value 0 from the start.
    if (values.length === 0) return;
    const gauge = new Gauge({ name, help, labelNames: labelsOf(values), registers: [this.registry] });
    for (const [labels, value] of values) gauge.set(labels, value);
  }

  counter(name: string, help: string, values: readonly (readonly [Labels, number])[]): void {
    if (values.length === 0) return;
    const counter = new Counter({ name, help, labelNames: labelsOf(values), registers: [this.registry] });
    for (const [labels, value] of values) counter.inc(labels, value);
  }

  async render(): Promise<MetricsText> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}

function labelsOf(values: readonly (readonly [Labels, number])[]): string[] {
  return Object.keys(values[0]?.[0] ?? {});
}

function alone(value: number): [[Labels, number]] {
  return [[{}, value]];
}

function byLabel(label: string, counts: Readonly<Record<string, number>>): [Labels, number][] {
  return Object.entries(counts).map(([word, count]) => [{ [label]: word }, count]);
}

function addServer(metrics: SnapshotMetrics, snapshot: Snapshot): void {
  const { version, engine, engineVersion, model, condition } = snapshot;
  const build = { version, engine, engine_version: engineVersion, model };
  metrics.gauge("jamd_build_info", "What runs; always 1.", [[build, 1]]);
  metrics.gauge(
    "jamd_ready",
    "Whether clients are to come here: 0 while the server starts, drains, or has failed.",
    alone(condition === "ready" ? 1 : 0),
  );
  metrics.gauge(
    "jamd_clock_seconds",
    "The server's clock when these values were collected, in seconds since 1970.",
    alone(snapshot.time / 1000),
  );
  metrics.counter(
    "jamd_log_lines_dropped_total",
    "Log lines not written because their reader was too slow.",
    alone(snapshot.logLinesDropped),
  );
}

function addConnections(metrics: SnapshotMetrics, { connections }: Snapshot): void {
  const { open, held, most, opened, closed, refused } = connections;
  metrics.gauge("jamd_connections_open", "Connections that are served now.", alone(open));
  metrics.gauge(
    "jamd_connections_held",
    "Connections that hold a descriptor: those too that wait for their turn.",
    alone(held),
  );
  metrics.gauge("jamd_connections_limit", "Connections there may be at the same time.", alone(most));
  metrics.counter("jamd_connections_opened_total", "Connections that were served.", alone(opened));
  metrics.counter("jamd_connections_closed_total", "Connections that ended.", byLabel("reason", closed));
  metrics.counter(
    "jamd_connections_refused_total",
    "Connections that were turned away before anything of them was read.",
    byLabel("reason", refused),
  );
}

function addRequests(metrics: SnapshotMetrics, { requests, octets, latency, model }: Snapshot): void {
  metrics.counter(
    "jamd_requests_total",
    "Lines that were handled, by what they ask for.",
    Object.entries(requests).map(([kind, count]) => [{ kind, model }, count]),
  );
  metrics.counter("jamd_received_bytes_total", "Octets read from clients.", alone(octets.received));
  metrics.counter("jamd_sent_bytes_total", "Octets written to clients.", alone(octets.sent));
  metrics.registry.registerMetric(
    new CountedHistogram(
      "jamd_handling_seconds",
      "From a read to its replies handed to the kernel, of sampled reads.",
      latency,
    ),
  );
}

function addThreads(metrics: SnapshotMetrics, { threads }: Snapshot): void {
  function each(value: (thread: Snapshot["threads"][number]) => number | null): [Labels, number][] {
    return threads.flatMap((thread) => {
      const number = value(thread);
      return number === null ? [] : [[{ thread: String(thread.thread) }, number] as [Labels, number]];
    });
  }
  metrics.gauge(
    "jamd_thread_connections_open",
    "Connections that a thread serves now.",
    each(({ open }) => open),
  );
  metrics.counter(
    "jamd_thread_cpu_seconds_total",
    "Processor time of a thread.",
    each(({ cpuSeconds }) => cpuSeconds),
  );
  metrics.gauge(
    "jamd_thread_event_loop_lag_seconds",
    "How late a thread's event loop was in the last second, at most.",
    each(({ lagSeconds }) => lagSeconds),
  );
}

/** Named as Prometheus' client libraries name them. */
function addProcess(metrics: SnapshotMetrics, { process: own, startedAt }: Snapshot): void {
  metrics.counter("process_cpu_seconds_total", "Processor time of the process.", alone(own.cpuSeconds));
  metrics.gauge(
    "process_resident_memory_bytes",
    "Resident memory of the process.",
    alone(own.residentOctets),
  );
  metrics.gauge(
    "process_start_time_seconds",
    "When the server started, since 1970.",
    alone(startedAt / 1000),
  );
  if (own.openDescriptors !== null) {
    metrics.gauge("process_open_fds", "Open file descriptors of the process.", alone(own.openDescriptors));
  }
}
