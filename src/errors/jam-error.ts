import { ERRORS, type ErrorCode, type ErrorEntry, type Language } from "./catalogue.ts";

/** Values that the text of an error names, by the name in its braces. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** Any error this project reports on purpose. `code` is stable; the wording is not. */
export class JamError extends Error {
  override readonly name = "JamError";
  /** See docs/errors.md. */
  readonly code: ErrorCode;
  /** What the text names, such as `host` and `port`. */
  readonly details: ErrorDetails;

  /** @param options `cause`: the error beneath, when there is one. */
  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(`${fillIn(ERRORS[code].en, details)} ${fillIn(ERRORS[code].enFix, details)}`, options);
    this.code = code;
    this.details = details;
  }

  /** Exit code of a command that ends with this error: 2 wrong usage, 1 failed at run time. */
  get exitCode(): 1 | 2 {
    return ERRORS[this.code].exit;
  }

  /** What could not be done, why, and what to do: one line in the language asked for. */
  describe(language: Language): string {
    const entry: ErrorEntry = ERRORS[this.code];
    const [what, fix] = language === "id" ? [entry.id, entry.idFix] : [entry.en, entry.enFix];
    return `${fillIn(what, this.details)} ${fillIn(fix, this.details)}`;
  }
}

function fillIn(text: string, details: ErrorDetails): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ""));
}

/** The text of anything that was thrown. Never empty for an error, and never throws itself. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || reasonOfWordless(thrown);
  try {
    return String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

/** Node.js reports a host none of whose addresses answered with errors beneath and no message of its own. */
function reasonOfWordless(error: Error): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(reasonOf).join("; ");
  return systemCodeOf(error) ?? error.name;
}

/** The operating system's code of anything that was thrown, such as `ECONNREFUSED`, if it has one. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" ? thrown.code : undefined;
}
