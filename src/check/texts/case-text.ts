/** Languages that the checker speaks. */
export type CheckLanguage = "en" | "id";

/**
 * What people read of a case. `{name}` in a text of `seen` stands for the fact of that name; quotes of code are between
 * backticks, which reports show in their own way.
 */
export interface CaseText {
  /** A few words: what the server can do when the case passes. */
  readonly title: string;
  /** What the assignment's sheet says of it; or that it says nothing, and who does. */
  readonly sheet: string;
  /** What was sent and what should come back. */
  readonly expected: string;
  /** Whom it hurts when it fails. */
  readonly why: string;
  /** Where to look and the fix, in a line or two. */
  readonly hint: string;
  /** What each word of `Finding.seen` means, besides those that every case may report. */
  readonly seen: Readonly<Record<string, string>>;
}

/** What people read of a cause or of a framing class. */
export interface CauseText {
  /** One sentence; `{name}` stands for the fact of that name. */
  readonly text: string;
  /** The fix in a line or two. */
  readonly hint: string;
}

/** The same cases with the same words of `seen`, in another language: what is left out does not compile. */
export type SameCases<Table extends Readonly<Record<string, CaseText>>> = {
  readonly [Id in keyof Table]: CaseText & {
    readonly seen: Readonly<Record<keyof Table[Id]["seen"], string>>;
  };
};

/** Facts of a finding or a cause. */
export type Facts = Readonly<Record<string, string | number>>;

const NAMES = /\{([a-z][A-Za-z]*)\}/g;

/** Puts facts in the place of their names. One that is not there is shown as `?`. */
export function fill(text: string, facts: Facts): string {
  return text.replace(NAMES, (_, name: string) => String(facts[name] ?? "?"));
}

/** Names of the facts that a text tells. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(NAMES)].map((match) => match[1] ?? "");
}
