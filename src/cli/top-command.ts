import type { Command } from "commander";
import { JamError } from "../errors/index.ts";
import type { ConnectionQuery } from "../observability/index.ts";
import type { CommandContext } from "./context.ts";
import { durationOption } from "./option-values.ts";
import { topMessages } from "./top-messages.ts";

/** Order of the connections. */
export type TopOrder = Pick<ConnectionQuery, "sort" | "order">;

/** Options of `jam top` as they were given. */
export interface TopFlags {
  readonly once?: true;
  /** Milliseconds. */
  readonly interval: number;
  readonly tokenFile?: string;
  readonly sort: TopOrder;
  readonly filter: string;
}

const SORTS: readonly ConnectionQuery["sort"][] = [
  "connection",
  "thread",
  "address",
  "openedAt",
  "requests",
  "lastRequestAt",
  "octetsReceived",
];
const DEFAULT_URL = "http://127.0.0.1:45080";
/** The server makes a snapshot a second: looking more often shows the same. */
const SHORTEST_INTERVAL = 200;
const LONGEST_INTERVAL = 3_600_000;
const MOST_FILTER_LENGTH = 64;

/** Adds `jam top [URL]`. */
export function registerTop(program: Command, context: CommandContext): void {
  const texts = topMessages(context.language);
  const interval = durationOption("--interval", SHORTEST_INTERVAL, LONGEST_INTERVAL);
  program
    .command("top")
    .description(texts.about)
    .argument("[URL]", texts.url, parseUrl)
    .option("--once", texts.once)
    .option("--interval <TIME>", texts.interval, interval)
    .option("--sort <COLUMN>", `${texts.sort}: ${SORTS.join(", ")}`, parseOrder)
    .option("--filter <TEXT>", texts.filter, parseFilter)
    .option("--token-file <FILE>", texts.tokenFile)
    .addHelpText("after", `\n${texts.notes}`)
    .action(async (url: URL | undefined, flags: Partial<TopFlags>) => {
      const { runTop } = await import("./top/top-run.ts");
      const {
        interval: pause = 1000,
        sort = { sort: "connection", order: "ascending" },
        filter = "",
      } = flags;
      await runTop(context, url ?? new URL(DEFAULT_URL), { ...flags, interval: pause, sort, filter });
    });
}

/** Reads `http://HOST:PORT` or `HOST:PORT`. */
function parseUrl(text: string): URL {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "")
    return url;
  throw new JamError("JAM_BAD_OPTION", { value: text, option: "URL", expected: "http://HOST:PORT" });
}

function parseOrder(text: string): TopOrder {
  const isReversed = text.startsWith("-");
  const sort = SORTS.find((known) => known === (isReversed ? text.slice(1) : text));
  if (sort !== undefined) return { sort, order: isReversed ? "descending" : "ascending" };
  throw new JamError("JAM_BAD_OPTION", { value: text, option: "--sort", expected: `[-]${SORTS.join("|")}` });
}

function parseFilter(text: string): string {
  if (text.length <= MOST_FILTER_LENGTH) return text;
  const expected = `0..${MOST_FILTER_LENGTH} characters`;
  throw new JamError("JAM_BAD_OPTION", {
    value: text.slice(0, MOST_FILTER_LENGTH),
    option: "--filter",
    expected,
  });
}
