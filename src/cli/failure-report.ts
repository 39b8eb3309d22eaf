import { JamError, reasonOf } from "../errors/index.ts";
import { type CommandContext, READER_LEFT } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { escapeControls } from "./visible-text.ts";

/**
 * Reports what ended a command as one line on stderr, `jam: <text> [CODE]`, never a stack trace
 * (JAM_DEBUG=1 adds it).
 *
 * @returns the exit code that belongs to it.
 */
export function reportFailure(context: CommandContext, thrown: unknown): ExitCode {
  if (context.outputGone.aborted) {
    if (context.outputGone.reason === READER_LEFT) return EXIT.ok;
    return write(context, asJamError(context.outputGone.reason));
  }
  return write(context, asJamError(thrown));
}

/** `<text> [CODE]`, in the language of the command, on one line. */
export function failureText(context: CommandContext, error: JamError): string {
  return `${escapeControls(error.describe(context.language))} [${error.code}]`;
}

function write(context: CommandContext, error: JamError): ExitCode {
  context.stderr.write(`jam: ${failureText(context, error)}\n`);
  if (context.env.JAM_DEBUG === "1") {
    for (let at: unknown = error; at instanceof Error; at = at.cause) context.stderr.write(`${at.stack}\n`);
  }
  return error.exitCode;
}

function asJamError(thrown: unknown): JamError {
  if (thrown instanceof JamError) return thrown;
  const reason = reasonOf(thrown).split("\n", 1)[0] as string;
  return new JamError("JAM_UNEXPECTED", { reason }, { cause: thrown });
}
