import type { Expectation } from "./expectation.ts";
import { CLIENTS } from "./expected-clients.ts";
import { FRAMING } from "./expected-framing.ts";
import { REPLIES } from "./expected-replies.ts";

/**
 * What the checker must find out about each server of the zoo, by the server's name. It is written from the servers and
 * the protocol: an expectation that the checker does not meet is a fault of one of the three, to be found by reading.
 */
export const EXPECTATIONS: ReadonlyMap<string, Expectation> = new Map(
  Object.entries({ ...FRAMING, ...REPLIES, ...CLIENTS }),
);
