import type { ConnectionHandler, Transport } from "../../../src/engine/index.ts";

/** A transport without a socket, with a kernel that takes as many octets as it is told to. */
export class FakeKernel implements Transport {
  readonly remoteAddress = "192.0.2.1";
  readonly remotePort = 40_000;
  readonly encryption = "none";
  readonly #taken: readonly number[];
  #turn = 0;
  #handler: ConnectionHandler | null = null;
  #sent = "";
  #unsent = "";
  #isHeld = false;
  #state: "open" | "ending" | "ended" | "aborted" = "open";

  constructor(taken: readonly number[]) {
    this.#taken = taken;
  }

  attach(handler: ConnectionHandler): void {
    this.#handler = handler;
  }

  /** What the client has got, one character for each octet. */
  get sent(): string {
    return this.#sent;
  }

  get unsentOctets(): number {
    return this.#unsent.length;
  }

  /** Whether nothing more will come of it. */
  get hasEnded(): boolean {
    return this.#state === "ended" || this.wasAborted;
  }

  /** Whether it was cut off. */
  get wasAborted(): boolean {
    return this.#state === "aborted";
  }

  /** Whether the engine would read now. */
  get isReading(): boolean {
    return this.#state === "open" && !this.#isHeld && this.#unsent === "";
  }

  write(octets: Uint8Array): void {
    if (this.hasEnded) return;
    // The caller uses its memory again at once.
    this.#unsent += Buffer.from(octets).toString("latin1");
    if (this.#unsent.length === octets.length) this.#take();
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
  }

  dismiss(octets: Uint8Array): void {
    this.write(octets);
    this.#state = "ended";
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = this.#unsent === "" ? "ended" : "ending";
  }

  abort(): void {
    this.#state = "aborted";
  }

  /** The kernel has room again. @returns whether it took anything. */
  drain(): boolean {
    if (this.#unsent === "" || this.wasAborted) return false;
    this.#take();
    if (this.#unsent !== "") return true;
    this.#handler?.drained?.();
    if (this.#unsent === "" && this.#state === "ending") this.#state = "ended";
    return true;
  }

  #take(): void {
    const count = this.#taken[this.#turn++ % this.#taken.length] ?? 0;
    this.#sent += this.#unsent.slice(0, count);
    this.#unsent = this.#unsent.slice(count);
  }
}
