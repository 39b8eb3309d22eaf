import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startWeb } from "../../src/web/index.ts";
import { runProgram } from "../support/program-run.ts";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { needsProgram } from "../support/system-programs.ts";
import { TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";
import { ask } from "../web/http-client.ts";
import { MadeView } from "../web/made-view.ts";

const ENGINES: readonly Configuration["engine"][] = ["bun", "node"];
const RULES = fileURLToPath(new URL("../../deploy/prometheus-rules.yml", import.meta.url));
const ALERT_CASES = fileURLToPath(new URL("alert-cases.yml", import.meta.url));
const DASHBOARD = new URL("../../deploy/grafana-dashboard.json", import.meta.url);
const MONITORING = new URL("../../docs/monitoring.md", import.meta.url);

/** Names of metrics, those of parts of a histogram too. */
function metricNamesIn(text: string): Set<string> {
  return new Set(text.match(/\b(?:jamd|process)_[a-z_]+\b/g));
}

/** A metric's series, as they are written; labels that they have. */
interface Series {
  readonly name: string;
  readonly labels: readonly string[];
}

function seriesIn(metrics: string): Series[] {
  return metrics
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = ""] = /^([a-z_]+)(?:\{(.*)\})? /.exec(line) ?? [];
      return { name, labels: [...labels.matchAll(/([a-z_]+)="/g)].map((match) => match[1] as string) };
    });
}

describe("what watches a server", () => {
  let metrics = "";
  before(async () => {
    await using web = await startWeb({ view: new MadeView(), port: 0 });
    metrics = (await ask(web.port, "/metrics")).body;
  });

  test("promtool finds nothing wrong with the metrics", needsProgram("promtool"), async () => {
    const check = runProgram("promtool", ["check", "metrics"]);
    check.type(metrics);
    check.endInput();
    assert.deepEqual(await check.ended(), { code: 0, stdout: "", stderr: "" });
  });

  test("promtool finds nothing wrong with the alert rules", needsProgram("promtool"), async () => {
    const { code, stdout, stderr } = await runProgram("promtool", ["check", "rules", RULES]).ended();
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /SUCCESS: 1[0-9] rules found/);
  });

  test("alerts fire when they should, and not before", needsProgram("promtool"), async () => {
    const { code, stdout, stderr } = await runProgram("promtool", ["test", "rules", ALERT_CASES]).ended();
    assert.equal(code, 0, stdout + stderr);
  });

  test("alerts, dashboard and docs name metrics that there are, and no others", () => {
    const known = new Set(seriesIn(metrics).map(({ name }) => name));
    const histogram = "jamd_handling_seconds";
    for (const file of [RULES, DASHBOARD, MONITORING]) {
      const named = metricNamesIn(readFileSync(file, "utf8"));
      assert.ok(named.size > 5, String(file));
      for (const name of named) assert.ok(known.has(name) || name === histogram, `${file}: ${name}`);
    }
    const told = metricNamesIn(readFileSync(MONITORING, "utf8"));
    for (const name of known)
      assert.ok(told.has(name.replace(/_(bucket|sum|count)$/, "")), `docs lack ${name}`);
  });

  test("the dashboard is JSON with a query in each panel, and none without its server", () => {
    const dashboard = JSON.parse(readFileSync(DASHBOARD, "utf8")) as {
      panels: { id: number; title: string; targets: { expr: string; legendFormat: string }[] }[];
    };
    const labels = new Set([...seriesIn(metrics).flatMap((series) => series.labels), "instance"]);
    assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
    for (const { title, targets } of dashboard.panels) {
      assert.ok(targets.length > 0, title);
      for (const { expr, legendFormat } of targets) {
        const names = expr.match(/\b(?:jamd|process)_[a-z_]+/g) ?? [];
        const selected = expr.match(/\b(?:jamd|process)_[a-z_]+\{job="\$job",instance=~"\$instance"/g) ?? [];
        assert.ok(names.length > 0 && names.length === selected.length, `${title}: ${expr}`);
        for (const [, label = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          assert.ok(labels.has(label), label);
      }
    }
  });

  test("the queries of the dashboard are PromQL", needsProgram("promtool"), async () => {
    const folder = await mkdtemp(join(tmpdir(), "jamd-rules-"));
    try {
      const { panels } = JSON.parse(readFileSync(DASHBOARD, "utf8")) as {
        panels: { targets: { expr: string }[] }[];
      };
      const rules = panels
        .flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll("$__rate_interval", "1m")))
        .map((expr, number) => ({ record: `panel:query:${number}`, expr }));
      const file = join(folder, "queries.yml");
      // JSON is YAML.
      await writeFile(file, JSON.stringify({ groups: [{ name: "panels", rules }] }));
      const { code, stdout, stderr } = await runProgram("promtool", ["check", "rules", file]).ended();
      assert.equal(code, 0, stdout + stderr);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  for (const engine of ENGINES) {
    test(`a real Prometheus scrapes a server on ${engine}`, needsProgram("prometheus"), async () => {
      const folder = await mkdtemp(join(tmpdir(), "jamd-prometheus-"));
      try {
        const token = join(folder, "token");
        await writeFile(token, "the-secret-of-a-prometheus\n");
        const args = ["--http-port", "0", "--http-token-file", token];
        await using server = await ServerProcess.start({ engine, threads: 2, args });
        const { url } = await server.event("http-listening");
        using client = await RawClient.connect({ port: server.port });
        for (let request = 0; request < 3; request++) await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
        await using prometheus = await Prometheus.start(folder, new URL(String(url)).host, token);
        const up = await prometheus.value('up{job="jamd"}');
        assert.equal(up, 1);
        await until(
          async () => (await prometheus.value('jamd_requests_total{kind="time"}')) === 3,
          "three requests",
        );
        assert.equal(await prometheus.value("jamd_ready"), 1);
        assert.equal(await prometheus.value("count(jamd_thread_connections_open)"), 2);
        assert.equal(await prometheus.value("sum(jamd_connections_open)"), 1);
        assert.ok(((await prometheus.value("process_resident_memory_bytes")) ?? 0) > 1e6);
        const late = await prometheus.value("abs(timestamp(jamd_clock_seconds) - jamd_clock_seconds)");
        assert.ok(late !== undefined && late < 5, `${late}`);
        // The rules are evaluated with these values, and none of them fires.
        const state = await until(async () => {
          const { groups } = (await prometheus.get("/api/v1/rules")) as {
            groups: { rules: { health: string; state: string; name: string }[] }[];
          };
          const rules = groups.flatMap((group) => group.rules);
          return rules.length > 0 && rules.every(({ health }) => health !== "unknown") ? rules : null;
        }, "the rules to be evaluated");
        for (const { name, health, state: firing } of state)
          assert.deepEqual([health, firing], ["ok", "inactive"], name);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});

/** A Prometheus of its own that scrapes one server once a second. */
class Prometheus implements AsyncDisposable {
  readonly #port: number;
  readonly #process: ReturnType<typeof spawn>;
  #said = "";

  private constructor(port: number, process: ReturnType<typeof spawn>) {
    this.#port = port;
    this.#process = process;
    process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text;
    });
  }

  static async start(folder: string, target: string, token: string): Promise<Prometheus> {
    const port = await freePort();
    const file = join(folder, "prometheus.yml");
    const config = {
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: [RULES],
      scrape_configs: [
        {
          job_name: "jamd",
          authorization: { credentials_file: token },
          static_configs: [{ targets: [target] }],
        },
      ],
    };
    await writeFile(file, JSON.stringify(config));
    const options = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, "data")}`];
    const child = spawn("prometheus", [...options, `--web.listen-address=127.0.0.1:${port}`], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const prometheus = new Prometheus(port, child);
    await until(
      () => prometheus.value('up{job="jamd"} == 1').catch(() => null),
      `a scrape; Prometheus said ${prometheus.#said}`,
      30_000,
    );
    return prometheus;
  }

  /** The value of a query with one result; undefined without any. */
  async value(query: string): Promise<number | undefined> {
    const data = (await this.get(`/api/v1/query?query=${encodeURIComponent(query)}`)) as {
      result: { value: [number, string] }[];
    };
    const [first] = data.result;
    return first === undefined ? undefined : Number(first.value[1]);
  }

  async get(path: string): Promise<unknown> {
    const { status, body } = await ask(this.#port, path);
    if (status !== 200) throw new Error(`Prometheus answered ${status}: ${body}`);
    return (JSON.parse(body) as { data: unknown }).data;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await exited;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}
