import assert from "node:assert/strict";
import { INVALID } from "../protocol/delivery.ts";

/** R4: what every client relies on. */
export const TIME_REPLY_LENGTH = 14;
/** R13. */
export const DATED_REPLY_LENGTH = 25;

const TIME_REPLY = /^JAM (\d\d:\d\d:\d\d)\r\n$/;
const TIME_REPLIES = /JAM (\d\d:\d\d:\d\d)\r\n/g;
/** The reply of the tables of cases, which are written for a standing clock. */
const STANDING_REPLY = "JAM 03:04:05\r\n";

/** The label of a zone at an instant, made without the code under test. */
export function labelAt(milliseconds: number, zone: "UTC" | "Asia/Jakarta" = "UTC"): string {
  // Jakarta has been at UTC+7 since 1964.
  const offset = zone === "UTC" ? 0 : 7 * 3_600_000;
  return new Date(milliseconds + offset).toISOString().slice(11, 19);
}

/** `dd mm yyyy hh:mm:ss` in UTC (R13). */
export function datedLabelAt(milliseconds: number): string {
  const [year, month, day] = new Date(milliseconds).toISOString().slice(0, 10).split("-");
  return `${day} ${month} ${year} ${labelAt(milliseconds)}`;
}

/** The labels of all seconds between two readings of the wall clock. */
export function labelsBetween(before: number, after: number, label: (at: number) => string): Set<string> {
  const labels = new Set<string>();
  for (let second = Math.floor(before / 1000); second <= Math.floor(after / 1000); second++) {
    labels.add(label(second * 1000));
  }
  return labels;
}

/** Asserts that the octets are one reply to TIME, and right between two readings of the wall clock (R4). */
export function assertTimeReply(
  octets: string,
  before: number,
  after: number,
  zone: "UTC" | "Asia/Jakarta" = "UTC",
): void {
  const label = TIME_REPLY.exec(octets)?.[1];
  assert.ok(label !== undefined, `not a reply of R4: ${JSON.stringify(octets)}`);
  const allowed = labelsBetween(before, after, (at) => labelAt(at, zone));
  assert.ok(allowed.has(label), `${label} is none of ${[...allowed].join(", ")}`);
}

/** The same octets with every time reply as the tables of cases have it, to compare by. */
export function withStandingTime(octets: string): string {
  return octets.replace(TIME_REPLIES, STANDING_REPLY);
}

/** Asserts that the octets are so many replies to TIME, not one octet lost or out of order, times never going back. */
export function assertTimeReplies(octets: string, count: number): void {
  assert.equal(octets.length, count * TIME_REPLY_LENGTH, "octets in all");
  let previous = "";
  for (let at = 0; at < octets.length; at += TIME_REPLY_LENGTH) {
    const reply = octets.slice(at, at + TIME_REPLY_LENGTH);
    if (reply === previous) continue;
    assert.match(reply, TIME_REPLY, `reply ${at / TIME_REPLY_LENGTH + 1}`);
    // Midnight is the one moment at which a later label is smaller.
    assert.ok(reply > previous || reply.startsWith("JAM 00:00"), `${reply} after ${previous}`);
    previous = reply;
  }
}

export { INVALID };
