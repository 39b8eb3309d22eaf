import { setTimeout as sleep } from "node:timers/promises";
import { TimeClient, type TimeReply } from "../client/index.ts";
import { type AskedAddress, serverAddress } from "./address.ts";
import type { TlsFlags } from "./client-tls.ts";
import { readTls } from "./client-tls-files.ts";
import { type CommandContext, printLine } from "./context.ts";

/** What `jam time` was asked to do. */
export interface TimeRun extends TlsFlags {
  readonly address?: AskedAddress | undefined;
  readonly json?: boolean | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  readonly count?: number | undefined;
  /** Milliseconds. */
  readonly interval?: number | undefined;
}

/** Wait for the close after QUIT, in milliseconds: the time is known by then, so it is courtesy and no more. */
const FAREWELL_TIMEOUT = 250;

/**
 * Asks for the time, `count` times, on one connection, each request after the reply to the one before:
 * most public servers lose requests that share a segment.
 *
 * @throws {JamError} as TimeClient and {@link readTls}.
 */
export async function runTime(context: CommandContext, run: TimeRun): Promise<void> {
  const tls = readTls(context, "time", run);
  const client = await TimeClient.connect({
    ...serverAddress(run.address, tls === undefined ? "none" : "tls"),
    tls,
    signal: context.outputGone,
    connectTimeout: run.timeout,
    replyTimeout: run.timeout,
  });
  try {
    await askRepeatedly(context, client, run);
    await client.quit({ timeout: FAREWELL_TIMEOUT }).catch(() => undefined);
  } finally {
    await client.close();
  }
}

async function askRepeatedly(context: CommandContext, client: TimeClient, run: TimeRun): Promise<void> {
  const { count = 1, interval = 0, json = false } = run;
  for (let asked = 0; asked < count; asked++) {
    if (asked > 0 && interval > 0) await sleep(interval, undefined, { signal: context.outputGone });
    const reply = await client.time();
    await printLine(context, json ? asJson(client.server, reply) : `JAM ${reply.label}`);
  }
}

function asJson(server: string, reply: TimeReply): string {
  return JSON.stringify({ server, ...reply });
}
