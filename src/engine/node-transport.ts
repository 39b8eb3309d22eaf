import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { CloseCause, ConnectionHandler, Transport } from "./engine.ts";
import { LargeReads, NOT_YET, type Reader } from "./large-reads.ts";
import type { Lingering, LingerQueue } from "./linger-queue.ts";
import { plainAddress } from "./peer-address.ts";
import type { Encryption, TlsFacts, TlsFailure } from "./tls.ts";
import { tlsFailure } from "./tls-failure.ts";

const NOTHING = new Uint8Array(0);

/** Replies from this size on are those to many requests at once, and may stay for long when their client does not read. */
const POOLED_BELOW = 1024;

/** Made when it is first needed: most threads never do. */
let collectYoung: (() => void) | null = null;
/** So much is read in a few milliseconds; a collection of young objects takes less than one. */
const largeReads = new LargeReads(4 * 1024 * 1024, () => {
  collectYoung ??= youngCollector();
  collectYoung();
});

type State = "open" | "ended" | "closed";

/** What a plain or encrypted socket has besides what is documented, since Node.js 0.x; guarded where it is used. */
type StoppableSocket = {
  readonly _handle?: { reading?: boolean; readStop?: () => number; readStart?: () => number } | null;
};

/** Begins a handshake as the server; `transport` is told of its end. */
export type Encrypt = (plain: Socket, transport: NodeTransport) => void;

export class NodeTransport implements Transport, Lingering, Reader {
  /** The encrypted socket, once there is one; else {@link #plain}. */
  #socket: Socket;
  readonly #plain: Socket;
  readonly #lingerQueue: LingerQueue;
  #handler: ConnectionHandler | null = null;
  #state: State = "open";
  #cause: CloseCause = "finished";
  #isHeld = false;
  /** Waits for its turn to read, after a large read. */
  #isWaiting = false;
  lastRead = NOT_YET;
  /** Octets are unsent; {@link #onFlushed} is called when they have left. */
  #isFlushing = false;
  #encryption: Encryption;
  /** Called when the handshake may begin; null when it has, or when there is none. */
  #encrypt: Encrypt | null;
  lingerUntil = 0;

  /** @param encrypt null: the connection stays plain. */
  constructor(socket: Socket, lingerQueue: LingerQueue, encrypt: Encrypt | null) {
    this.#socket = socket;
    this.#plain = socket;
    this.#lingerQueue = lingerQueue;
    this.#encrypt = encrypt;
    this.#encryption = encrypt === null ? "none" : "handshake";
  }

  attach(handler: ConnectionHandler): void {
    this.#handler = handler;
    if (this.#encryption === "none") {
      largeReads.opened(this);
      this.#listenTo(this.#socket);
      return;
    }
    this.#plain.on("error", this.#onError);
    this.#plain.on("close", this.#onHandshakeClose);
    if (!this.#isHeld) this.#beginHandshake();
  }

  get encryption(): Encryption {
    return this.#encryption;
  }

  get remoteAddress(): string {
    return plainAddress(this.#socket.remoteAddress);
  }

  get remotePort(): number {
    return this.#socket.remotePort ?? 0;
  }

  get unsentOctets(): number {
    return this.#socket.writableLength;
  }

  write(octets: Uint8Array): void {
    if (this.#state !== "open") return;
    // A write that the kernel does not take at once keeps a reference, and the caller's memory is used again.
    this.#socket.write(octets.length < POOLED_BELOW ? Buffer.from(octets) : ownCopy(octets));
    if (this.#socket.writableLength === 0 || this.#isFlushing) return;
    // The stream buffers without limit: no more is read until all of it has left. Its own "drain"
    // comes only above its high-water mark, a callback of a write behind the others always.
    this.#isFlushing = true;
    this.#pause();
    this.#socket.write(NOTHING, this.#onFlushed);
  }

  hold(): void {
    this.#isHeld = true;
    this.#pause();
  }

  /**
   * A paused stream goes on reading until it holds one chunk more, of up to 64 KiB, which nobody has asked for yet: with
   * thousands of clients that do not read that is what their number costs. So the handle is told to stop as well.
   */
  #pause(): void {
    this.#socket.pause();
    const { _handle: handle } = this.#socket as StoppableSocket;
    if (handle?.reading !== true || typeof handle.readStop !== "function") return;
    handle.reading = false;
    handle.readStop();
  }

  /**
   * Undoes {@link #pause}, if nothing else keeps it from reading; after a large read when its turn has come. The stream
   * tells its handle to go on only where it has no high-water mark, which is true of the sockets that our listeners
   * make, but not of encrypted ones and of those that another thread has accepted.
   */
  #resume(): void {
    if (this.#isHeld || this.#isWaiting || this.#state === "closed") return;
    // What still comes once we have ended is read and dropped.
    if (this.#isFlushing && this.#state === "open") return;
    if (largeReads.isLarge(this.lastRead)) {
      this.#isWaiting = true;
      largeReads.wait(this);
      return;
    }
    this.#socket.resume();
    const { _handle: handle } = this.#socket as StoppableSocket;
    if (handle?.reading !== false || typeof handle.readStart !== "function") return;
    handle.reading = true;
    handle.readStart();
  }

  release(): void {
    this.#isHeld = false;
    if (this.#encryption === "handshake") this.#beginHandshake();
    else this.#resume();
  }

  dismiss(octets: Uint8Array): void {
    this.#state = "closed";
    dismissSocket(this.#socket, this.#encryption === "none" ? octets : NOTHING);
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#isHeld = false;
    this.#socket.end(() => {
      if (this.#state === "ended" && !this.#socket.readableEnded) this.#lingerQueue.add(this);
    });
    this.#resume();
  }

  abort(): void {
    if (this.#state === "closed") return;
    this.#cause = "aborted";
    // Once FIN is sent, all replies are on their way: no reset that could overtake them. While it is being
    // sent, resetAndDestroy() fails with EINVAL, leaves the descriptor open and never emits "close".
    if (this.#socket.writableEnded && this.#socket.writableLength === 0) this.#socket.destroy();
    // An encrypted socket has no reset of its own.
    else this.#plain.resetAndDestroy();
  }

  holdBack(): boolean {
    if (this.#isHeld || this.#isFlushing || this.#isWaiting || this.#state !== "open") return false;
    this.#pause();
    this.#isWaiting = true;
    return true;
  }

  readAgain(): void {
    this.#isWaiting = false;
    if (this.lastRead !== NOT_YET) this.lastRead = 0;
    this.#resume();
  }

  lingerExpired(): void {
    this.#socket.destroy();
  }

  /** The handshake is done, and the client's certificate is good where one is wanted. */
  secured(encrypted: TLSSocket, facts: TlsFacts): void {
    if (this.#state === "closed") {
      encrypted.destroy();
      return;
    }
    this.#plain.off("close", this.#onHandshakeClose);
    this.#socket = encrypted;
    this.#encryption = "done";
    encrypted.allowHalfOpen = true;
    this.#listenTo(encrypted);
    try {
      if (this.#state === "open") this.#handler?.secured?.(facts);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The handshake failed; the socket is closed by the runtime. */
  handshakeFailed(failure: TlsFailure): void {
    if (this.#state === "closed" || this.#encryption !== "handshake" || this.#cause === "aborted") return;
    this.#cause = "tls-failed";
    this.#handler?.tlsFailed?.(failure);
  }

  #beginHandshake(): void {
    const encrypt = this.#encrypt;
    if (encrypt === null || this.#state !== "open") return;
    this.#encrypt = null;
    encrypt(this.#plain, this);
  }

  #listenTo(socket: Socket): void {
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("error", this.#onError);
    socket.on("close", this.#onClose);
  }

  /** The runtime tells why a handshake failed only after the socket below has closed. */
  readonly #onHandshakeClose = (): void => {
    setImmediate(() => {
      if (this.#state === "closed") return;
      if (this.#cause !== "tls-failed") this.handshakeFailed(tlsFailure({ code: "ECONNRESET" }));
      this.#onClose();
    });
  };

  readonly #onData = (octets: Uint8Array): void => {
    if (this.lastRead === NOT_YET) largeReads.begun(this);
    try {
      if (this.#state === "open") this.#handler?.received(octets);
    } catch (error) {
      this.#failed(error);
    }
    this.lastRead = octets.length;
    if (!largeReads.isLarge(octets.length)) return;
    largeReads.note(octets.length);
    this.#pause();
    this.#resume();
  };

  readonly #onFlushed = (): void => {
    if (this.#state === "closed") return;
    if (this.#socket.writableLength > 0) {
      this.#socket.write(NOTHING, this.#onFlushed);
      return;
    }
    this.#isFlushing = false;
    try {
      if (this.#state === "open") this.#handler?.drained?.();
    } catch (error) {
      this.#failed(error);
      return;
    }
    this.#resume();
  };

  readonly #onEnd = (): void => {
    if (this.#state !== "open") return;
    try {
      this.#handler?.peerFinished();
    } catch (error) {
      this.#failed(error);
    }
  };

  readonly #onError = (): void => {
    if (this.#cause === "finished") this.#cause = "reset";
  };

  readonly #onClose = (): void => {
    this.#lingerQueue.remove(this);
    if (this.lastRead === NOT_YET) largeReads.begun(this);
    this.#state = "closed";
    this.#handler?.closed(this.#cause);
  };

  #failed(error: unknown): void {
    this.#handler?.failed(error);
    this.abort();
  }
}

/** Sends what the kernel takes of `octets` at once and closes. */
export function dismissSocket(socket: Socket, octets: Uint8Array): void {
  // A client that has gone already is as well.
  socket.on("error", () => {});
  socket.end(octets);
  socket.destroySoon();
}

/**
 * A copy in memory of its own. Buffer.from() cuts small ones from a pool of 64 KiB, which lives as long as any cut: a few
 * octets for each of thousands of clients that do not read would keep some 16 KiB for each.
 */
function ownCopy(octets: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(octets.length);
  copy.set(octets);
  return copy;
}

/**
 * V8's collection of young objects, under a millisecond, which is not in reach without its flag. The flag stays: it is
 * the whole process's, and one thread would take it from another that is about to need it; only contexts made from
 * then on see it.
 */
function youngCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: { type: "minor" }) => void;
  return () => collect({ type: "minor" });
}
