import { connect, type Socket } from "node:net";
import type { Probe, Reading, TraceEntry } from "./model.ts";

/** Octets kept of a connection that nobody has read yet; a server that sends more is read no further. */
const MOST_KEPT = 64 * 1024;
const FIRST_KEPT = 1024;
/** A wait that was shorter than this, in milliseconds, is not told as silence: it only looked whether something is there. */
const LEAST_SILENCE = 200;
/** Milliseconds that are waited behind the last line that was asked for: a server that says too much does so at once. */
const AFTER_LINES = 60;

/** What a probe needs to know. */
export interface ProbeOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds to wait for what should come, and for a connection. */
  readonly patience: number;
  /** Milliseconds without an octet that count as silence. */
  readonly quiet: number;
  readonly signal: AbortSignal;
  /** Is told all that happens. */
  readonly record: (what: TraceEntry["what"], octets?: Uint8Array | string) => void;
}

/**
 * Opens a connection.
 *
 * @returns when it is open or could not be opened: see {@link Probe.state}. Never throws.
 */
export async function openProbe(options: ProbeOptions): Promise<Probe> {
  const probe = new SocketProbe(options);
  await probe.opened();
  return probe;
}

class SocketProbe implements Probe {
  readonly #options: ProbeOptions;
  readonly #socket: Socket;
  readonly #waiting = new Set<() => void>();
  #state: Probe["state"] | "connecting" = "connecting";
  #failure = "";
  #kept: Buffer = Buffer.alloc(FIRST_KEPT);
  #length = 0;
  #overflow: "none" | "too-much" = "none";

  constructor(options: ProbeOptions) {
    this.#options = options;
    const { host, port, signal } = options;
    // Half-open: a server that goes on reading after its FIN, and a client that ends first, are both observed.
    this.#socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    this.#socket.on("connect", () => this.#became("open", "connected"));
    this.#socket.on("data", (chunk: Buffer) => this.#received(chunk));
    this.#socket.on("end", () => this.#over("ended"));
    this.#socket.on("error", (error: NodeJS.ErrnoException) => this.#failed(error.code ?? error.message));
    this.#socket.on("close", () => this.#over("ended"));
    const abort = () => this.close();
    signal.addEventListener("abort", abort, { once: true });
    this.#socket.once("close", () => signal.removeEventListener("abort", abort));
    if (signal.aborted) this.close();
  }

  get state(): Probe["state"] {
    return this.#state === "connecting" ? "timed-out" : this.#state;
  }

  get failure(): string {
    return this.#failure;
  }

  /** Waits until the connection is there, or is not to be. */
  async opened(): Promise<void> {
    const deadline = performance.now() + this.#options.patience;
    while (this.#state === "connecting") {
      if (await this.#changed(deadline)) continue;
      this.#failed("ETIMEDOUT");
      this.#socket.destroy();
    }
  }

  async send(octets: string | Uint8Array): Promise<void> {
    if (!this.#socket.writable) return;
    const buffer = typeof octets === "string" ? Buffer.from(octets, "latin1") : octets;
    this.#options.record("sent", buffer);
    await this.#inTime((done) => this.#socket.write(buffer, done));
  }

  async sendParts(parts: readonly string[], pause: number): Promise<void> {
    for (const [index, part] of parts.entries()) {
      if (index > 0) await this.#sleep(pause);
      await this.send(part);
    }
  }

  async end(): Promise<void> {
    if (!this.#socket.writable) return;
    this.#options.record("sent-end");
    await this.#inTime((done) => this.#socket.end(done));
  }

  reset(): void {
    if (this.#state === "closed") return;
    this.#options.record("sent-reset");
    this.#state = "closed";
    this.#socket.resetAndDestroy();
    this.#wake();
  }

  close(): void {
    this.#socket.destroy();
    if (this.#state === "open" || this.#state === "connecting") this.#state = "closed";
    this.#wake();
  }

  async lines(count: number, patience: number = this.#options.patience): Promise<Reading> {
    const ended = await this.#read((octets) => countOf(octets, 0x0a) >= count, patience, null);
    if (ended === "enough") await this.#read(() => false, AFTER_LINES, null);
    return this.#take(ended, this.#length);
  }

  async until(
    isEnough: (octets: Uint8Array) => boolean,
    patience: number = this.#options.patience,
  ): Promise<Reading> {
    return this.#take(await this.#read(isEnough, patience, null), this.#length);
  }

  async octets(count: number, patience: number = this.#options.patience): Promise<Reading> {
    const ended = await this.#read((octets) => octets.length >= count, patience, null);
    return this.#take(ended, Math.min(count, this.#length));
  }

  async untilQuiet(quiet: number = this.#options.quiet): Promise<Reading> {
    // A server that never is quiet must not hold the checker.
    const most = quiet + this.#options.patience;
    return this.#take(await this.#read(() => false, most, quiet), this.#length);
  }

  async untilEnd(patience: number = this.#options.patience): Promise<Reading> {
    return this.#take(await this.#read(() => false, patience, null), this.#length);
  }

  /** Waits until it is enough, or there is a reason not to wait longer. @param quiet also ends it, when not null. */
  async #read(
    isEnough: (octets: Uint8Array) => boolean,
    patience: number,
    quiet: number | null,
  ): Promise<Reading["ended"]> {
    const begun = performance.now();
    const deadline = begun + patience;
    let length = this.#length;
    let quietAt = quiet === null ? deadline : begun + quiet;
    for (;;) {
      if (isEnough(this.#kept.subarray(0, this.#length))) return "enough";
      if (this.#overflow === "too-much") return "too-much";
      if (this.#state === "ended") return "end";
      if (this.#state === "reset") return "reset";
      const isSilent = this.#state !== "open" || !(await this.#changed(Math.min(deadline, quietAt)));
      if (isSilent) {
        if (performance.now() - begun >= LEAST_SILENCE) this.#options.record("silence");
        return quiet !== null && performance.now() < quietAt ? "too-much" : "silence";
      }
      if (this.#length !== length && quiet !== null) quietAt = performance.now() + quiet;
      length = this.#length;
    }
  }

  #take(ended: Reading["ended"], count: number): Reading {
    const octets = new Uint8Array(this.#kept.subarray(0, count));
    this.#kept.copyWithin(0, count, this.#length);
    this.#length -= count;
    return { octets, ended };
  }

  #received(chunk: Buffer): void {
    if (this.#overflow === "too-much") return;
    this.#options.record("received", chunk);
    const fits = chunk.subarray(0, MOST_KEPT - this.#length);
    if (this.#length + fits.length > this.#kept.length) {
      const wider = Buffer.alloc(Math.min(MOST_KEPT, 2 * (this.#length + fits.length)));
      this.#kept.copy(wider, 0, 0, this.#length);
      this.#kept = wider;
    }
    fits.copy(this.#kept, this.#length);
    this.#length += fits.length;
    if (fits.length < chunk.length) {
      this.#overflow = "too-much";
      this.#socket.pause();
    }
    this.#wake();
  }

  #failed(code: string): void {
    if (this.#state !== "connecting") {
      this.#over("reset");
      return;
    }
    this.#failure = code;
    // A reset can overtake the news that the connection is there: the port was served, so it was not refused.
    if (code === "ECONNRESET") {
      this.#became("reset", "reset");
      return;
    }
    this.#became(code === "ETIMEDOUT" ? "timed-out" : "refused", "not-connected");
  }

  /** The server ended the connection; the first way in which it did is what is told. */
  #over(how: "ended" | "reset"): void {
    if (this.#state === "open") this.#became(how, how);
    else this.#wake();
  }

  #became(state: Probe["state"], what: TraceEntry["what"]): void {
    if (this.#state !== "connecting" && this.#state !== "open") return;
    this.#state = state;
    this.#options.record(what);
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Whether anything happened before the deadline. */
  #changed(deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const late = () => {
        this.#waiting.delete(wake);
        resolve(false);
      };
      const timer = setTimeout(late, Math.max(0, Math.ceil(deadline - performance.now())));
      this.#waiting.add(wake);
    });
  }

  /** Does something with the socket; a server that does not read must not hold the checker. */
  #inTime(work: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(done, this.#options.patience);
      // A socket that is destroyed meanwhile does not call back on every runtime.
      this.#socket.once("close", done);
      work(() => {
        this.#socket.off("close", done);
        done();
      });
    });
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    });
  }
}

function countOf(octets: Uint8Array, wanted: number): number {
  let count = 0;
  for (const octet of octets) if (octet === wanted) count += 1;
  return count;
}
