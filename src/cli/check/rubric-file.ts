import { readFileSync } from "node:fs";
import {
  ALL_CASES,
  type Profile,
  type Rubric,
  type RubricProblem,
  readRubric,
  rubricProblemIn,
} from "../../check/index.ts";
import { JamError, reasonOf, systemCodeOf } from "../../errors/index.ts";
import type { CheckMessages } from "./messages-en.ts";

/**
 * Reads the file of `--rubric`.
 *
 * @throws {JamError} JAM_FILE_NOT_READABLE, JAM_BAD_RUBRIC.
 */
export function readRubricFile(file: string, profile: Profile, texts: CheckMessages): Rubric {
  const reading = readRubric(contentOf(file), ALL_CASES);
  const problem =
    "problem" in reading ? reading.problem : rubricProblemIn(reading.rubric, ALL_CASES, profile);
  if (problem !== null) {
    throw new JamError("JAM_BAD_RUBRIC", { file, reason: reasonIn(problem, texts) });
  }
  return (reading as { readonly rubric: Rubric }).rubric;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_FILE_NOT_READABLE", { file, reason }, { cause: error });
  }
}

function reasonIn(problem: RubricProblem, { rubricProblem: texts }: CheckMessages): string {
  switch (problem.kind) {
    case "not-json":
      return texts["not-json"](problem.reason);
    case "unknown-field":
      return texts["unknown-field"](problem.field);
    case "bad-field":
      return texts[problem.field](problem.value);
    case "unknown-id":
      return texts["unknown-id"](problem.id, problem.nearest);
    case "not-in-profile":
      return texts["not-in-profile"](problem.id, problem.profile);
    case "bad-weight":
      return texts["bad-weight"](problem.id, problem.value);
    default:
      return texts[problem.kind];
  }
}
