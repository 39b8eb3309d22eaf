import { lookup } from "node:dns/promises";
import { TimeClient, type TlsOptions } from "../client/index.ts";
import { type ConnectionHandler, type Engine, loadEngine } from "../engine/index.ts";
import { JamError, reasonOf, systemCodeOf } from "../errors/index.ts";
import { SYSTEM_CLOCKS } from "./clocks.ts";
import { ConnectionOpening, type OpeningFailure } from "./connection-opening.ts";
import { type Dial, dialWith, type LoadTransport } from "./dial.ts";
import type { TargetAddress } from "./load-plan.ts";
import { REPLY_OCTETS, ReplyChecker } from "./reply-checker.ts";
import { QUIT_LINE, timeLines } from "./request-lines.ts";

/** How long the probe's connection may take to close; a server that serves one at a time needs it gone. */
const CLOSE_MILLISECONDS = 500;

/** A server that was seen to accept connections. */
export interface ProbedServer {
  /** The address that answered, of those that the name has. */
  readonly address: TargetAddress;
  /** Seconds east of UTC; null when its first reply was not a right one. */
  readonly zoneOffset: number | null;
}

/**
 * Connects once and asks for the time: is anybody there, at which address, in which zone?
 *
 * @param timeout milliseconds to connect, and again to reply.
 * @param tls as in `BenchTarget`.
 * @throws {JamError} JAM_HOST_NOT_RESOLVED, JAM_CONNECT_REFUSED, JAM_CONNECT_TIMEOUT, JAM_CONNECT_FAILED; with `tls`
 * also those whose codes begin with JAM_TLS_.
 */
export async function probe(
  host: string,
  port: number,
  timeout: number,
  tolerance: number,
  tls: TlsOptions | null,
): Promise<ProbedServer> {
  const engine = await loadEngine();
  const server = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  let failure: OpeningFailure | null = null;
  /** Names the server as the caller did. */
  const fail = (error: unknown): void => {
    if (isOfTls(error)) throw new JamError(error.code, { ...error.details, server }, { cause: error });
  };
  for (const numeric of await resolve(host)) {
    const address = { host: numeric, port };
    const outcome = await ask(engine, dialWith(engine, { address, tls, timeout }), timeout, tolerance);
    if ("zoneOffset" in outcome) {
      if (outcome.zoneOffset === null && tls !== null)
        await requireWelcome(address, tls, timeout).catch(fail);
      return { address, zoneOffset: outcome.zoneOffset };
    }
    // A server that is there and cannot be trusted says more than an address without one.
    if (!isOfTls(failure?.cause)) failure = outcome;
  }
  const { kind, reason, cause } = failure ?? { kind: "connect-failed", reason: "no address", cause: null };
  fail(cause);
  if (kind === "refused") throw new JamError("JAM_CONNECT_REFUSED", { server });
  if (kind === "connect-timeout")
    throw new JamError("JAM_CONNECT_TIMEOUT", { server, milliseconds: timeout });
  throw new JamError("JAM_CONNECT_FAILED", { server, reason });
}

async function resolve(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_HOST_NOT_RESOLVED", { host, reason }, { cause: error });
  }
}

/**
 * In TLS 1.3 a server tells only after the handshake that it does not like our certificate; then no request of
 * the load could be answered, and the load would only count how the connections ended.
 *
 * @throws {JamError} as TimeClient; what is not of TLS is counted in the run.
 */
async function requireWelcome(address: TargetAddress, tls: TlsOptions, timeout: number): Promise<void> {
  const options = { ...address, tls, connectTimeout: timeout, replyTimeout: timeout };
  await using client = await TimeClient.connect(options);
  await client.time();
}

function isOfTls(thrown: unknown): thrown is JamError {
  return thrown instanceof JamError && thrown.code.startsWith("JAM_TLS_");
}

function ask(
  engine: Engine,
  dial: Dial,
  timeout: number,
  tolerance: number,
): Promise<Pick<ProbedServer, "zoneOffset"> | OpeningFailure> {
  return new Promise((resolve) => {
    const opening = new ConnectionOpening(
      dial,
      (transport) => {
        clearTimeout(timer);
        const { sameOctets } = engine;
        const checker = new ReplyChecker({ sameOctets, clocks: SYSTEM_CLOCKS, tolerance, zoneOffset: null });
        const done = (): void => resolve({ zoneOffset: checker.zoneOffset });
        return new FirstQuestion(transport, checker, timeout, done);
      },
      (failure) => {
        clearTimeout(timer);
        resolve(failure);
      },
    );
    // Set last: a TLS handshake that takes too long then ends with an error of its own.
    const timer = setTimeout(() => {
      opening.giveUp();
      resolve({ kind: "connect-timeout", reason: "ETIMEDOUT", cause: null });
    }, timeout);
  });
}

/** The probe's connection: one TIME, one QUIT, and the close, each for a limited time. */
class FirstQuestion implements ConnectionHandler {
  readonly #transport: LoadTransport;
  readonly #checker: ReplyChecker;
  readonly #done: () => void;
  readonly #askedAt = performance.now();
  #timer: ReturnType<typeof setTimeout>;
  #reply: Uint8Array = new Uint8Array(0);
  #state: "asking" | "closing" = "asking";

  constructor(transport: LoadTransport, checker: ReplyChecker, timeout: number, done: () => void) {
    this.#transport = transport;
    this.#checker = checker;
    this.#done = done;
    this.#timer = setTimeout(() => transport.abort(), timeout);
    transport.write(timeLines(1));
  }

  received(octets: Uint8Array): void {
    if (this.#state === "closing") return;
    this.#reply = Buffer.concat([this.#reply, octets]);
    if (this.#reply.length < REPLY_OCTETS && !this.#reply.includes(10)) return;
    // What is wrong with it is counted in the run; here it only must not be taken for a zone.
    if (this.#reply.length >= REPLY_OCTETS) this.#checker.judge(this.#reply, 0, this.#askedAt);
    this.#end();
  }

  peerFinished(): void {
    this.#transport.end();
  }

  closed(): void {
    clearTimeout(this.#timer);
    this.#done();
  }

  failed(): void {}

  #end(): void {
    this.#state = "closing";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#transport.abort(), CLOSE_MILLISECONDS);
    this.#transport.write(QUIT_LINE);
    this.#transport.end();
  }
}
