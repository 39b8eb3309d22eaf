import { availableParallelism } from "node:os";
import {
  automaticThreads,
  type BenchOptions,
  type BenchTarget,
  bench,
  findServerProcess,
  type LoadPlan,
  PLAN_DEFAULTS,
  probe,
  readUsage,
} from "../../bench/index.ts";
import type { TlsOptions } from "../../client/index.ts";
import { JamError } from "../../errors/index.ts";
import { serverAddress } from "../address.ts";
import type { BenchFlags } from "../bench-command.ts";
import { benchMessages } from "../bench-messages.ts";
import { readTls } from "../client-tls-files.ts";
import type { CommandContext } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { reportFailure } from "../failure-report.ts";
import { listenForStop } from "../stop-signals.ts";
import { htmlReport } from "./bench-page.ts";
import { BenchProgressBar } from "./bench-progress.ts";
import { errorsOf, textReport } from "./bench-report.ts";
import { figuresIn } from "./figures.ts";
import type { BenchMessages, NoProcess } from "./messages-en.ts";
import type { NamedAddress } from "./option-readers.ts";
import { requireWritable, writeResult } from "./output-files.ts";

/** `--json -` writes to standard output. */
const STANDARD_OUTPUT = "-";
/** A ramp has many steps, each shorter than a run that stands for itself. */
const STEP_MILLISECONDS = 2000;
const FIRST_STEP_RATE = 1000;

/** A target found, with why its cost cannot be measured, if so. */
interface FoundTarget extends BenchTarget {
  readonly noProcess: NoProcess | null;
}

/**
 * Loads the targets and reports. The exit code is 0 only when every reply was right.
 *
 * @throws {JamError} as {@link readTls}, JAM_USAGE, JAM_FILE_NOT_WRITABLE, JAM_PROCESS_NOT_FOUND, JAM_LOAD_THREAD_FAILED.
 */
export async function runBench(
  context: CommandContext,
  named: readonly NamedAddress[],
  flags: BenchFlags,
): Promise<void> {
  const texts = benchMessages(context.language);
  const addresses = named.length > 0 ? named : [{ name: "localhost", host: "localhost", port: null }];
  check(addresses, flags, texts);
  const tls = readTls(context, "bench", flags) ?? null;
  const stop = stopSignal(context);
  const targets = await findTargets(context, addresses, flags, tls);
  if (targets === null) return;

  const figures = figuresIn(context.language);
  const bar = new BenchProgressBar(context.stderr, context.env, texts, figures);
  const plan = planOf(flags);
  const options: BenchOptions = {
    threads:
      flags.threads === "auto"
        ? automaticThreads(availableParallelism(), plan.connections)
        : Math.min(flags.threads, plan.connections),
    rounds: flags.rounds ?? (targets.length > 1 ? PLAN_DEFAULTS.comparedRounds : 1),
    rampLimit: flags.ramp === true ? flags.rampLimit : null,
    signal: stop,
    onProgress: (progress) => bar.draw(progress),
  };
  const result = await bench(targets, plan, options).finally(() => bar.erase());
  context.outputGone.throwIfAborted();

  const isTextWanted = flags.json !== STANDARD_OUTPUT;
  if (isTextWanted) {
    context.stdout.write(textReport(result, texts, figures));
    for (const { name, noProcess } of targets) {
      if (noProcess !== null) context.stdout.write(`${name}: ${texts.noProcess[noProcess]}.\n`);
    }
  }
  const json = `${JSON.stringify(result, null, 2)}\n`;
  if (flags.json === STANDARD_OUTPUT) context.stdout.write(json);
  else if (flags.json !== undefined) write(context, flags.json, json, texts);
  if (flags.html !== undefined) {
    const page = htmlReport(result, textReport(result, texts, figures), texts, context.language);
    write(context, flags.html, page, texts);
  }
  if (errorsOf(result) > 0) context.exitCode = EXIT.failed;
}

/** What can be wrong before anything is asked of a server. */
function check(addresses: readonly NamedAddress[], flags: BenchFlags, texts: BenchMessages): void {
  const usage = (reason: string): JamError => new JamError("JAM_USAGE", { reason, help: "jam bench --help" });
  const pids = flags.pid ?? [];
  if (pids.length > addresses.length) throw usage(texts.tooManyPids(addresses.length));
  for (const pid of pids) {
    if (pid !== "auto" && readUsage(pid) === null) throw new JamError("JAM_PROCESS_NOT_FOUND", { pid });
  }
  const names = addresses.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usage(texts.sameName(twice));
  for (const file of [flags.json, flags.html]) {
    if (file !== undefined && file !== STANDARD_OUTPUT) requireWritable(file);
  }
}

/** Asks each target once. @returns null when one does not answer: that is reported, and the exit code is set. */
async function findTargets(
  context: CommandContext,
  addresses: readonly NamedAddress[],
  flags: BenchFlags,
  options: TlsOptions | null,
): Promise<FoundTarget[] | null> {
  const targets: FoundTarget[] = [];
  for (const [index, { name, ...asked }] of addresses.entries()) {
    const { host, port } = serverAddress(asked, options === null ? "none" : "tls");
    const tls = options === null ? null : { ...options, servername: options.servername ?? host };
    try {
      const { address, zoneOffset } = await probe(host, port, flags.timeout, flags.skew, tls);
      const pid = flags.pid?.[index] ?? "auto";
      const found = pid === "auto" ? findServerProcess(address) : { pid };
      const noProcess = found.pid === null ? found.reason : null;
      targets.push({ name, address, tls, zoneOffset, pid: found.pid, noProcess });
    } catch (error) {
      reportFailure(context, error);
      context.exitCode = EXIT.noServer;
      return null;
    }
  }
  return targets;
}

function planOf(flags: BenchFlags): LoadPlan {
  const isRamp = flags.ramp === true;
  return {
    mode: flags.session === true ? "sessions" : "requests",
    connections: flags.connections,
    pipeline: flags.pipeline,
    rate: flags.rate ?? (isRamp ? FIRST_STEP_RATE : null),
    warmup: flags.warmup ?? PLAN_DEFAULTS.warmup,
    duration: flags.duration ?? (isRamp ? STEP_MILLISECONDS : PLAN_DEFAULTS.duration),
    timeout: flags.timeout,
    clockTolerance: flags.skew,
    giveUpAfter: null,
  };
}

/** Aborted by Ctrl-C, or when nobody reads the output any more; a second Ctrl-C ends at once. */
function stopSignal(context: CommandContext): AbortSignal {
  const stop = new AbortController();
  listenForStop({ onFirst: () => stop.abort(), onSecond: () => process.exit(EXIT.failed) });
  return AbortSignal.any([stop.signal, context.outputGone]);
}

function write(context: CommandContext, file: string, text: string, texts: BenchMessages): void {
  writeResult(file, text);
  context.stderr.write(`${texts.written(file)}\n`);
}
