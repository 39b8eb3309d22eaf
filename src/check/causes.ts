import type { CaseResult, Cause, CauseId, FramingClass } from "./model.ts";

/** The failed cases by id, from which each cause takes what it explains. */
type Failures = ReadonlyMap<string, CaseResult>;

/** A cause, where the failures show it. */
interface Rule {
  /** @returns the facts of the cause; null: it is not there. */
  readonly shows: (failures: Failures) => Cause["facts"] | null;
  readonly id: CauseId;
  readonly explains: (result: CaseResult) => boolean;
}

/** Words of what was seen that only a server says which is not there any more. */
const LOST: readonly string[] = ["server-gone", "server-stuck", "died-on-the-way", "dead"];
/** Words of a case that did not get an answer, or none in time. */
const WAITED: readonly string[] = ["not-served", "late", "up-to", "none", "other-silent", "not-connected"];
const HURT: readonly string[] = ["stuck", "not-served", "other-hurt", "dead"];

const CUT: readonly string[] = ["R8/split-in-two", "R8/octet-by-octet", "R8/split-line-end"];
const GLUED: readonly string[] = ["R8/two-merged", "R8/many-merged", "R8/time-and-quit-merged"];
/** What a server does to a segment that is one command to it. */
const ONE_RECV: readonly string[] = [...CUT, ...GLUED, "R7/empty-line"];

/** Cases that a server of the class fails by being of it. */
const OF_FRAMING: Readonly<Record<FramingClass, readonly string[]>> = {
  lines: [],
  "one-recv-stripped": ONE_RECV,
  "one-recv-prefix": [...ONE_RECV, "R3/prefix"],
  "one-recv-raw": [...ONE_RECV, "R2/bare-lf", "R3/prefix"],
  "one-recv-exact": [...ONE_RECV, "R2/bare-lf", "R3/arguments"],
  "ends-with": [...ONE_RECV, "R3/arguments"],
  "prefix-no-line-end": [...ONE_RECV, "R3/prefix"],
  "whole-buffer": [...GLUED, "R7/empty-line", "R2/bare-lf", "R10/endless-line"],
  "octet-by-octet": ["R2/bare-lf", "R7/empty-line", "R10/endless-line"],
  "loop-on-crlf": ["R2/bare-lf", "R7/empty-line", "R10/endless-line"],
  unclear: [],
};
/** A long line is as many commands to them as there are reads. */
const READS_PIECES: readonly FramingClass[] = [
  "one-recv-stripped",
  "one-recv-prefix",
  "one-recv-raw",
  "one-recv-exact",
  "ends-with",
  "prefix-no-line-end",
];

/**
 * What explains the failed cases. The first cause that explains a case has it; one that explains none is not told.
 *
 * @returns causes, those that end the server first; and the results with their causes.
 */
export function findCauses(
  results: readonly CaseResult[],
  framing: FramingClass,
): { readonly causes: readonly Cause[]; readonly cases: readonly CaseResult[] } {
  const failures = new Map(
    results.filter(({ outcome }) => outcome === "fail").map((result) => [result.case.id as string, result]),
  );
  const explained = new Map<string, CauseId>();
  const causes: Cause[] = [];
  for (const { id, shows, explains } of [...RULES, framingRule(framing)]) {
    const facts = shows(failures);
    if (facts === null) continue;
    const found = [...failures.values()].filter((one) => !explained.has(one.case.id) && explains(one));
    for (const one of found) explained.set(one.case.id, id);
    if (found.length > 0) causes.push({ id, facts, explains: found.map((one) => one.case.id) });
  }
  const cases = results.map((one) => ({ ...one, cause: explained.get(one.case.id) ?? null }));
  return { causes, cases };
}

const RULES: readonly Rule[] = [
  {
    id: "dies-on-bad-octets",
    shows: (failures) => (isSeen(failures, "R11/not-utf8", HURT) ? {} : null),
    explains: (one) => one.case.id === "R11/not-utf8" || isLostAfter(one, "R11/not-utf8"),
  },
  {
    id: "dies",
    shows: (failures) => {
      const lost = [...failures.values()].find((one) => LOST.includes(one.finding.seen));
      return lost === undefined ? null : { after: lost.finding.facts.after ?? lost.case.id };
    },
    explains: ({ case: { id }, finding: { seen } }) =>
      LOST.includes(seen) ||
      (seen === "not-connected" && !id.startsWith("R12/")) ||
      id === "OPS/survives-first-client" ||
      id === "OPS/survives-many",
  },
  {
    id: "not-concurrent",
    shows: (failures) => (failures.has("R12/two-at-once") ? {} : null),
    explains: ({ case: { id } }) => id.startsWith("R12/"),
  },
  {
    id: "concurrent-up-to",
    shows: (failures) => {
      const { finding } = failures.get("R12/twenty-at-once") ?? {};
      return finding?.seen === "up-to" ? { clients: finding.facts.served ?? "?" } : null;
    },
    explains: ({ case: { id }, finding: { seen } }) => id.startsWith("R12/") && WAITED.includes(seen),
  },
  {
    id: "reply-format",
    shows: (failures) => (failures.has("R4/format") ? {} : null),
    explains: ({ case: { id }, finding: { seen } }) =>
      id === "R4/format" || (id.startsWith("R4/") && seen === "unreadable"),
  },
  {
    id: "zone-or-clock",
    shows: (failures) => (failures.has("R4/right-time") || failures.has("R4/advances") ? {} : null),
    explains: ({ case: { id }, finding: { seen } }) =>
      (id === "R4/right-time" || id === "R4/advances") && CLOCK_FAULTS.includes(seen),
  },
  {
    id: "spins",
    shows: (failures) => (failures.has("OPS/no-spin") || failures.has("OPS/no-error-loop") ? {} : null),
    explains: ({ case: { id } }) => id === "OPS/no-spin" || id === "OPS/no-error-loop",
  },
  {
    id: "closes-on-unknown",
    shows: (failures) => (isSeen(failures, "R6/goes-on", ["closed", "reset"]) ? {} : null),
    explains: ({ case: { id }, finding: { seen } }) =>
      id === "R6/goes-on" || (id.startsWith("R6/") && ["closed", "reset"].includes(seen)),
  },
  {
    id: "silent-on-unknown",
    shows: (failures) => (isSeen(failures, "R6/unknown-line", ["silence"]) ? {} : null),
    explains: ({ case: { id }, finding: { seen } }) => id.startsWith("R6/") && seen === "silence",
  },
  {
    id: "no-reuse-address",
    shows: (failures) => (failures.has("OPS/restarts") ? {} : null),
    explains: ({ case: { id } }) => id === "OPS/restarts",
  },
];

const CLOCK_FAULTS: readonly string[] = [
  "wrong",
  "impossible",
  "frozen",
  "frozen-on-connection",
  "backwards",
];

function framingRule(framing: FramingClass): Rule {
  return {
    id: `framing/${framing}`,
    shows: () => ({}),
    explains: ({ case: { id }, finding: { seen } }) =>
      OF_FRAMING[framing].includes(id) ||
      (id === "R10/long-line" && seen === "many" && READS_PIECES.includes(framing)),
  };
}

function isSeen(failures: Failures, id: string, words: readonly string[]): boolean {
  const failed = failures.get(id);
  return failed !== undefined && words.includes(failed.finding.seen);
}

function isLostAfter({ finding: { seen, facts } }: CaseResult, id: string): boolean {
  return LOST.includes(seen) && facts.after === id;
}
