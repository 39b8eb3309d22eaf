import type { CheckCase } from "../model.ts";
import { ABUSE_CASES } from "./abuse.ts";
import { AFTERMATH_CASES } from "./aftermath.ts";
import { CLOCK_CASES } from "./clock.ts";
import { CONCURRENCY_CASES } from "./concurrency.ts";
import { ENDING_CASES } from "./ending.ts";
import { FORMAT_CASES } from "./format.ts";
import { FRAMING_CASES } from "./framing.ts";
import { LIFECYCLE_CASES } from "./lifecycle.ts";
import { LINE_CASES } from "./lines.ts";
import { QUIT_CASES } from "./quit.ts";

/** All cases, in the order in which they are shown; the runner has an order of its own. */
export const ALL_CASES: readonly CheckCase[] = [
  ...FORMAT_CASES,
  ...CLOCK_CASES,
  ...FRAMING_CASES,
  ...LINE_CASES,
  ...QUIT_CASES,
  ...ENDING_CASES,
  ...ABUSE_CASES,
  ...CONCURRENCY_CASES,
  ...AFTERMATH_CASES,
  ...LIFECYCLE_CASES,
];

/** Cases that run before all others, in this order. */
export const FIRST_CASES: readonly string[] = ["R1/connects", "OPS/survives-first-client"];

/**
 * Cases that may hurt a weak server: they run when all else is known, one at a time and in this order, so that it is known
 * which of them did. The last one ends one server in three.
 */
export const ROUGH_CASES: readonly string[] = [
  "R11/reset",
  "R11/nul-and-controls",
  "R10/long-line",
  "R10/endless-line",
  "R11/not-utf8",
];

/** Cases of a server that runs: of one that is gone they say nothing, so it neither passes nor fails them. */
export const RUNNING_CASES: readonly string[] = ["OPS/no-spin", "OPS/no-leak", "OPS/restarts"];

/** Cases that run after all others, in this order. */
export const LAST_CASES: readonly string[] = ["OPS/survives-many", "OPS/restarts"];
