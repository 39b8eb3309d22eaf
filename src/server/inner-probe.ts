import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { ListenAddress } from "../engine/index.ts";
import { asciiOctets } from "../protocol/index.ts";

/** Which connections of a thread are inner probes: from this address, and one of these ports. */
export interface ExpectedProbes {
  /** One of this machine, at which the server listens too. */
  readonly address: string;
  readonly firstPort: number;
  readonly ports: number;
}

/** A serving thread, as far as probes ask it. */
export interface ProbedThread {
  /**
   * Says which connections are probes from now on; null: none. A probe is answered like any client's, but neither counted,
   * limited nor logged.
   *
   * @returns how many were answered since the last call.
   */
  expectProbes(expected: ExpectedProbes | null): Promise<number>;
}

/** The kernel picks a thread by the client's port: of four times as many ports one misses a thread in fifty. */
const PROBES_OF_A_THREAD = 4;
/** As many as one round has, at most. */
const MOST_PROBES = 64;
/** A thread that none of so many rounds has met does not accept: chance would leave one out in a million at most. */
const MOST_ROUNDS = 16;
/** Where the probes' own ports are taken from; one that is in use is left out. */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 60_000;
const QUESTION = asciiOctets("TIME\r\n");
const ANSWER = /^JAM [0-9 :]+\r\n$/;
const LONGEST_ANSWER = 64;

type Outcome = "answered" | "port-in-use" | "failed";

/**
 * Asks each thread for the time where its clients do: through its own listener, as one of them.
 *
 * @param at where they listen together.
 * @param milliseconds how long that may take in all.
 * @returns whether each of them answered, and no probe was left without an answer.
 */
export async function probeThreads(
  at: ListenAddress,
  threads: readonly ProbedThread[],
  milliseconds: number,
): Promise<boolean> {
  const over = new AbortController();
  const late = delay(milliseconds, false, { signal: over.signal }).catch(() => false);
  try {
    return await Promise.race([askAll(at, threads, over.signal), late]);
  } finally {
    over.abort();
  }
}

async function askAll(
  { host, port }: ListenAddress,
  threads: readonly ProbedThread[],
  over: AbortSignal,
): Promise<boolean> {
  const address = ownAddress(host);
  const unheard = new Set(threads);
  for (let round = 0; round < MOST_ROUNDS && unheard.size > 0 && !over.aborted; round++) {
    const ports = Math.min(PROBES_OF_A_THREAD * threads.length, MOST_PROBES);
    const firstPort = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT - ports));
    await Promise.all(threads.map((thread) => thread.expectProbes({ address, firstPort, ports })));
    const probes = Array.from({ length: ports }, (_, index) => probe(address, port, firstPort + index, over));
    const outcomes = await Promise.all(probes);
    const answered = await Promise.all(threads.map((thread) => thread.expectProbes(null)));
    if (outcomes.includes("failed")) return false;
    for (const [index, thread] of threads.entries()) if (answered[index] !== 0) unheard.delete(thread);
  }
  return unheard.size === 0;
}

/** An address of this machine at which a server that listens there is reached. Not each container has IPv6's own. */
function ownAddress(host: string): string {
  return host === "::" || host === "0.0.0.0" ? "127.0.0.1" : host;
}

/** One client that asks once. Its end is a reset: with FIN its port could not be used again for a minute. */
function probe(address: string, port: number, localPort: number, over: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, localAddress: address, localPort });
    let answer = "";
    const end = (outcome: Outcome): void => {
      over.removeEventListener("abort", giveUp);
      socket.resetAndDestroy();
      resolve(outcome);
    };
    const giveUp = (): void => end("failed");
    over.addEventListener("abort", giveUp, { once: true });
    socket.on("connect", () => socket.write(QUESTION));
    socket.on("data", (octets) => {
      answer += octets.toString("latin1");
      if (ANSWER.test(answer)) end("answered");
      else if (answer.length > LONGEST_ANSWER) end("failed");
    });
    socket.on("end", giveUp);
    socket.on("error", (error: NodeJS.ErrnoException) =>
      end(error.code === "EADDRINUSE" ? "port-in-use" : "failed"),
    );
  });
}
