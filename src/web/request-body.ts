import type { IncomingMessage } from "node:http";

/** A line of 512 octets as JSON, each of them escaped, and some space. */
const MOST_BODY_OCTETS = 4096;

/** A request's body as text; null when it is longer than any that is right. Rejects when the client left. */
export async function textOf(request: IncomingMessage): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let octets = 0;
  // To its end, even when it is too long: the answer would not reach a client that still sends. The request's deadline
  // bounds how long that can take.
  for await (const part of request as AsyncIterable<Uint8Array>) {
    octets += part.byteLength;
    if (octets <= MOST_BODY_OCTETS) parts.push(part);
  }
  return octets <= MOST_BODY_OCTETS ? Buffer.concat(parts).toString("utf8") : null;
}
