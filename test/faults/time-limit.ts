import { inTime } from "./figures.ts";
import type { PoliteResult } from "./polite-client.ts";

/** The polite client may wait so many times longer than at a quiet server. */
const TIMES_QUIET = 5;
/** How long the polite client had to wait, and how long it may have to. Milliseconds. */
export interface TimeVerdict {
  readonly p99: number;
  readonly limit: number;
  /** In words. */
  readonly figures: string;
}

/**
 * The limit is five times the p99 of a quiet server: this one before the attack, or the bystander during it, whichever
 * was slower. The bystander shares the machine with attack and attacked, but not the clients.
 *
 * @param floorMilliseconds a p99 up to this is well all the same. Server, attacker and clients share the processors, two of
 * them on many machines: whoever wants to run waits for a few slices of the scheduler (3 ms each on Linux) when others
 * compute, with any server. At 10 ms each reply is there before the next question; where other programs compute
 * as well, a higher one tells delays from stalls.
 */
export function judgeTime(
  result: PoliteResult,
  floorMilliseconds: number,
  witnessed?: PoliteResult,
): TimeVerdict {
  const { quiet, attacked } = result.phases;
  if (quiet === undefined || attacked === undefined) throw new Error("a polite client without its phases");
  const bystander = witnessed?.phases.attacked?.p99 ?? 0;
  const limit = Math.max(TIMES_QUIET * Math.max(quiet.p99, bystander), floorMilliseconds);
  const parts = [`p99 ${inTime(quiet.p99)} quiet`, `${inTime(attacked.p99)} attacked`];
  if (witnessed !== undefined) parts.push(`${inTime(bystander)} bystander`);
  return { p99: attacked.p99, limit, figures: `${parts.join(", ")}, limit ${inTime(limit)}` };
}
