import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, type LoggedEvent, ServerProcess } from "../support/server-process.ts";
import { needsProgram } from "../support/system-programs.ts";
import { assertTimeReplies, TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until } from "../support/waiting.ts";

const ENGINES: readonly Configuration["engine"][] = ["bun", "node"];
const VERSIONS = { "send-proxy": "version 1", "send-proxy-v2": "version 2" } as const;

describe("behind a real HAProxy", () => {
  for (const engine of ENGINES) {
    for (const [option, version] of Object.entries(VERSIONS)) {
      test(`PROXY ${version}, health checks too, on ${engine}`, needsProgram("haproxy"), async () => {
        const args = ["--proxy-protocol-from", "127.0.0.1"];
        await using server = await ServerProcess.start({ engine, threads: 1, args });
        await using proxy = await HaProxy.start(server.port, option);
        // What listens by now may still hold the back server to be down.
        using client = await untilAnswered(proxy.port);
        const own = client.port;
        await client.send("TIME\r\nTIME\r\nQUIT\r\n");
        const { octets, end } = await client.takeToEnd();
        assert.equal(end, "eof");
        assertTimeReplies(octets, 2);
        const opened = () => server.eventsOf("connection-opened");
        await until(() => opened().some(({ port }) => port === own), "the client's own port in the log");
        // LOCAL or UNKNOWN: then the balancer's own address counts.
        const isCheck = ({ address, port }: LoggedEvent) => address === "127.0.0.1" && port !== own;
        await until(() => server.eventsOf("request").some(isCheck), "a health check that asks for the time");
        assert.deepEqual(server.eventsOf("connection-refused"), []);
      });
    }
  }
});

/** A balancer in front of one server. */
class HaProxy implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  readonly #process: ReturnType<typeof spawn>;

  private constructor(port: number, folder: string, process: ReturnType<typeof spawn>) {
    this.port = port;
    this.#folder = folder;
    this.#process = process;
  }

  static async start(serverPort: number, option: string): Promise<HaProxy> {
    const folder = await mkdtemp(join(tmpdir(), "jamd-haproxy-"));
    const port = await freePort();
    const lines = [
      "global",
      "defaults",
      "  mode tcp",
      "  timeout connect 5s",
      "  timeout client 30s",
      "  timeout server 30s",
      "listen jam",
      "  option tcp-check",
      "  tcp-check connect default",
      // TIME and CR LF: as a string its end would be cut off.
      "  tcp-check send-binary 54494d450d0a",
      "  tcp-check expect string JAM",
      `  bind 127.0.0.1:${port}`,
      `  server one 127.0.0.1:${serverPort} ${option} check check-send-proxy inter 200ms`,
    ];
    const file = join(folder, "haproxy.cfg");
    await writeFile(file, `${lines.join("\n")}\n`);
    const process = spawn("haproxy", ["-db", "-q", "-f", file], { stdio: "ignore" });
    return new HaProxy(port, folder, process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once("exit", resolve));
    if (this.#process.exitCode === null) {
      this.#process.kill("SIGKILL");
      await exited;
    }
    await rm(this.#folder, { recursive: true });
  }
}

/** HAProxy does not tell which port it took: so it is given one that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilAnswered(port: number): Promise<RawClient> {
  const startedAt = performance.now();
  for (;;) {
    try {
      const client = await RawClient.connect({ port });
      assertTimeReplies(await client.ask("TIME\r\n", TIME_REPLY_LENGTH), 1);
      return client;
    } catch (error) {
      if (performance.now() - startedAt > 10_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
