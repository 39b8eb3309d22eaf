import type { CauseId, FramingClass } from "../../../src/check/index.ts";

/** What the checker must find out about a server of the zoo. */
export interface Expectation {
  /** The class that it belongs to; several where they cannot be told apart from outside; null: it is not asked. */
  readonly framing: readonly FramingClass[] | null;
  /** Causes besides its framing, all of them. */
  readonly causes: readonly CauseId[];
  /** Cases that must fail, and what must have been seen (empty: any word). */
  readonly fails: Readonly<Record<string, string>>;
  /** Cases that neither protocol nor sheet decide for this server. */
  readonly open: readonly string[];
  /** Other cases that are run: all of them pass; or nothing is said of them, as one fault spoils most. */
  readonly others: "pass" | "untold";
  /** `wire`: cases that run beside each other; `all`; or those named. */
  readonly cases: "wire" | "all" | readonly string[];
}

/** A server that does everything right but for what is told. */
export function expected(differences: Partial<Expectation>): Expectation {
  const usual = { framing: null, causes: [], fails: {}, open: [], others: "pass", cases: "wire" } as const;
  return { ...usual, ...differences };
}
