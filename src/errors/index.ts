/** Errors with stable codes, in English and Indonesian. A leaf: it imports no other room. */
export { ERRORS, type ErrorCode, type ErrorEntry, type Language } from "./catalogue.ts";
export { type ErrorDetails, JamError, reasonOf, systemCodeOf } from "./jam-error.ts";
