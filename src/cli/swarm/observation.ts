import type { JamError } from "../../errors/index.ts";

/** What is wrong with the replies of a connection. */
export type ReplyProblem = "wrong-reply" | "no-line-end" | "surplus-reply" | "missing-reply";

/** What was seen of one connection. Instants are milliseconds since the start of the run. */
export interface Observation {
  /** `0`, or `0.1` for the second connection of client 0. */
  readonly name: string;
  /** The TCP connection was made. A server need not have accepted it yet. */
  readonly openedAt: number | null;
  /** The request was sent. */
  readonly askedAt: number | null;
  /** The first octet of a reply came: the server is serving this connection. */
  readonly answeredAt: number | null;
  /** The connection ended, by whomever; or the attempt to make it was given up. */
  readonly endedAt: number | null;
  /** Who ended it; `failure` when it broke, was never made, or its reply never came. */
  readonly endedBy: "us" | "server" | "failure" | null;
  readonly failure: JamError | null;
  /** The reply lines, safe to print. */
  readonly replies: readonly string[];
  readonly problem: ReplyProblem | null;
}

/** A connection that was answered, and for how long it was then still open. */
export interface Served {
  readonly observation: Observation;
  readonly answeredAt: number;
  readonly endedAt: number;
}

/** The connections that were answered, in the order of their first reply. */
export function servedOnes(observations: readonly Observation[]): Served[] {
  return observations
    .flatMap((observation) => {
      const { answeredAt, endedAt } = observation;
      return answeredAt === null
        ? []
        : [{ observation, answeredAt, endedAt: endedAt ?? Number.POSITIVE_INFINITY }];
    })
    .sort((one, other) => one.answeredAt - other.answeredAt);
}
