/** What came of running tests. */
export interface Tally {
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly skips: readonly Skip[];
}

/** A test that failed. */
export interface Failure {
  /** Names of its suites and its own. */
  readonly name: string;
  /** File, and line where known. */
  readonly where: string;
  readonly error: string;
}

/** A test that was not run. */
export interface Skip {
  readonly name: string;
  readonly reason: string;
}

/** How long tests may take, and when to stop. */
export interface RunLimits {
  /** Folder of package.json. */
  readonly root: string;
  readonly testMilliseconds: number;
  readonly signal: AbortSignal;
}

/** The sum of several runs. */
export function addUp(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failures: tallies.flatMap((tally) => tally.failures),
    skips: tallies.flatMap((tally) => tally.skips),
  };
}
