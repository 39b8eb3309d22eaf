import assert from "node:assert/strict";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import type { SequencedEvent, Snapshot } from "../../src/observability/index.ts";
import { runJam, startJam } from "../support/jam-process.ts";
import { RawClient } from "../support/raw-client.ts";
import { TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until, within } from "../support/waiting.ts";

/** Ports that nobody listens on: a silent server does not tell which one it took. */
async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const holder of holders) {
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const address = holder.address();
    ports.push(typeof address === "object" && address !== null ? address.port : 0);
  }
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  return ports;
}

async function read<Value>(url: string): Promise<Value | null> {
  const response = await fetch(url).catch(() => null);
  return response?.ok === true ? ((await response.json()) as Value) : null;
}

test("a server without a log shows its clients all the same, and jam top its state", async () => {
  const [port, httpPort] = (await freePorts(2)) as [number, number];
  const options = ["--host", "127.0.0.1", "--threads", "2", "--log-level", "silent"];
  const server = startJam(["serve", ...options, "--port", `${port}`, "--http-port", `${httpPort}`]);
  const printed = text(server.stdout);
  const ended = new Promise((resolve) => server.once("close", resolve));
  try {
    const base = `http://127.0.0.1:${httpPort}`;
    await until(async () => {
      return (await read<Snapshot>(`${base}/api/snapshot`))?.condition === "ready";
    }, "a server that is ready");
    using client = await RawClient.connect({ port });
    await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
    const events = await until(async () => {
      const told = await read<SequencedEvent[]>(`${base}/api/events`);
      return told?.some(({ type }) => type === "request") ? told : null;
    }, "the request among the events");
    assert.ok(events.some(({ type }) => type === "connection-opened"));
    const { code, stdout } = await runJam(["top", base]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`127\\.0\\.0\\.1:${client.port} `));
  } finally {
    server.kill("SIGTERM");
    await within(ended, "the server's end");
  }
  assert.equal(await printed, "");
});
