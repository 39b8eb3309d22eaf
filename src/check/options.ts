import type { CaseResult, CheckCase, Grade, ObservedProcess, Profile, RestartOutcome } from "./model.ts";

/** What a check is to do. */
export interface CheckOptions {
  /** Name or address of the server. */
  readonly host: string;
  readonly port: number;
  /** As the server is named in the result (default `host:port`). */
  readonly target?: string | undefined;
  /** Default `sheet`. */
  readonly profile?: Profile | undefined;
  /** Ids (`R4/format`) or requirements (`R4`) to which the check is limited (default: all of the profile). */
  readonly only?: readonly string[] | undefined;
  /** Ids or requirements that are left out. */
  readonly skip?: readonly string[] | undefined;
  /** Milliseconds to wait for what should come (default 2000). */
  readonly patience?: number | undefined;
  /** Milliseconds without an octet that count as silence (default 400). */
  readonly quiet?: number | undefined;
  /** Milliseconds for the whole check (default 120,000); cases that are left then have failed. */
  readonly totalTime?: number | undefined;
  /** The server's process where it is on this machine (default null: what needs it is unknown). */
  readonly process?: ObservedProcess | null | undefined;
  /** Stops and starts the server; also used when it has died on the way (default null). */
  readonly restart?: (() => Promise<RestartOutcome>) | null | undefined;
  /** What the server has printed, asked for at the end (default: nothing). */
  readonly output?: (() => string | null) | undefined;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
  /** Ends the check: it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Makes the grade of the results (default: the default rubric of the profile). */
  readonly grade?: ((cases: readonly CaseResult[], reached: "server" | "no-server") => Grade) | undefined;
}

/** How far a check has come. */
export type CheckProgress =
  | { readonly kind: "started"; readonly cases: readonly CheckCase[] }
  | { readonly kind: "running"; readonly case: CheckCase }
  /** Its cause is not known yet. */
  | { readonly kind: "finished"; readonly result: CaseResult; readonly done: number; readonly of: number }
  /** The server had died, or did not answer any more, and was started again. */
  | { readonly kind: "restarted"; readonly after: string };

/** Which cases are to run. */
export interface Selection {
  readonly profile: Profile;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
}

/** The cases of a profile that are to run, in the order given. */
export function selectCases(
  cases: readonly CheckCase[],
  { profile, only, skip }: Selection,
): readonly CheckCase[] {
  return cases.filter(
    (one) =>
      one.level[profile] !== null &&
      (only === undefined || only.length === 0 || only.some((name) => isNamed(one, name))) &&
      !skip?.some((name) => isNamed(one, name)),
  );
}

/** Those of the names given to `only` or `skip` that name no case. */
export function unknownNames(cases: readonly CheckCase[], names: readonly string[]): readonly string[] {
  return names.filter((name) => !cases.some((one) => isNamed(one, name)));
}

function isNamed({ id }: CheckCase, name: string): boolean {
  const [wanted, whole] = [name.toLowerCase(), id.toLowerCase()];
  return whole === wanted || whole.startsWith(`${wanted}/`);
}
