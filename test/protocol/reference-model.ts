import type { Strictness, Verdict, WitnessedRequest } from "../../src/protocol/index.ts";

/** One request of a stream, as the requirements read it. */
export interface ReferenceRequest {
  readonly request: WitnessedRequest;
  /** The line without its line end; of an overlong one all that there is. */
  readonly line: string;
  /** Place in the stream of the octet with which the request is known. */
  readonly knownAt: number;
}

export interface ReferenceReading {
  readonly requests: readonly ReferenceRequest[];
  readonly verdict: Verdict;
}

/**
 * What a whole stream asks for by R2 to R10, read in the plainest way there is: all of it at once, as text,
 * split at LF. Written apart from src/protocol so that the two can disagree.
 */
export function readStream(stream: string, strictness: Strictness): ReferenceReading {
  const requests: ReferenceRequest[] = [];
  const pieces = stream.split("\n");
  let begin = 0;
  for (const [index, piece] of pieces.entries()) {
    const isComplete = index < pieces.length - 1;
    const tooLongAt = placeTooLong(piece);
    // R10, with or without a line end: no octet that may follow can make the line short again.
    if (tooLongAt !== null) {
      requests.push({ request: "overlong", line: piece, knownAt: begin + tooLongAt });
      return { requests, verdict: "overlong" };
    }
    const request = isComplete ? readPiece(piece, strictness) : null;
    if (request !== null) {
      requests.push({ request, line: piece.replace(/\r$/, ""), knownAt: begin + piece.length });
    }
    if (request === "quit") return { requests, verdict: "quit" };
    begin += piece.length + 1;
  }
  return { requests, verdict: "open" };
}

/** Where in a piece between two LF the first octet stands that belongs to no line of 512 octets and no line end. */
function placeTooLong(piece: string): number | null {
  // The 513th octet may yet be the CR of the line end, the 514th may not.
  if (piece.length > 512 && piece.charAt(512) !== "\r") return 512;
  return piece.length > 513 ? 513 : null;
}

function readPiece(piece: string, strictness: Strictness): "time" | "quit" | "invalid" | null {
  if (piece === "" || piece === "\r") return null;
  const form = strictness === "strict" ? /^(TIME|QUIT)\r$/ : /^(TIME|QUIT)( [\0-\x7f]*)?\r?$/;
  const verb = form.exec(piece)?.[1];
  if (verb === undefined) return "invalid";
  return verb === "TIME" ? "time" : "quit";
}
