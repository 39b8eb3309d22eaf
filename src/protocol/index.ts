/**
 * The JAM protocol, without I/O: octets in, values out. docs/protocol.md states the requirements R1 to R13.
 *
 * @module
 */
export { MAX_LINE_OCTETS, type Request, type Strictness } from "./grammar.ts";
export { asciiOctets, CR, latin1Text } from "./octets.ts";
export { INVALID_COMMAND, parseReply, type Reply } from "./reply.ts";
export type { SameOctets } from "./request-block.ts";
export {
  type FeedOutcome,
  type RequestWitness,
  Responder,
  Session,
  type SessionRules,
  type Verdict,
  type WitnessedRequest,
} from "./session.ts";
export {
  type CivilClock,
  type CivilTime,
  formatLabel,
  formatTimeOfDay,
  type ReplyForm,
} from "./time-of-day.ts";

/** The port of the protocol (R1). */
export const DEFAULT_PORT = 45000;

/** The port of the protocol over TLS, where a server offers it. */
export const DEFAULT_TLS_PORT = 45443;
