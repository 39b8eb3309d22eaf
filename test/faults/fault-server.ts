import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { RawClient } from "../support/raw-client.ts";
import { type Configuration, type LoggedEvent, ServerProcess } from "../support/server-process.ts";
import { TIME_REPLY_LENGTH } from "../support/time-replies.ts";
import { until, within } from "../support/waiting.ts";

/** Time between two looks at the server's memory. */
const LOOK_MILLISECONDS = 50;
/** A server that was attacked is stopped in order: it drains for 5 s at most, and is given twice that. */
const STOP_MILLISECONDS = 10_000;
/** Threads of the server unless the case needs another number: more than one, so that they share the port. */
const THREADS = 2;

/** A newcomer gives up after this time, and pauses so long before it tries again. */
const NEWCOMER_MILLISECONDS = 10_000;
const NEWCOMER_PAUSE_MILLISECONDS = 20;

const LAUNCHER = fileURLToPath(new URL("../../bin/jam.js", import.meta.url));

/** How to start the server of a case. */
export interface FaultServerOptions {
  /** Options of `jam serve`. */
  readonly args?: readonly string[];
  /** Default 2. */
  readonly threads?: number;
  /**
   * Events that each thread tells one by one in a second. By default all, so that each close is known with its
   * reason; `usual` leaves it at what a user has.
   */
  readonly events?: "all" | "usual";
  readonly wrapper?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of the launcher: a program that prints the same events, with its arguments. */
  readonly program?: readonly string[];
}

/** The real program in a process of its own, and what it costs. Linux. */
export class FaultServer implements AsyncDisposable {
  readonly process: ServerProcess;
  readonly #watch: ReturnType<typeof setInterval>;
  #highest = 0;
  #processorBefore = 0;
  #processorSince = 0;

  private constructor(server: ServerProcess) {
    this.process = server;
    this.#watch = setInterval(() => this.#look(), LOOK_MILLISECONDS);
  }

  /** Starts it on a free port and waits until it listens. */
  static async start(engine: Configuration["engine"], options: FaultServerOptions): Promise<FaultServer> {
    const { args = [], threads = THREADS, events = "all" } = options;
    const fixed = ["--port", "0", "--zone", "UTC", "--lang", "en", "--log-format", "json", "--no-http"];
    const rate = events === "all" ? ["--log-rate", "100000"] : [];
    const program = options.program ?? [
      ...[LAUNCHER, "serve", "--engine", engine, ...fixed],
      ...["--threads", String(threads), ...rate, ...args],
    ];
    const { wrapper = [], env = {} } = options;
    return new FaultServer(await ServerProcess.start({ engine, threads, program, wrapper, env }));
  }

  get port(): number {
    return this.process.port;
  }

  /** Port on which it expects TLS. */
  async tlsPort(): Promise<number> {
    const { tlsPort } = await this.process.event("listening");
    return Number(tlsPort);
  }

  /** Descriptors it has open. */
  get descriptors(): number {
    return readdirSync(`/proc/${this.process.pid}/fd`).length;
  }

  /** Begins to note the highest memory and the processor time. @returns resident octets now. */
  beginWatch(): number {
    this.#processorBefore = this.process.processorMilliseconds;
    this.#processorSince = performance.now();
    this.#highest = this.process.residentOctets;
    return this.#highest;
  }

  /** Most resident octets seen since {@link beginWatch}. */
  get highestOctets(): number {
    this.#look();
    return this.#highest;
  }

  /** Processors kept busy since {@link beginWatch}: 1 is one of them all the time. */
  get processorShare(): number {
    const used = this.process.processorMilliseconds - this.#processorBefore;
    return used / (performance.now() - this.#processorSince);
  }

  /** How often each reason was given for a close, as the log tells. */
  closings(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { reason } of this.process.eventsOf("connection-closed")) {
      counts.set(String(reason), (counts.get(String(reason)) ?? 0) + 1);
    }
    return counts;
  }

  /** Waits until so many closes for a reason are told. */
  async closedFor(reason: string, count: number, milliseconds?: number): Promise<number> {
    const told = () => this.closings().get(reason) ?? 0;
    await until(() => told() >= count, `${count} closed for ${reason}`, milliseconds).catch(() => {});
    return told();
  }

  /** Waits until so many closes are told, one by one or counted. @returns how many are, then or when the time is over. */
  async closedInAll(count: number, milliseconds?: number): Promise<number> {
    const told = () =>
      this.process
        .eventsOf("rest-counted")
        .reduce((sum, { closed }) => sum + Number(closed), this.process.eventsOf("connection-closed").length);
    await until(() => told() >= count, `${count} closed`, milliseconds).catch(() => {});
    return told();
  }

  /** Waits until it has no more descriptors than that. @returns how many it has when it has, or at the end. */
  async settledDescriptors(most: number, milliseconds = 5000): Promise<number> {
    await until(() => this.descriptors <= most, "descriptors to be closed", milliseconds).catch(() => {});
    return this.descriptors;
  }

  /** How long a client that comes now waits for its first reply, in milliseconds; Infinity when it gets none. */
  async timeOfNewcomer(): Promise<number> {
    const start = performance.now();
    while (performance.now() - start < NEWCOMER_MILLISECONDS) {
      try {
        using client = await RawClient.connect({ port: this.port });
        const reply = await client.ask("TIME\r\n", TIME_REPLY_LENGTH);
        if (reply.startsWith("JAM ")) return performance.now() - start;
      } catch {
        // Refused or told that the server is busy: it asks again, as people do.
      }
      await delay(NEWCOMER_PAUSE_MILLISECONDS);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Events that tell of a fault of the server itself. */
  faults(): LoggedEvent[] {
    const types = ["connection-failed", "thread-died", "connection-thread-died"];
    return this.process.events.filter(({ event }) => types.includes(event));
  }

  /** Stops it in order. @returns what was wrong with that, null when nothing. */
  async stop(): Promise<string | null> {
    clearInterval(this.#watch);
    this.process.signal("SIGTERM");
    const { code, signal } = await within(
      this.process.exited(STOP_MILLISECONDS),
      "its end",
      STOP_MILLISECONDS,
    );
    return code === 0 ? null : `ended with ${code ?? signal}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#watch);
    await this.process[Symbol.asyncDispose]();
  }

  #look(): void {
    try {
      this.#highest = Math.max(this.#highest, this.process.residentOctets);
    } catch {
      // It has ended; the case finds that out by itself.
    }
  }
}
