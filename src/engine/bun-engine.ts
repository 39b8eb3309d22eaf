import type { Socket as BunSocket } from "bun";
import type {
  Accept,
  Attach,
  CloseCause,
  ConnectionHandler,
  Engine,
  ListenAddress,
  Listener,
  ListenOptions,
  Transport,
} from "./engine.ts";
import { type Lingering, LingerQueue } from "./linger-queue.ts";
import { plainAddress } from "./peer-address.ts";

/**
 * `open`; `ending`: end() was called, octets are unsent; `lingering`: FIN is sent, the peer's is awaited;
 * `closed`.
 */
type State = "open" | "ending" | "lingering" | "closed";

/** Connections that we opened and ended wait so long for the server's end. */
const CLIENT_LINGER_MILLISECONDS = 1000;
const clientLingerQueue = new LingerQueue(CLIENT_LINGER_MILLISECONDS);

/** What the shared socket callbacks find in `socket.data`. */
class BunTransport implements Transport, Lingering {
  readonly #socket: BunSocket<BunTransport>;
  readonly #lingerQueue: LingerQueue;
  #handler: ConnectionHandler | null = null;
  /** Octets the kernel did not take: `write` keeps nothing of them (oven-sh/bun#35947). */
  #unsent: Uint8Array[] | null = null;
  #unsentOctets = 0;
  #state: State = "open";
  #isHeld = false;
  #peerFinished = false;
  #cause: CloseCause = "finished";
  lingerUntil = 0;

  constructor(socket: BunSocket<BunTransport>, lingerQueue: LingerQueue) {
    this.#socket = socket;
    this.#lingerQueue = lingerQueue;
  }

  attach(handler: ConnectionHandler): void {
    this.#handler = handler;
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
    if (this.#unsentOctets === 0 && !this.#isHeld) this.#socket.pause();
    this.#unsent ??= [];
    this.#unsent.push(new Uint8Array(octets.subarray(taken)));
    this.#unsentOctets += octets.length - taken;
  }

  hold(): void {
    if (this.#isHeld || this.#state === "closed") return;
    this.#isHeld = true;
    if (this.#unsentOctets === 0) this.#socket.pause();
  }

  release(): void {
    if (!this.#isHeld || this.#state === "closed") return;
    this.#isHeld = false;
    if (this.#unsentOctets === 0) this.#socket.resume();
  }

  dismiss(octets: Uint8Array): void {
    this.#socket.write(octets);
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

  received(octets: Uint8Array): void {
    if (this.#state !== "open") return;
    this.#handler?.received(octets);
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
    if (!this.#isHeld) this.#socket.resume();
    if (this.#state === "ending") this.#finish();
  }

  peerFinished(): void {
    this.#peerFinished = true;
    if (this.#state === "open") this.#handler?.peerFinished();
    else if (this.#state === "lingering") this.#socket.end();
  }

  closed(error: Error | undefined): void {
    if (this.#state === "lingering") this.#lingerQueue.remove(this);
    this.#state = "closed";
    if (error !== undefined && this.#cause === "finished") this.#cause = "reset";
    this.#handler?.closed(this.#cause);
  }

  failed(error: unknown): void {
    this.#handler?.failed(error);
    this.abort();
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

/** Callbacks of every socket; `open` makes what they find in `socket.data`. */
function callbacks(open: (socket: BunSocket<BunTransport>) => void) {
  return {
    open,
    data: (socket: BunSocket<BunTransport>, octets: Uint8Array) => socket.data.received(octets),
    drain: (socket: BunSocket<BunTransport>) => socket.data.drained(),
    end: (socket: BunSocket<BunTransport>) => socket.data.peerFinished(),
    close: (socket: BunSocket<BunTransport>, error?: Error) => socket.data.closed(error),
    error: (socket: BunSocket<BunTransport>, error: Error) => socket.data.failed(error),
  };
}

/** Sockets through `Bun.listen` and `Bun.connect`. */
export const bunEngine: Engine = {
  name: "bun",
  canSharePort: process.platform === "linux",
  sameOctets: (a, aStart, aEnd, b) => (a as Buffer).compare(b, 0, aEnd - aStart, aStart, aEnd) === 0,

  async listen(options: ListenOptions, accept: Accept): Promise<Listener> {
    const lingerQueue = new LingerQueue(options.lingerMilliseconds);
    // A variable, as the types do not know reusePort yet; the runtime does.
    const socketOptions = {
      hostname: options.host,
      port: options.port,
      // Linux refuses a bind without SO_REUSEPORT beside one with it, so "exclusive" needs no more than this.
      reusePort: options.sharing === "shared",
      // Without it a client that half-closes after TIME loses its reply.
      allowHalfOpen: true,
      socket: callbacks((socket) => {
        const transport = new BunTransport(socket, lingerQueue);
        socket.data = transport;
        const handler = accept(transport);
        if (handler === null) transport.abort();
        else transport.attach(handler);
      }),
    };
    const listener = Bun.listen<BunTransport>(socketOptions);
    return {
      host: options.host,
      port: listener.port,
      async close() {
        listener.stop(false);
      },
    };
  },

  // No way to give a socket to another thread in Bun 1.4.
  handover: null,

  async connect(address: ListenAddress, attach: Attach): Promise<void> {
    const { host: hostname, port } = address;
    const socket = callbacks((opened) => {
      const transport = new BunTransport(opened, clientLingerQueue);
      opened.data = transport;
      transport.attach(attach(transport));
    });
    await Bun.connect<BunTransport>({
      hostname,
      port,
      allowHalfOpen: true,
      socket: { ...socket, connectError: () => {} },
    });
  },
};
