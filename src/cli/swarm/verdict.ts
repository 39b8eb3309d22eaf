import { type Observation, type Served, servedOnes } from "./observation.ts";

/** Two connections served at the same time: `later` was answered while `earlier`, answered before, was open. */
export interface Overlap {
  readonly earlier: Served;
  readonly later: Served;
}

/**
 * A connection that had to wait for another: it had asked while `first`, already answered, was open, and
 * was answered only after that had closed, or gave up while that was still open.
 */
export interface Wait {
  readonly first: Served;
  readonly waited: Observation;
}

/**
 * How much later than it happened a close by the server may be seen, in milliseconds: another connection's
 * reply that was sent after the close can be read before it. Our own close is known to the instant.
 */
const CLOSE_SEEN_LATE = 50;

/** What the observations prove. `together`: most connections that were answered and open at one time. */
export type Verdict =
  | { readonly kind: "concurrent"; readonly together: number; readonly overlap: Overlap }
  | { readonly kind: "limited"; readonly together: number; readonly wait: Wait }
  | { readonly kind: "one-at-a-time"; readonly together: 1; readonly wait: Wait }
  | { readonly kind: "too-few" | "closed-early"; readonly together: number };

/**
 * Judges a run (R12).
 *
 * An open TCP connection proves nothing, as the kernel makes it before a server accepts it; so only
 * connections that were answered and not yet closed count as served.
 */
export function judge(observations: readonly Observation[]): Verdict {
  const served = servedOnes(observations);
  const together = mostTogether(served);
  const wait = findWait(observations, served);
  if (wait !== null) {
    return together > 1 ? { kind: "limited", together, wait } : { kind: "one-at-a-time", together: 1, wait };
  }
  const overlap = findOverlap(served);
  if (overlap !== null) return { kind: "concurrent", together, overlap };
  return { kind: served.length < 2 ? "too-few" : "closed-early", together };
}

function mostTogether(served: readonly Served[]): number {
  let most = 0;
  for (const one of served) {
    const open = served.filter((other) => other === one || isOpenAt(other, one.answeredAt));
    most = Math.max(most, open.length);
  }
  return most;
}

/** The clearest overlap: the last connection answered, and the first that was open all the while. */
function findOverlap(served: readonly Served[]): Overlap | null {
  for (const later of served.toReversed()) {
    const earlier = served.find((other) => other !== later && isOpenAt(other, later.answeredAt));
    if (earlier !== undefined) return { earlier, later };
  }
  return null;
}

/** Whether a connection was being served at an instant, beyond doubt. */
function isOpenAt({ observation, answeredAt, endedAt }: Served, instant: number): boolean {
  const certainUntil = observation.endedBy === "us" ? endedAt : endedAt - CLOSE_SEEN_LATE;
  return answeredAt <= instant && instant < certainUntil;
}

/** The first wait that was seen. */
function findWait(observations: readonly Observation[], served: readonly Served[]): Wait | null {
  const late = served.map(({ observation }) => observation);
  const silent = observations.filter(isGivenUp);
  for (const waited of [...late, ...silent]) {
    const first = served.findLast((other) => other.observation !== waited && madeWait(other, waited));
    if (first !== undefined) return { first, waited };
  }
  return null;
}

function isGivenUp({ answeredAt, failure }: Observation): boolean {
  return answeredAt === null && failure?.code === "JAM_REPLY_TIMEOUT";
}

function madeWait(first: Served, { askedAt, answeredAt, endedAt }: Observation): boolean {
  if (askedAt === null || askedAt >= first.endedAt) return false;
  // A server that closes by itself frees its hands itself: nobody was made to wait by our holding on.
  if (answeredAt !== null) return first.observation.endedBy === "us" && first.endedAt <= answeredAt;
  return endedAt !== null && isOpenAt(first, endedAt);
}
