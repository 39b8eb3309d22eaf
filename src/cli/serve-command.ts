import type { Command } from "commander";
import { ManualClock, ZonedClock, type ZoneName } from "../clock/index.ts";
import type { ListenAddress } from "../engine/index.ts";
import { JamError } from "../errors/index.ts";
import {
  DEFAULT_EVENTS_PER_SECOND,
  type EventSink,
  jsonFormat,
  LOG_THRESHOLDS,
  type LogThreshold,
  LogWriter,
  MODEL_NAMES,
  type ModelName,
  prettyFormat,
  type StampFormat,
} from "../observability/index.ts";
import { DEFAULT_PORT, type ReplyForm } from "../protocol/index.ts";
import { type ConnectionLimits, createTimeServer } from "../server/index.ts";
import type { CommandContext } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { reportFailure } from "./failure-report.ts";
import { integerOption, wordOption } from "./option-values.ts";
import { type AdmissionFlags, addAdmissionOptions, admissionIn } from "./serve-admission.ts";
import { addServeHttpOptions, HttpBeside, readServeHttp, type ServeHttpFlags } from "./serve-http.ts";
import { addLifeOptions, type LifeFlags, serveToTheEnd } from "./serve-life.ts";
import { addLimitOptions, limitsIn } from "./serve-limits.ts";
import { serveMessages } from "./serve-messages.ts";
import { addServeTlsOptions, readServeTls, reloadServeTls, type ServeTlsFlags } from "./serve-tls.ts";
import { receivedSockets } from "./socket-activation.ts";

const MAX_PORT = 65535;
const MAX_THREADS = 256;
const MAX_CONNECTION_THREADS = 1000;
const MAX_LOG_RATE = 100_000;
const STDOUT = 1;
/** What a dashboard is told of by each thread where there is no log: enough to see clients come and go. */
const WATCHED_EVENTS_PER_SECOND = 50;

type LogFormatName = "pretty" | "json";

interface ServeFlags extends ConnectionLimits, AdmissionFlags, LifeFlags, ServeTlsFlags, ServeHttpFlags {
  readonly host?: string;
  readonly port: number;
  readonly threads: number | "auto";
  readonly model: ModelName;
  readonly maxThreads: number;
  readonly reply: ReplyForm;
  readonly zone: ZoneName;
  readonly strict?: boolean;
  readonly logFormat: LogFormatName;
  readonly logLevel: LogThreshold;
  readonly logRate: number;
}

/** Adds `jam serve` to the program. */
export function registerServe(program: Command, context: CommandContext): void {
  const texts = serveMessages(context.language);
  const formats: readonly LogFormatName[] = ["pretty", "json"];
  const forms: readonly ReplyForm[] = ["time", "datetime"];
  const command = program
    .command("serve")
    .description(texts.summary)
    .option("--host <host>", texts.host)
    .option("--port <port>", texts.port, integerOption("--port", 0, MAX_PORT), DEFAULT_PORT)
    .option("--threads <auto|n>", texts.threads, threadsOption, "auto")
    .option("--model <model>", texts.model, wordOption("--model", MODEL_NAMES), "event-loop")
    .option(
      "--max-threads <n>",
      texts.maxThreads,
      integerOption("--max-threads", 1, MAX_CONNECTION_THREADS),
      64,
    )
    .option("--reply <form>", texts.reply, wordOption("--reply", forms), "time")
    .option("--zone <zone>", texts.zone, "local")
    .option("--strict", texts.strict)
    .option("--log-format <format>", texts.logFormat, wordOption("--log-format", formats), "pretty")
    .option("--log-level <level>", texts.logLevel, wordOption("--log-level", LOG_THRESHOLDS), "info")
    .option(
      "--log-rate <n>",
      texts.logRate,
      integerOption("--log-rate", 0, MAX_LOG_RATE),
      DEFAULT_EVENTS_PER_SECOND,
    )
    .action((flags: ServeFlags) => serve(flags, context));
  addAdmissionOptions(command, texts);
  addServeTlsOptions(command, context.language);
  addLimitOptions(command, texts);
  addLifeOptions(command, context.language);
  addServeHttpOptions(command, context.language);
}

/** Serves until a signal stops it. */
async function serve(flags: ServeFlags, context: CommandContext): Promise<void> {
  const texts = serveMessages(context.language);
  const { logFormat, logLevel, logRate, ...options } = flags;
  const limits = limitsIn(flags);
  const admission = admissionIn(flags);
  const tls = await readServeTls(flags, context);
  const httpPlace = await readServeHttp(flags);
  const isTalkative = LOG_THRESHOLDS.indexOf(logLevel) <= LOG_THRESHOLDS.indexOf("info");
  // What nobody reads is not told: the threads then only count. A dashboard shows some of it without a log too.
  const untold = httpPlace === null ? 0 : Math.min(logRate, WATCHED_EVENTS_PER_SECOND);
  const eventRate = isTalkative ? logRate : untold;
  let log: LogWriter | null = null;
  const server = createTimeServer({
    ...options,
    limits,
    admission,
    tls,
    eventRate,
    sockets: receivedSockets(context.env, process),
    onEvents: (events) => log?.write(events),
  });
  log = new LogWriter({
    descriptor: STDOUT,
    level: logLevel,
    format: logFormat === "json" ? jsonFormat : prettyFormat(context.language, stampIn(options.zone)),
    onLost: (error) => context.stderr.write(`${texts.logLost(error.message)}\n`),
  });
  const tell: EventSink = (events) => log.write(events);
  const dropped = { logLinesDropped: () => log.droppedLines };
  const http = httpPlace === null ? null : HttpBeside.start(httpPlace, server.view(dropped), tell);
  const failure = await serveToTheEnd({
    server,
    flags,
    context,
    tell,
    reload: tls === undefined ? undefined : () => reloadServeTls(server, flags, context, tell),
    onListening: (address) => {
      if (logFormat === "pretty" && isTalkative) {
        log.writeText(`${texts.tryIt(hostToTry(address), address.port)}\n`);
      }
      http?.announce();
    },
  }).finally(() => http?.[Symbol.asyncDispose]());
  await log.close();
  process.exit(failure === null ? EXIT.ok : reportFailure(context, failure));
}

function threadsOption(text: string): number | "auto" {
  if (text === "auto") return text;
  const threads = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (threads >= 1 && threads <= MAX_THREADS) return threads;
  throw new JamError("JAM_BAD_OPTION", {
    value: text,
    option: "--threads",
    expected: `auto|1..${MAX_THREADS}`,
  });
}

/** A host that `nc` on this machine reaches the address by. */
function hostToTry(address: ListenAddress): string {
  return address.host === "::" || address.host === "0.0.0.0" ? "localhost" : address.host;
}

/** `yyyy-mm-dd hh:mm:ss,mmm` in the server's zone, as the sheets' logs have it. */
function stampIn(zone: ZoneName): StampFormat {
  const instant = new ManualClock(0);
  const clock = new ZonedClock(zone, instant);
  const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
  return (time) => {
    instant.set(time);
    const { year, month, day, hours, minutes, seconds } = clock.civilTime();
    const milliseconds = pad(((Math.floor(time) % 1000) + 1000) % 1000, 3);
    return `${pad(year, 4)}-${pad(month)}-${pad(day)} ${pad(hours)}:${pad(minutes)}:${pad(seconds)},${milliseconds}`;
  };
}
