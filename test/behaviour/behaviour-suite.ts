import { after, before, describe } from "node:test";
import { type Configuration, ServerProcess } from "../support/server-process.ts";
import { admissionSuite } from "./admission-suite.ts";
import { clockSuite } from "./clock-suite.ts";
import { concurrencySuite } from "./concurrency-suite.ts";
import { connectionThreadsSuite } from "./connection-threads-suite.ts";
import { endingSuite } from "./ending-suite.ts";
import { iterativeSuite } from "./iterative-suite.ts";
import { limitsSuite } from "./limits-suite.ts";
import { listeningSuite } from "./listening-suite.ts";
import { logReaderSuite } from "./log-reader-suite.ts";
import { logSuite } from "./log-suite.ts";
import { optionSuite } from "./option-suite.ts";
import { proxySuite } from "./proxy-suite.ts";
import { stoppingSuite } from "./stopping-suite.ts";
import { takeoverSuite } from "./takeover-suite.ts";
import { threadDeathSuite } from "./thread-death-suite.ts";
import { tlsRenewalSuite } from "./tls-renewal-suite.ts";
import { clientCertificateSuite, tlsStartSuite, tlsSuite } from "./tls-suite.ts";
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
    limitsSuite(configuration);
    admissionSuite(configuration);
    proxySuite(configuration);
    encryptionSuite(configuration);
    stoppingSuite(configuration);
    takeoverSuite(configuration);
    logSuite(configuration);
    logReaderSuite(configuration);
    if (threads > 1) threadDeathSuite(configuration);
  });
}

/** What a model of concurrency that is not the event loop is held to: all that it can do by its nature. */
export function modelSuite(configuration: Required<Configuration>): void {
  const { engine, model } = configuration;
  describe(`jam serve --model ${model} on ${engine}`, () => {
    wireSuite(sharedServer(configuration), "tolerant");
    const fresh = sharedServer(configuration, ["--log-rate", "100000"]);
    endingSuite(fresh, model === "iterative" ? "one-at-a-time" : "few");
    optionSuite(configuration, fresh);
    clockSuite(fresh);
    encryptionSuite(configuration);
    if (model === "iterative") {
      iterativeSuite(fresh);
    } else {
      // Fewer than --max-threads, and a thread for each is not made in no time.
      concurrencySuite(fresh, { counts: [20, 60], soon: 0, idle: 5 });
      connectionThreadsSuite(configuration);
      volumeSuite(configuration);
    }
  });
}

/** Everything about encrypted connections. */
function encryptionSuite(configuration: Configuration): void {
  tlsSuite(configuration);
  clientCertificateSuite(configuration);
  tlsStartSuite(configuration);
  tlsRenewalSuite(configuration);
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
