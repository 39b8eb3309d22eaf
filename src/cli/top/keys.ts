import { type ConnectionQuery, REACHABLE_ROWS } from "../../observability/index.ts";

/** What a key asks for: a query of the table that is another one, or the end. */
export type KeyOutcome = "quit" | ConnectionQuery;

const SORT_OF_KEY: Readonly<Record<string, ConnectionQuery["sort"]>> = {
  n: "connection",
  t: "thread",
  a: "address",
  o: "openedAt",
  r: "requests",
  l: "lastRequestAt",
  i: "octetsReceived",
};
const QUIT = new Set(["q", "Q", "\x03", "\x04"]);
const NEXT_PAGE = new Set(["\x1b[B", "\x1b[C", "\x1b[6~", " ", "\x1bOB", "\x1bOC"]);
const PAGE_BEFORE = new Set(["\x1b[A", "\x1b[D", "\x1b[5~", "\x1bOA", "\x1bOD"]);

/** What comes next after a key. @param total connections that fit. */
export function afterKey(key: string, query: ConnectionQuery, total: number): KeyOutcome {
  if (QUIT.has(key)) return "quit";
  const { offset, limit } = query;
  const end = Math.min(total, REACHABLE_ROWS);
  if (NEXT_PAGE.has(key)) return offset + limit < end ? { ...query, offset: offset + limit } : query;
  if (PAGE_BEFORE.has(key)) return { ...query, offset: Math.max(0, offset - limit) };
  const sort = SORT_OF_KEY[key];
  if (sort === undefined) return query;
  const isAgain = sort === query.sort && query.order === "ascending";
  return { ...query, sort, order: isAgain ? "descending" : "ascending", offset: 0 };
}
