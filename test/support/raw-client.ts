import { connect, type Socket } from "node:net";
import { within } from "./waiting.ts";

/** How the server's side of a connection came to its end. */
export type ServerEnd = "eof" | "reset";

/** Where to connect, and whether to read at once. */
export interface RawClientOptions {
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** false: nothing is read before {@link RawClient.startReading}, so that the server's replies pile up. */
  readonly reading?: boolean;
}

/** A client that knows nothing of the protocol: octets out, octets in, and every way to end. */
export class RawClient implements Disposable {
  readonly #socket: Socket;
  readonly #isWanted = new Set<() => void>();
  #chunks: Buffer[] = [];
  #length = 0;
  #end: ServerEnd | null = null;

  private constructor(socket: Socket, reading: boolean) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("end", () => this.#ended("eof"));
    // Our own writes into a closed connection end here too; what the server did is told by the first of them.
    socket.on("error", () => this.#ended("reset"));
    socket.on("close", () => this.#ended("reset"));
    if (reading) this.startReading();
  }

  static async connect({ port, host = "127.0.0.1", reading = true }: RawClientOptions): Promise<RawClient> {
    const socket = connect({ port, host, allowHalfOpen: true });
    const connected = new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    await within(connected, `a connection to ${host} port ${port}`);
    return new RawClient(socket, reading);
  }

  /** The client's own port, by which the log names it. */
  get port(): number {
    return this.#localPort;
  }

  get #localPort(): number {
    const { localPort } = this.#socket;
    if (localPort === undefined) throw new Error("a closed connection has no port; ask before");
    return localPort;
  }

  startReading(): void {
    this.#socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      this.#tell();
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Sends octets, one character each. Resolves when the kernel has them, whether or not it could deliver them. */
  send(octets: string | Uint8Array): Promise<void> {
    const buffer = typeof octets === "string" ? Buffer.from(octets, "latin1") : octets;
    return new Promise((resolve) => this.#socket.write(buffer, () => resolve()));
  }

  /** Sends each octet in a segment of its own. */
  async sendOctetByOctet(octets: string): Promise<void> {
    for (const octet of octets) await this.send(octet);
  }

  /** Sends FIN and goes on reading. Resolves when it is sent. */
  halfClose(): Promise<void> {
    return new Promise((resolve) => this.#socket.end(() => resolve()));
  }

  /**
   * Sends RST. Not while a half-close is under way: Node.js then neither resets nor closes, and its event loop
   * spins on the socket that nobody owns any more.
   */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Octets received that nobody took yet. */
  get waitingOctets(): number {
    return this.#length;
  }

  /** How the server ended, null while it did not. */
  get serverEnd(): ServerEnd | null {
    return this.#end;
  }

  /** Takes exactly so many octets, as text with one character each. */
  async take(count: number, milliseconds?: number): Promise<string> {
    const what = () => `${count} octets; ${this.#length} came: ${JSON.stringify(this.#peek())}`;
    await this.#until(() => this.#length >= count || this.#end !== null, what, milliseconds);
    if (this.#length < count) throw new Error(`the connection ended (${this.#end}) before ${what()}`);
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all.subarray(count)];
    this.#length -= count;
    return all.toString("latin1", 0, count);
  }

  /** Takes all octets until the server ends. */
  async takeToEnd(milliseconds?: number): Promise<{ octets: string; end: ServerEnd }> {
    const what = () => `the server's end; so far came ${JSON.stringify(this.#peek())}`;
    await this.#until(() => this.#end !== null, what, milliseconds);
    const octets = Buffer.concat(this.#chunks).toString("latin1");
    this.#chunks = [];
    this.#length = 0;
    return { octets, end: this.#end as ServerEnd };
  }

  /** Sends a line and takes the reply of so many octets. */
  async ask(line: string, replyLength: number, milliseconds?: number): Promise<string> {
    await this.send(line);
    return this.take(replyLength, milliseconds);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #ended(end: ServerEnd): void {
    this.#end ??= end;
    this.#tell();
  }

  #peek(): string {
    return Buffer.concat(this.#chunks).toString("latin1").slice(0, 80);
  }

  #tell(): void {
    for (const tell of this.#isWanted) tell();
  }

  async #until(isThere: () => boolean, what: () => string, milliseconds?: number): Promise<void> {
    if (isThere()) return;
    let look = (): void => {};
    const arrival = new Promise<void>((resolve) => {
      look = () => {
        if (isThere()) resolve();
      };
    });
    this.#isWanted.add(look);
    try {
      await within(arrival, what, milliseconds);
    } finally {
      this.#isWanted.delete(look);
    }
  }
}

/** Connects so many clients at the same time. */
export function connectMany(count: number, options: RawClientOptions): Promise<RawClient[]> {
  return Promise.all(Array.from({ length: count }, () => RawClient.connect(options)));
}
