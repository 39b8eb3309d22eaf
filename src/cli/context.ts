import type { Readable, Writable } from "node:stream";
import { JamError, type Language, reasonOf, systemCodeOf } from "../errors/index.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Environment, languageOf } from "./language.ts";

/** An input that may be a terminal. */
export type InputStream = Readable & { readonly isTTY?: boolean | undefined };
/** An output that may be a terminal, `columns` wide. */
export type OutputStream = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

/** Streams and settings of the process that a command runs in. */
export interface ProcessStreams {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
}

/** All that a command knows of the world around it. */
export interface CommandContext extends ProcessStreams {
  /** Arguments after `jam`. */
  readonly argv: readonly string[];
  /** Language of every text: `--lang`, else the locale. */
  readonly language: Language;
  /**
   * Aborted when stdout can take no more: its reader left (EPIPE, a closed terminal), then the reason is
   * {@link READER_LEFT}; or it failed, then the reason is a JamError.
   */
  readonly outputGone: AbortSignal;
  /** What the process exits with. 0 until a command sets it. */
  exitCode: ExitCode;
}

/** Reason of `outputGone` when nobody reads the output any more: not a failure, the command just ends. */
export const READER_LEFT = "reader left";

/** System codes that say that nobody reads the output any more. */
const READER_LEFT_CODES: ReadonlySet<string> = new Set([
  "EPIPE",
  "EIO",
  "ECONNRESET",
  "ERR_STREAM_DESTROYED",
]);

/** Makes the context of one run of `jam`. Listens for errors of `stdout` and `stderr` from here on. */
export function createContext(argv: readonly string[], streams: ProcessStreams): CommandContext {
  const outputGone = new AbortController();
  streams.stdout.on("error", (error) => outputGone.abort(outputReason(error)));
  // There is nowhere left to report that stderr is gone.
  streams.stderr.on("error", () => undefined);
  const { stdin, stdout, stderr, env } = streams;
  return {
    argv,
    language: languageOf(argv, env),
    stdin,
    stdout,
    stderr,
    env,
    outputGone: outputGone.signal,
    exitCode: EXIT.ok,
  };
}

function outputReason(error: unknown): typeof READER_LEFT | JamError {
  if (READER_LEFT_CODES.has(systemCodeOf(error) ?? "")) return READER_LEFT;
  return new JamError("JAM_OUTPUT_FAILED", { reason: reasonOf(error) }, { cause: error });
}

/**
 * Writes one line to stdout, and waits for a slow reader instead of buffering without limit.
 *
 * @throws the reason of `outputGone` when stdout is gone.
 */
export async function printLine(context: CommandContext, line: string): Promise<void> {
  context.outputGone.throwIfAborted();
  if (context.stdout.write(`${line}\n`)) return;
  await drained(context.stdout, context.outputGone);
}

function drained(stream: Writable, gone: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    function onDrain(): void {
      gone.removeEventListener("abort", onGone);
      resolve();
    }
    function onGone(): void {
      stream.off("drain", onDrain);
      reject(gone.reason);
    }
    stream.once("drain", onDrain);
    gone.addEventListener("abort", onGone, { once: true });
  });
}
