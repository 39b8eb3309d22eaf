import type { CheckCase, Level, Profile } from "./model.ts";

/** What each case is worth, by its id; 0 for one that is only told. */
export type Weights = ReadonlyMap<string, number>;

/** A lecturer's own weights, as a file holds them. */
export interface Rubric {
  /** Shown in the reports; null: none was given. */
  readonly name: string | null;
  /** By case id (`R4/format`) or requirement (`R8`: its cases share the weight as their default points are). */
  readonly weights: Readonly<Record<string, number>>;
  /** Cases that `weights` does not reach: worth their default points, or nothing. */
  readonly others: "default" | "none";
}

/** Why a rubric cannot be used. */
export type RubricProblem =
  | { readonly kind: "not-json"; readonly reason: string }
  | { readonly kind: "not-an-object" }
  | { readonly kind: "no-weights" }
  | { readonly kind: "unknown-field"; readonly field: string }
  | { readonly kind: "bad-field"; readonly field: "name" | "others"; readonly value: string }
  | { readonly kind: "unknown-id"; readonly id: string; readonly nearest: string }
  | { readonly kind: "not-in-profile"; readonly id: string; readonly profile: Profile }
  | { readonly kind: "bad-weight"; readonly id: string; readonly value: string }
  | { readonly kind: "all-zero" };

/** What reading a rubric came to. */
export type RubricReading = { readonly rubric: Rubric } | { readonly problem: RubricProblem };

/** Highest weight of one case or requirement: more than any scale of marks needs. */
const HIGHEST_WEIGHT = 1_000_000;
const LONGEST_NAME = 200;
const FIELDS: readonly string[] = ["name", "weights", "others"];

/**
 * Reads a rubric.
 *
 * @param text JSON, such as `{"name": "2026", "weights": {"R4/format": 20, "R8": 10}, "others": "none"}`.
 * @param cases all cases that there are: an id that is none of them is a mistake, not a case without weight.
 */
export function readRubric(text: string, cases: readonly CheckCase[]): RubricReading {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return { problem: { kind: "not-json", reason: error instanceof Error ? error.message : String(error) } };
  }
  if (!isRecord(value)) return { problem: { kind: "not-an-object" } };
  const problem = problemOf(value, cases);
  if (problem !== null) return { problem };
  const { name = null, weights, others = "default" } = value as unknown as Partial<Rubric>;
  return { rubric: { name, weights: weights ?? {}, others } };
}

function problemOf(value: Record<string, unknown>, cases: readonly CheckCase[]): RubricProblem | null {
  const field = Object.keys(value).find((key) => !FIELDS.includes(key));
  if (field !== undefined) return { kind: "unknown-field", field };
  const { name, weights, others } = value;
  if (name !== undefined && (typeof name !== "string" || name.length > LONGEST_NAME)) {
    return { kind: "bad-field", field: "name", value: shown(name) };
  }
  if (others !== undefined && others !== "default" && others !== "none") {
    return { kind: "bad-field", field: "others", value: shown(others) };
  }
  if (!isRecord(weights) || Object.keys(weights).length === 0) return { kind: "no-weights" };
  const names = namesOf(cases);
  for (const [id, weight] of Object.entries(weights)) {
    if (!names.includes(id)) return { kind: "unknown-id", id, nearest: nearestTo(id, names) };
    const isWeight = typeof weight === "number" && weight >= 0 && weight <= HIGHEST_WEIGHT;
    if (!isWeight) return { kind: "bad-weight", id, value: shown(weight) };
  }
  return null;
}

/**
 * What each case of a profile is worth.
 *
 * Without a rubric: its default points, and nothing for a case that is only told (`info`). With one: what it says for
 * the case; else its part of what the rubric says for the requirement, shared by the cases that have no weight of
 * their own, as their default points are (cases that are only told have a part only where the requirement has no
 * others); else as `others` says.
 *
 * @param cases all cases, also those that are not run: leaving some out changes no other's weight.
 */
export function weightsOf(cases: readonly CheckCase[], profile: Profile, rubric: Rubric | null): Weights {
  const weights = new Map<string, number>();
  const ofProfile = cases.filter((one) => one.level[profile] !== null);
  for (const one of ofProfile) {
    const isDefault = rubric === null || rubric.others === "default";
    weights.set(one.id, isDefault ? defaultWeight(one, one.level[profile]) : 0);
  }
  if (rubric === null) return weights;
  for (const [id, weight] of Object.entries(rubric.weights)) {
    if (id.includes("/")) weights.set(id, weight);
    else for (const [each, part] of partsOf(id, weight, ofProfile, profile, rubric)) weights.set(each, part);
  }
  return weights;
}

/** What is wrong with a rubric for a profile: a weight that no case of the profile can earn; null: nothing. */
export function rubricProblemIn(
  rubric: Rubric,
  cases: readonly CheckCase[],
  profile: Profile,
): RubricProblem | null {
  const names = namesOf(cases.filter((one) => one.level[profile] !== null));
  const lost = Object.entries(rubric.weights).find(([id, weight]) => weight > 0 && !names.includes(id));
  if (lost !== undefined) return { kind: "not-in-profile", id: lost[0], profile };
  const total = [...weightsOf(cases, profile, rubric).values()].reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? null : { kind: "all-zero" };
}

function partsOf(
  requirement: string,
  weight: number,
  cases: readonly CheckCase[],
  profile: Profile,
  rubric: Rubric,
): [string, number][] {
  const all = cases.filter(
    ({ id }) => id.startsWith(`${requirement}/`) && !Object.hasOwn(rubric.weights, id),
  );
  const graded = all.filter((one) => one.level[profile] !== "info");
  const sharing = graded.length > 0 ? graded : all;
  const sum = sharing.reduce((total, { points }) => total + points, 0);
  return all.map((one) => {
    if (!sharing.includes(one)) return [one.id, 0];
    return [one.id, sum > 0 ? (weight * one.points) / sum : weight / sharing.length];
  });
}

function defaultWeight({ points }: CheckCase, level: Level | null): number {
  return level === "info" ? 0 : points;
}

/** Everything that a rubric may give a weight: requirements and cases. */
function namesOf(cases: readonly CheckCase[]): string[] {
  const requirements = cases.map(({ id }) => id.slice(0, id.indexOf("/")));
  return [...new Set(requirements), ...cases.map(({ id }) => id)];
}

/** The name that differs least from what was written, for a slip of the pen. */
function nearestTo(id: string, names: readonly string[]): string {
  const distances = names.map((name) => ({
    name,
    distance: editDistance(id.toLowerCase(), name.toLowerCase()),
  }));
  distances.sort((one, other) => one.distance - other.distance);
  return distances[0]?.name ?? "";
}

/** Letters to add, drop or change (Levenshtein); only the start of a long text counts. */
function editDistance(one: string, other: string): number {
  const letters = one.slice(0, 64);
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...letters].entries()) {
    const next = [at + 1];
    for (let to = 1; to <= other.length; to++) {
      const change = (row[to - 1] ?? 0) + (letter === other[to - 1] ? 0 : 1);
      next.push(Math.min(change, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value of a JSON file as a message may show it. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
