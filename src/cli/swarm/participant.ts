import { performance } from "node:perf_hooks";
import {
  type Arrival,
  type ConnectionEnd,
  type ConnectionWatcher,
  LineConnection,
  type TlsOptions,
  visibleText,
} from "../../client/index.ts";
import { JamError } from "../../errors/index.ts";
import { latin1Text, parseReply } from "../../protocol/index.ts";
import type { Observation, ReplyProblem } from "./observation.ts";
import type { QuietPeriod } from "./quiet-period.ts";
import type { OwedReply } from "./send-text.ts";

/** How long a reply that has begun may take to get its line end, in milliseconds. */
const LINE_END_GRACE = 200;

/** What all connections of a swarm share. */
export interface SwarmSettings {
  readonly host: string;
  readonly port: number;
  /** Undefined: not encrypted. */
  readonly tls: TlsOptions | undefined;
  readonly octets: Uint8Array;
  readonly owed: readonly OwedReply[];
  /** Longest wait for the connection and for the reply, milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** `performance.now()` at the start. */
  readonly startedAt: number;
  /** Restarted by every first reply; connections are held open until it is over. */
  readonly hold: QuietPeriod;
}

/** Is told what happens to a connection, as it happens. */
export interface SwarmLog {
  connected(name: string): void;
  sending(name: string): void;
  replied(name: string, reply: string, problem: ReplyProblem | null, milliseconds: number): void;
  closing(name: string, by: "us" | "server", milliseconds: number): void;
  failed(name: string, error: JamError): void;
}

/** One connection of a swarm: connects, asks, is answered, is held open, closes; and keeps record of it. */
export class Participant implements ConnectionWatcher, Observation {
  readonly name: string;
  openedAt: number | null = null;
  askedAt: number | null = null;
  answeredAt: number | null = null;
  endedAt: number | null = null;
  endedBy: Observation["endedBy"] = null;
  failure: JamError | null = null;
  readonly replies: string[] = [];
  problem: ReplyProblem | null = null;
  readonly #settings: SwarmSettings;
  readonly #log: SwarmLog;
  #end: ConnectionEnd | null = null;
  #wake: (() => void) | null = null;

  constructor(name: string, settings: SwarmSettings, log: SwarmLog) {
    this.name = name;
    this.#settings = settings;
    this.#log = log;
  }

  /** Lives through the whole life of the connection. What goes wrong does not reject, it is in `failure`. */
  async run(): Promise<void> {
    const { host, port, tls, timeout, signal, octets, hold } = this.#settings;
    let connection: LineConnection;
    try {
      connection = await LineConnection.open({ host, port, tls, connectTimeout: timeout, signal }, this);
    } catch (thrown) {
      this.#fail(thrown);
      return;
    }
    this.openedAt = this.#now();
    this.#log.connected(this.name);
    this.#log.sending(this.name);
    this.askedAt = this.#now();
    connection.send(octets);
    await this.#until(() => this.answeredAt !== null, timeout);
    if (this.answeredAt !== null) {
      await Promise.race([hold.over(), this.#until(() => false)]);
      await this.#until(() => this.replies.length > 0, LINE_END_GRACE);
    }
    this.#conclude(connection);
    await connection.close();
  }

  received({ lines }: Arrival): void {
    if (this.answeredAt === null) {
      this.answeredAt = this.#now();
      this.#settings.hold.restart();
    }
    for (const line of lines) {
      const isTime = parseReply(latin1Text(line.octets)).kind === "time";
      this.#reply(visibleText(line.octets), isTime ? "time" : "line");
    }
    this.#wake?.();
  }

  ended(end: ConnectionEnd): void {
    this.#end = end;
    this.endedAt ??= this.#now();
    this.#wake?.();
  }

  /** Says and records how it ended: by us now, or by the server before. */
  #conclude(connection: LineConnection): void {
    const fragment = connection.takeFragment();
    if (fragment.length > 0) this.#reply(visibleText(fragment), "line", "no-line-end");
    const { server } = connection;
    const request = visibleText(this.#settings.octets);
    if (this.#end?.kind === "failed") {
      this.#fail(this.#end.error);
    } else if (this.answeredAt === null && this.#end !== null) {
      this.#fail(connection.closedError(request));
    } else if (this.answeredAt === null) {
      this.#fail(
        new JamError("JAM_REPLY_TIMEOUT", { server, request, milliseconds: this.#settings.timeout }),
      );
    } else {
      this.problem ??= this.replies.length < this.#settings.owed.length ? "missing-reply" : null;
      this.endedBy = this.#end === null ? "us" : "server";
      this.endedAt ??= this.#now();
      this.#log.closing(this.name, this.endedBy, this.endedAt - (this.openedAt ?? 0));
    }
  }

  #reply(text: string, kind: OwedReply, fault: ReplyProblem | null = null): void {
    const owed = this.#settings.owed[this.replies.length];
    let problem = fault;
    if (owed === undefined) problem ??= "surplus-reply";
    else if (owed === "time" && kind !== "time") problem ??= "wrong-reply";
    this.replies.push(text);
    this.problem ??= problem;
    this.#log.replied(this.name, text, problem, this.#now() - (this.askedAt ?? 0));
  }

  #fail(thrown: unknown): void {
    // Anything else than a JamError is a mistake of ours and must not be told as the server's.
    if (!(thrown instanceof JamError)) throw thrown;
    this.failure = thrown;
    this.endedBy = "failure";
    this.endedAt ??= this.#now();
    this.#log.failed(this.name, thrown);
  }

  /** Waits until something is true, the connection ends, or the time is over. */
  async #until(isDone: () => boolean, milliseconds?: number): Promise<void> {
    const deadline = milliseconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + milliseconds;
    while (!isDone() && this.#end === null && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer =
          deadline === Number.POSITIVE_INFINITY
            ? undefined
            : setTimeout(resolve, Math.max(1, deadline - performance.now()));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
  }

  #now(): number {
    return performance.now() - this.#settings.startedAt;
  }
}
