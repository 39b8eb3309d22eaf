/** What can go wrong, in the order in which it is shown. */
export const ERROR_KINDS = [
  /** Nobody listens there. */
  "refused",
  /** The connection was not made within the timeout. */
  "connect-timeout",
  /** The connection could not be made for another reason: no descriptor left, no route, ... */
  "connect-failed",
  /** No reply within the timeout: it came late or never. */
  "timeout",
  /** Not `JAM hh:mm:ss` CR LF to the octet (R4). */
  "malformed",
  /** Well formed, but not the second in which the server made it (R4). */
  "wrong-time",
  /** Octets that nobody asked for (R1, R8). */
  "surplus",
  /** The server ended the connection though it owed replies, or nobody had said QUIT (R5). */
  "closed-early",
  /** The connection was reset. */
  "reset",
  /** The server did not end the connection after QUIT within the timeout (R5). */
  "not-closed",
  /** Asked on a connection that was given up for one of the errors above before this reply came. */
  "lost",
  /** No connection was open at the time it should have been sent, or the generator could not keep up. */
  "unsent",
] as const;

/** Kind of an error. Stable: it is in the JSON result. */
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** Errors of one kind. Times are milliseconds since the measured time began, below 0 in the warm-up. */
export interface ErrorEntry {
  readonly kind: ErrorKind;
  /** Requests (or sessions, connections) it happened to. */
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** What the first of them looked like: the octets received, escaped, or the system's reason. */
  readonly example: string | null;
}

/** Counts errors by kind, with the time of the first and the last, and one example. */
export class ErrorBook {
  readonly #entries = new Map<ErrorKind, { -readonly [Field in keyof ErrorEntry]: ErrorEntry[Field] }>();

  add(kind: ErrorKind, count: number, at: number, example: string | null): void {
    const entry = this.#entries.get(kind);
    if (entry === undefined) {
      this.#entries.set(kind, { kind, count, firstAt: at, lastAt: at, example });
      return;
    }
    entry.count += count;
    entry.lastAt = at;
    entry.example ??= example;
  }

  /** One entry for each kind that happened, in the order of {@link ERROR_KINDS}; times moved by `-origin`. */
  entries(origin = 0): ErrorEntry[] {
    return mergeErrors([
      [...this.#entries.values()].map((entry) => ({
        ...entry,
        firstAt: entry.firstAt - origin,
        lastAt: entry.lastAt - origin,
      })),
    ]);
  }
}

/** Adds up entries of several books. */
export function mergeErrors(books: readonly (readonly ErrorEntry[])[]): ErrorEntry[] {
  const all = books.flat();
  return ERROR_KINDS.flatMap((kind) => {
    const same = all.filter((entry) => entry.kind === kind).sort((a, b) => a.firstAt - b.firstAt);
    if (same.length === 0) return [];
    return {
      kind,
      count: countErrors(same),
      firstAt: Math.min(...same.map((entry) => entry.firstAt)),
      lastAt: Math.max(...same.map((entry) => entry.lastAt)),
      example: same.find((entry) => entry.example !== null)?.example ?? null,
    };
  });
}

/** Errors of all kinds together. */
export function countErrors(entries: readonly ErrorEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.count, 0);
}
