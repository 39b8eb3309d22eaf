import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startWeb } from "../../src/web/index.ts";
import { ask } from "./http-client.ts";
import { MadeView, madeSnapshot } from "./made-view.ts";

/** Every sample of the text, by its name and labels. */
function samplesIn(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [, name = "", value = ""] = /^(\S+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    assert.notEqual(name, "", `not a sample: ${line}`);
    assert.ok(!samples.has(name), `twice: ${name}`);
    samples.set(name, Number(value));
  }
  return samples;
}

async function scrape(view: MadeView): Promise<ReadonlyMap<string, number>> {
  await using web = await startWeb({ view, port: 0 });
  const { status, headers, body } = await ask(web.port, "/metrics");
  assert.equal(status, 200);
  assert.equal(headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
  return samplesIn(body);
}

describe("metrics", () => {
  test("every value of the snapshot, under its name", async () => {
    const snapshot = madeSnapshot();
    const samples = await scrape(new MadeView());
    const closed = Object.entries(snapshot.connections.closed);
    const refused = Object.entries(snapshot.connections.refused);
    const expected = new Map<string, number>([
      ['jamd_build_info{version="1.2.3",engine="bun",engine_version="1.4.5",model="event-loop"}', 1],
      ["jamd_ready", 1],
      ["jamd_clock_seconds", snapshot.time / 1000],
      ["jamd_log_lines_dropped_total", 77],
      ["jamd_connections_open", 7],
      ["jamd_connections_held", 9],
      ["jamd_connections_limit", 5000],
      ["jamd_connections_opened_total", 111],
      ...closed.map(
        ([reason, count]) => [`jamd_connections_closed_total{reason="${reason}"}`, count] as const,
      ),
      ...refused.map(
        ([reason, count]) => [`jamd_connections_refused_total{reason="${reason}"}`, count] as const,
      ),
      ['jamd_requests_total{kind="time",model="event-loop"}', 1001],
      ['jamd_requests_total{kind="invalid",model="event-loop"}', 1002],
      ['jamd_requests_total{kind="quit",model="event-loop"}', 1003],
      ["jamd_received_bytes_total", 20_001],
      ["jamd_sent_bytes_total", 20_002],
      // Buckets are cumulative, the last one is all samples.
      ['jamd_handling_seconds_bucket{le="0.00001"}', 5],
      ['jamd_handling_seconds_bucket{le="0.0001"}', 8],
      ['jamd_handling_seconds_bucket{le="0.001"}', 10],
      ['jamd_handling_seconds_bucket{le="+Inf"}', 11],
      ["jamd_handling_seconds_sum", 0.0125],
      ["jamd_handling_seconds_count", 11],
      // What a thread does not tell is left out.
      ['jamd_thread_connections_open{thread="1"}', 3],
      ['jamd_thread_connections_open{thread="2"}', 4],
      ['jamd_thread_cpu_seconds_total{thread="1"}', 1.5],
      ['jamd_thread_event_loop_lag_seconds{thread="1"}', 0.002],
      ["process_cpu_seconds_total", 2.25],
      ["process_resident_memory_bytes", 123_456_789],
      ["process_start_time_seconds", snapshot.startedAt / 1000],
      ["process_open_fds", 42],
    ]);
    const byName = (map: ReadonlyMap<string, number>) => Object.fromEntries([...map].toSorted());
    assert.deepEqual(byName(samples), byName(expected));
  });

  test("not ready, no descriptors told, no thread yet: still a text that can be read", async () => {
    const view = new MadeView();
    const { process: own } = view.current;
    view.current = madeSnapshot({
      condition: "starting",
      threads: [],
      process: { ...own, openDescriptors: null },
    });
    const samples = await scrape(view);
    assert.equal(samples.get("jamd_ready"), 0);
    assert.equal(samples.has("process_open_fds"), false);
    assert.deepEqual(
      [...samples.keys()].filter((name) => name.startsWith("jamd_thread")),
      [],
    );
  });

  test("one look at the server for each scrape, and scrapes do not add up", async () => {
    const view = new MadeView();
    await using web = await startWeb({ view, port: 0 });
    const [one, two] = [await ask(web.port, "/metrics"), await ask(web.port, "/metrics")];
    assert.equal(view.snapshots, 2);
    assert.equal(one.body, two.body);
  });
});
