import { after, before, describe } from "node:test";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { clockSuite } from "./clock-suite.ts";
import { concurrencySuite } from "./concurrency-suite.ts";
import { endingSuite } from "./ending-suite.ts";
import { listeningSuite } from "./listening-suite.ts";
import { logReaderSuite } from "./log-reader-suite.ts";
import { logSuite } from "./log-suite.ts";
import { optionSuite } from "./option-suite.ts";
import { stoppingSuite } from "./stopping-suite.ts";
import { threadDeathSuite } from "./thread-death-suite.ts";
import { volumeSuite } from "./volume-suite.ts";
import { wireSuite } from "./wire-suite.ts";

/** Everything a running `jam serve` is held to, for one engine and number of threads. */
export function behaviourSuite(configuration: Configuration): void {
  const { engine, threads } = configuration;
  describe(`jam serve on ${engine}, ${threads} ${threads === 1 ? "thread" : "threads"}`, () => {
    const tolerant = sharedServer(configuration);
    const strict = sharedServer(configuration, ["--strict"]);
    wireSuite(tolerant, "tolerant");
    wireSuite(strict, "strict");
    // Its own: the tests before leave the log's bounded number of lines used up.
    const fresh = sharedServer(configuration, ["--log-rate", "100000"]);
    endingSuite(fresh);
    concurrencySuite(fresh);
    volumeSuite(configuration);
    optionSuite(configuration, fresh);
    clockSuite(fresh);
    listeningSuite(configuration, fresh);
    stoppingSuite(configuration);
    logSuite(configuration);
    logReaderSuite(configuration);
    if (threads > 1) threadDeathSuite(configuration);
  });
}

/** One server for all tests of a suite that leave it as they found it. */
function sharedServer(configuration: Configuration, args: readonly string[] = []): () => ServerProcess {
  let server: ServerProcess | undefined;
  before(async () => {
    server = await ServerProcess.start({ ...configuration, args });
  });
  after(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  return () => {
    if (server === undefined) throw new Error("the server was not started");
    return server;
  };
}
