import { CR } from "../protocol/index.ts";
import { MOST_BLOCK_OCTETS, readProxyBlock } from "./proxy-header-block.ts";
import { MOST_LINE_OCTETS, readProxyLine } from "./proxy-header-line.ts";

/** Why octets are no PROXY header. */
export type ProxyHeaderFault =
  /** They do not begin like one: no proxy speaks here, or it is not told to send a header. */
  | "not-a-header"
  /** Version 1: the line does not follow the grammar. */
  | "bad-line"
  /** Version 1: an address is not one of the announced family. */
  | "bad-address"
  /** Version 1: a port is not a whole number from 0 to 65535. */
  | "bad-port"
  /** Version 2: neither LOCAL nor PROXY of version 2. */
  | "bad-command"
  /** Version 2: unassigned address family or transport. */
  | "bad-family"
  /** Version 2: shorter than its addresses. */
  | "too-short"
  /** Version 1: no CR LF in the first 107 octets. Version 2: more than 2048 octets behind the fixed 16. */
  | "too-long"
  /** Version 2: the fields behind the addresses do not fit into the header, or the checksum has not 4 octets. */
  | "bad-field"
  /** Version 2: it carries a checksum that is not that of its octets. */
  | "bad-checksum";

/** The client that a proxy speaks for. */
export interface ProxySource {
  /** Dotted IPv4, also where it came inside IPv6; otherwise IPv6 as in RFC 5952. */
  readonly address: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** What is known of a PROXY header so far. */
export type ProxyHeaderResult =
  | { readonly kind: "incomplete" }
  | {
      readonly kind: "header";
      /** `local`: the proxy speaks for itself, usually to see whether the server lives. */
      readonly command: "proxy" | "local";
      /** Null: the connection's own address counts (LOCAL, UNKNOWN, UNSPEC, UNIX sockets, datagrams). */
      readonly source: ProxySource | null;
      /** Octets of the header in the chunk fed last; what follows them is the client's. */
      readonly consumed: number;
    }
  | { readonly kind: "invalid"; readonly reason: ProxyHeaderFault };

/** The most octets of a header: the longer of the two versions. */
const MOST_OCTETS = Math.max(MOST_LINE_OCTETS, MOST_BLOCK_OCTETS);
/** Room for a line or for a block with two UNIX addresses; longer ones are rare. */
const USUAL_OCTETS = 256;
/** Versions are told apart by the first octet: the P of PROXY, or the CR of version 2's signature. */
const FIRST_OF_LINE = 0x50;
const FIRST_OF_BLOCK = CR;

const INCOMPLETE: ProxyHeaderResult = { kind: "incomplete" };
const NOT_A_HEADER: ProxyHeaderResult = { kind: "invalid", reason: "not-a-header" };

/**
 * Reads the header that a proxy sends before the client's octets (HAProxy's "The PROXY protocol", versions 1 and
 * 2), in whatever cut it arrives. Never throws; keeps at most 2064 octets, and none when the header comes whole.
 *
 * One for each connection from a trusted proxy. Whether there is a header to read is never guessed from the
 * octets: a client could write one itself.
 */
export class ProxyHeaderReader {
  #held: Uint8Array | null = null;
  #heldOctets = 0;

  /**
   * Takes octets as they arrived; they are copied where they have to be kept. A fault is told at the first octet
   * after which no header can follow; what stands behind the addresses of version 2 is looked at in the end.
   *
   * @returns after `header` or `invalid` there is nothing more to feed.
   */
  feed(octets: Uint8Array): ProxyHeaderResult {
    const before = this.#heldOctets;
    const result = readHeader(before === 0 ? octets : this.#hold(octets));
    if (result.kind === "header") return { ...result, consumed: result.consumed - before };
    if (result.kind === "incomplete" && before === 0) this.#hold(octets);
    return result;
  }

  /** @returns all octets so far, up to the most there can be in a header. */
  #hold(octets: Uint8Array): Uint8Array {
    const total = Math.min(this.#heldOctets + octets.length, MOST_OCTETS);
    let held = this.#held;
    if (held === null || held.length < total) {
      const grown = new Uint8Array(total > USUAL_OCTETS ? MOST_OCTETS : USUAL_OCTETS);
      if (held !== null) grown.set(held);
      this.#held = held = grown;
    }
    held.set(octets.subarray(0, total - this.#heldOctets), this.#heldOctets);
    this.#heldOctets = total;
    return held.subarray(0, total);
  }
}

function readHeader(octets: Uint8Array): ProxyHeaderResult {
  const [first] = octets;
  if (first === undefined) return INCOMPLETE;
  if (first === FIRST_OF_LINE) return readProxyLine(octets);
  return first === FIRST_OF_BLOCK ? readProxyBlock(octets) : NOT_A_HEADER;
}
