import type { Socket as BunSocket } from "bun";
import { systemCodeOf } from "../errors/index.ts";
import type { CloseCause, ConnectionHandler, Transport } from "./engine.ts";
import { LargeReads, NOT_YET, type Reader } from "./large-reads.ts";
import type { Lingering, LingerQueue } from "./linger-queue.ts";
import { plainAddress } from "./peer-address.ts";
import type { Encryption, TlsFailure } from "./tls.ts";
import { badCertificate, tlsFailure } from "./tls-failure.ts";

/**
 * `open`; `ending`: end() was called, octets are unsent; `lingering`: FIN is sent, the peer's is awaited;
 * `closed`.
 */
type State = "open" | "ending" | "lingering" | "closed";

/** A socket whose callbacks find their transport in `socket.data`. */
export type BunTransportSocket = BunSocket<BunTransport>;

/** Begins a handshake as the server. @returns the encrypted socket, which replaces the plain one. */
export type Encrypt = (plain: BunTransportSocket) => BunTransportSocket;

/** So much is read in some ten milliseconds; a whole collection takes a few. */
const largeReads = new LargeReads(16 * 1024 * 1024, () => Bun.gc(true));

/** What the shared socket callbacks find in `socket.data`. */
export class BunTransport implements Transport, Lingering, Reader {
  #socket: BunTransportSocket;
  readonly #lingerQueue: LingerQueue;
  #handler: ConnectionHandler | null = null;
  /** Octets the kernel did not take: `write` keeps nothing of them (oven-sh/bun#35947). */
  #unsent: Uint8Array[] | null = null;
  #unsentOctets = 0;
  #state: State = "open";
  #isHeld = false;
  /** Waits for its turn to read, after a large read. */
  #isWaiting = false;
  lastRead = NOT_YET;
  #peerFinished = false;
  #cause: CloseCause = "finished";
  #encryption: Encryption;
  /** Called when the handshake may begin; null when it has, or when there is none. */
  #encrypt: Encrypt | null;
  lingerUntil = 0;

  /** @param encrypt null: the connection stays plain. */
  constructor(socket: BunTransportSocket, lingerQueue: LingerQueue, encrypt: Encrypt | null) {
    this.#socket = socket;
    this.#lingerQueue = lingerQueue;
    this.#encrypt = encrypt;
    this.#encryption = encrypt === null ? "none" : "handshake";
  }

  attach(handler: ConnectionHandler): void {
    this.#handler = handler;
    if (this.#encrypt === null) largeReads.opened(this);
    if (!this.#isHeld) this.#beginHandshake();
  }

  get encryption(): Encryption {
    return this.#encryption;
  }

  get remoteAddress(): string {
    return plainAddress(this.#socket.remoteAddress);
  }

  get remotePort(): number {
    return this.#socket.remotePort;
  }

  get unsentOctets(): number {
    return this.#unsentOctets;
  }

  write(octets: Uint8Array): void {
    if (this.#state === "closed") return;
    const taken = this.#unsentOctets > 0 ? 0 : this.#socket.write(octets);
    if (taken === octets.length) return;
    if (taken < 0) {
      this.#lost();
      return;
    }
    this.#pause();
    this.#unsent ??= [];
    this.#unsent.push(new Uint8Array(octets.subarray(taken)));
    this.#unsentOctets += octets.length - taken;
  }

  hold(): void {
    if (this.#isHeld || this.#state === "closed") return;
    this.#pause();
    this.#isHeld = true;
  }

  release(): void {
    if (!this.#isHeld || this.#state === "closed") return;
    this.#isHeld = false;
    this.#resume();
    this.#beginHandshake();
  }

  dismiss(octets: Uint8Array): void {
    if (this.#encryption === "none") this.#socket.write(octets);
    this.#state = "closed";
    this.#socket.end();
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ending";
    if (this.#unsentOctets === 0) this.#finish();
  }

  abort(): void {
    if (this.#state === "closed") return;
    this.#cause = "aborted";
    // Once FIN is sent, all replies are on their way: no reset that could overtake them.
    if (this.#state === "lingering") this.#socket.end();
    else this.#socket.terminate();
  }

  lingerExpired(): void {
    this.#socket.end();
  }

  /**
   * The handshake is over.
   *
   * @param error why it failed, or why the client's certificate is not good; null: neither.
   */
  handshakeEnded(outcome: "done" | "failed", error: Error | null, wantsCertificate: boolean): void {
    // A handshake that we have cut off is told as a failed one too.
    if (this.#cause !== "finished" || this.#encryption !== "handshake") return;
    if (outcome === "failed") {
      this.#handshakeFailed(tlsFailure(error));
    } else if (wantsCertificate && !this.#socket.authorized) {
      this.#handshakeFailed(badCertificate(systemCodeOf(error) ?? "UNVERIFIED"));
    } else {
      this.#encryption = "done";
      const clientName = wantsCertificate ? commonName(this.#socket.getPeerCertificate()) : null;
      this.#handler?.secured?.({ version: this.#socket.getTLSVersion(), clientName });
    }
  }

  /** The TLS library gave up an established session: a record that was tampered with, or the client's alert. */
  sessionBroken(): void {
    this.#lost();
  }

  received(octets: Uint8Array): void {
    if (this.lastRead === NOT_YET) largeReads.begun(this);
    if (this.#state === "open") this.#handler?.received(octets);
    this.lastRead = octets.length;
    if (!largeReads.isLarge(octets.length)) return;
    largeReads.note(octets.length);
    this.#pause();
    this.#resume();
  }

  holdBack(): boolean {
    if (this.#isPaused || this.#state !== "open") return false;
    this.#pause();
    this.#isWaiting = true;
    return true;
  }

  readAgain(): void {
    this.#isWaiting = false;
    if (this.lastRead !== NOT_YET) this.lastRead = 0;
    if (this.#state !== "closed") this.#resume();
  }

  get #isPaused(): boolean {
    return this.#unsentOctets > 0 || this.#isHeld || this.#isWaiting;
  }

  #pause(): void {
    if (!this.#isPaused) this.#socket.pause();
  }

  /** Reads on, if nothing else keeps it from that; after a large read when its turn has come. */
  #resume(): void {
    if (this.#isPaused) return;
    if (largeReads.isLarge(this.lastRead)) {
      this.#isWaiting = true;
      largeReads.wait(this);
    } else {
      this.#socket.resume();
    }
  }

  drained(): void {
    const unsent = this.#unsent;
    if (unsent === null) return;
    while (unsent.length > 0) {
      const next = unsent[0] as Uint8Array;
      const taken = this.#socket.write(next);
      if (taken < 0) {
        this.#lost();
        return;
      }
      this.#unsentOctets -= taken;
      if (taken < next.length) {
        unsent[0] = next.subarray(taken);
        return;
      }
      unsent.shift();
    }
    this.#unsent = null;
    this.#handler?.drained?.();
    // The handler may have sent more than the kernel takes, or held the reading.
    if (this.#unsentOctets > 0) return;
    this.#resume();
    if (this.#state === "ending") this.#finish();
  }

  peerFinished(): void {
    this.#peerFinished = true;
    if (this.#state === "open") this.#handler?.peerFinished();
    else if (this.#state === "lingering") this.#socket.end();
  }

  /** The plain socket below is gone. Once it was upgraded, the encrypted one tells that too. */
  plainClosed(error: Error | undefined): void {
    if (this.#encryption === "none" || this.#encrypt !== null) this.closed(error);
  }

  closed(error: Error | undefined): void {
    if (this.#state === "lingering") this.#lingerQueue.remove(this);
    if (this.lastRead === NOT_YET) largeReads.begun(this);
    this.#state = "closed";
    if (this.#encryption === "handshake" && this.#cause === "finished") {
      this.#cause = "tls-failed";
      this.#handler?.tlsFailed?.(tlsFailure(error ?? { code: "ECONNRESET" }));
    }
    if (error !== undefined && this.#cause === "finished") this.#cause = "reset";
    this.#handler?.closed(this.#cause);
  }

  failed(error: unknown): void {
    this.#handler?.failed(error);
    this.abort();
  }

  #beginHandshake(): void {
    const encrypt = this.#encrypt;
    if (encrypt === null || this.#state !== "open") return;
    this.#encrypt = null;
    this.#socket = encrypt(this.#socket);
  }

  #handshakeFailed(failure: TlsFailure): void {
    this.#cause = "tls-failed";
    this.#handler?.tlsFailed?.(failure);
    // Bun sends its alert and closes by itself, after this call. It must not depend on that who is let in.
    setImmediate(() => {
      if (this.#state !== "closed") this.#socket.terminate();
    });
  }

  /**
   * A negative count of a write says that the peer has reset the connection. The close callback does not
   * always follow: never for a socket that is paused. So we close it, after the handler's call is over.
   */
  #lost(): void {
    if (this.#cause === "finished") this.#cause = "reset";
    queueMicrotask(() => {
      if (this.#state !== "closed") this.#socket.terminate();
    });
  }

  #finish(): void {
    if (this.#peerFinished) {
      this.#socket.end();
      return;
    }
    this.release();
    this.#state = "lingering";
    this.#lingerQueue.add(this);
    // end() would close at once, and a close with octets unread is a reset.
    this.#socket.shutdown();
  }
}

/** Of several common names the last: it is the most specific (RFC 6125, 6.4.4). */
function commonName(certificate: unknown): string | null {
  const { subject } = (certificate ?? {}) as {
    readonly subject?: { readonly CN?: string | readonly string[] };
  };
  const names = [subject?.CN ?? []].flat();
  return names.at(-1) ?? null;
}
