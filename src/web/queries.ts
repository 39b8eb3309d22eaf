import { JamError } from "../errors/index.ts";
import type { ConnectionQuery } from "../observability/index.ts";

const SORTS = [
  "connection",
  "thread",
  "address",
  "openedAt",
  "requests",
  "lastRequestAt",
  "octetsReceived",
] as const satisfies readonly ConnectionQuery["sort"][];
const ORDERS = ["ascending", "descending"] as const satisfies readonly ConnectionQuery["order"][];

/** Longer than any address. */
const MOST_FILTER_LENGTH = 64;
const MOST_OFFSET = 10_000_000;
const MOST_ROWS = 200;
const USUAL_ROWS = 50;

/**
 * Which page of connections is asked for. Left out: the first 50, by number.
 *
 * @throws {JamError} JAM_HTTP_BAD_QUERY.
 */
export function connectionQueryIn(query: URLSearchParams): ConnectionQuery {
  const filter = query.get("filter") ?? "";
  if (filter.length > MOST_FILTER_LENGTH)
    throw badQuery("filter", filter, `0..${MOST_FILTER_LENGTH} characters`);
  return {
    sort: wordIn(query, "sort", SORTS),
    order: wordIn(query, "order", ORDERS),
    filter,
    offset: numberIn(query, "offset", 0, MOST_OFFSET, 0),
    limit: numberIn(query, "limit", 1, MOST_ROWS, USUAL_ROWS),
  };
}

/** Since when, or since which number: 0 when it is left out. @throws {JamError} JAM_HTTP_BAD_QUERY. */
export function sinceIn(query: URLSearchParams): number {
  return numberIn(query, "since", 0, Number.MAX_SAFE_INTEGER, 0);
}

function wordIn<Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const value = query.get(name) ?? words[0];
  const word = words.find((known) => known === value);
  if (word === undefined) throw badQuery(name, value, words.join("|"));
  return word;
}

function numberIn(query: URLSearchParams, name: string, least: number, most: number, usual: number): number {
  const text = query.get(name);
  if (text === null) return usual;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw badQuery(name, text, `${least}..${most}`);
}

function badQuery(name: string, value: string, expected: string): JamError {
  return new JamError("JAM_HTTP_BAD_QUERY", { name, value: value.slice(0, 64), expected });
}
