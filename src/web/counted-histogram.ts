import { Histogram } from "prom-client";
import type { LatencySnapshot } from "../observability/index.ts";

type HistogramValues = ReturnType<Histogram<"le">["get"]>;
type MetricType = Awaited<HistogramValues>["type"];

/** A histogram whose samples were counted elsewhere: prom-client's own can only observe one after the other. */
export class CountedHistogram extends Histogram<"le"> {
  readonly #name: string;
  readonly #help: string;
  readonly #latency: LatencySnapshot;

  constructor(name: string, help: string, latency: LatencySnapshot) {
    super({ name, help, registers: [] });
    this.#name = name;
    this.#help = help;
    this.#latency = latency;
  }

  override async get(): HistogramValues {
    const { bounds, counts, sumSeconds } = this.#latency;
    let below = 0;
    const buckets = counts.map((count, bucket) => {
      below += count;
      return { labels: { le: bounds[bucket] ?? "+Inf" }, value: below, metricName: `${this.#name}_bucket` };
    });
    const sum = { labels: {}, value: sumSeconds, metricName: `${this.#name}_sum` };
    const count = { labels: {}, value: below, metricName: `${this.#name}_count` };
    return {
      name: this.#name,
      help: this.#help,
      // Declared as an enum, which the library does not have when it runs.
      type: "histogram" as unknown as MetricType,
      aggregator: "sum",
      collect: () => undefined,
      values: [...buckets, sum, count],
    };
  }

  /** What the registry asks for when it writes the text. */
  getForPromString(): HistogramValues {
    return this.get();
  }
}
