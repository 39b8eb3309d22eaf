import { performance } from "node:perf_hooks";
import { DEFAULT_REPLY_TIMEOUT } from "../../client/index.ts";
import type { JamError } from "../../errors/index.ts";
import { type AskedAddress, serverAddress } from "../address.ts";
import type { TlsFlags } from "../client-tls.ts";
import { readTls } from "../client-tls-files.ts";
import type { CommandContext } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { failureText } from "../failure-report.ts";
import { messagesIn } from "../language.ts";
import { drawingColumns, showsUnicode } from "../terminal.ts";
import { pythonBytes } from "../visible-text.ts";
import type { ReplyProblem } from "./observation.ts";
import { Participant, type SwarmLog, type SwarmSettings } from "./participant.ts";
import { QuietPeriod } from "./quiet-period.ts";
import { repliesOwed } from "./send-text.ts";
import { asMilliseconds, jsonReport, type SwarmResult, textReport } from "./swarm-report.ts";
import { judge } from "./verdict.ts";

/** What `jam swarm` was asked to do. */
export interface SwarmRun extends TlsFlags {
  readonly address: AskedAddress | undefined;
  readonly clients: number;
  /** Of each client. */
  readonly connections: number;
  readonly send?: Uint8Array;
  /** Milliseconds. */
  readonly hold?: number;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

/** Long enough to be seen, short enough that five clients of a one-at-a-time server are done in 3 seconds. */
const DEFAULT_HOLD = 500;
/** Rows drawn: what fits a screen beside the verdict is 20; a terminal scrolls, a page of paper holds 60. */
const MOST_ROWS = 40;
const DEFAULT_SEND = new TextEncoder().encode("TIME\r\n");

/** Runs the swarm, logs it, and reports what it proves. The exit code is 0 only for a clean proof. */
export async function runSwarm(context: CommandContext, run: SwarmRun): Promise<void> {
  const tls = readTls(context, "swarm", run);
  const octets = run.send ?? DEFAULT_SEND;
  const hold = run.hold ?? DEFAULT_HOLD;
  const settings: SwarmSettings = {
    ...serverAddress(run.address, tls === undefined ? "none" : "tls"),
    tls,
    octets,
    owed: repliesOwed(octets),
    timeout: run.timeout ?? DEFAULT_REPLY_TIMEOUT,
    signal: context.outputGone,
    startedAt: performance.now(),
    hold: new QuietPeriod(hold),
  };
  const log = run.json === true ? SILENT : logTo(context, settings);
  const participants = names(run).map((name) => new Participant(name, settings, log));
  await Promise.all(participants.map((participant) => participant.run()));
  settings.hold.cancel();
  context.outputGone.throwIfAborted();

  const result: SwarmResult = {
    server: settings,
    clients: run.clients,
    connections: run.connections,
    octets,
    hold,
    observations: participants,
    verdict: judge(participants),
  };
  context.stdout.write(run.json === true ? `${jsonReport(result)}\n` : reportFor(context, result));
  const isClean = participants.every(({ failure, problem }) => failure === null && problem === null);
  if (result.verdict.kind !== "concurrent" || !isClean) context.exitCode = EXIT.failed;
}

function names({ clients, connections }: SwarmRun): string[] {
  const names: string[] = [];
  for (let connection = 0; connection < connections; connection++) {
    for (let client = 0; client < clients; client++) {
      names.push(connections === 1 ? `${client}` : `${client}.${connection}`);
    }
  }
  return names;
}

function reportFor(context: CommandContext, result: SwarmResult): string {
  const canvas = {
    columns: drawingColumns(context.stdout, context.env),
    unicode: showsUnicode(context.env),
    rows: MOST_ROWS,
  };
  const lines = textReport(result, messagesIn(context.language).swarm, canvas, (error) =>
    failureText(context, error),
  );
  return `${lines.join("\n")}\n`;
}

/** The log in the sheets' words, with what is known besides after them. */
function logTo(context: CommandContext, { host, port, octets }: SwarmSettings): SwarmLog {
  const texts = messagesIn(context.language).swarm;
  const problems: Readonly<Record<ReplyProblem, string>> = {
    "wrong-reply": texts.wrongReply,
    "no-line-end": texts.noLineEnd,
    "surplus-reply": texts.surplusReply,
    "missing-reply": texts.missingReply,
  };
  const server = `('${host}', ${port})`;
  const sent = pythonBytes(octets);
  const print = (line: string) => context.stdout.write(`${line}\n`);
  return {
    connected: (name) => print(texts.connected(name, server)),
    sending: (name) => print(texts.sending(name, sent)),
    replied: (name, reply, problem, milliseconds) => {
      const line = texts.reply(reply, name, asMilliseconds(milliseconds));
      print(problem === null ? line : `${line} - ${problems[problem]}`);
    },
    closing: (name, by, milliseconds) => {
      const text = by === "us" ? texts.closing : texts.closedByServer;
      print(text(name, asMilliseconds(milliseconds)));
    },
    failed: (name, error: JamError) => print(texts.failed(name, failureText(context, error))),
  };
}

const SILENT: SwarmLog = {
  connected: () => undefined,
  sending: () => undefined,
  replied: () => undefined,
  closing: () => undefined,
  failed: () => undefined,
};
