import { connect, createServer, type Server, type ServerOpts, type Socket } from "node:net";
import type {
  Accept,
  Attach,
  CloseCause,
  ConnectionHandler,
  Engine,
  Handover,
  ListenAddress,
  Listener,
  ListenOptions,
  Transport,
} from "./engine.ts";
import { type Lingering, LingerQueue } from "./linger-queue.ts";
import { plainAddress } from "./peer-address.ts";

/** The kernel cuts it to `net.core.somaxconn`. */
const BACKLOG = 4096;
const NOTHING = new Uint8Array(0);

/** Connections that we opened and ended wait so long for the server's end. */
const CLIENT_LINGER_MILLISECONDS = 1000;
const clientLingerQueue = new LingerQueue(CLIENT_LINGER_MILLISECONDS);

type State = "open" | "ended" | "closed";

class NodeTransport implements Transport, Lingering {
  readonly #socket: Socket;
  readonly #lingerQueue: LingerQueue;
  #handler: ConnectionHandler | null = null;
  #state: State = "open";
  #cause: CloseCause = "finished";
  #isHeld = false;
  /** Octets are unsent; {@link #onFlushed} is called when they have left. */
  #isFlushing = false;
  lingerUntil = 0;

  constructor(socket: Socket, lingerQueue: LingerQueue) {
    this.#socket = socket;
    this.#lingerQueue = lingerQueue;
  }

  attach(handler: ConnectionHandler): void {
    this.#handler = handler;
    this.#socket.on("data", this.#onData);
    this.#socket.on("end", this.#onEnd);
    this.#socket.on("error", this.#onError);
    this.#socket.on("close", this.#onClose);
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
    this.#socket.write(Buffer.from(octets));
    if (this.#socket.writableLength === 0 || this.#isFlushing) return;
    // The stream buffers without limit: no more is read until all of it has left. Its own "drain"
    // comes only above its high-water mark, a callback of a write behind the others always.
    this.#isFlushing = true;
    this.#socket.pause();
    this.#socket.write(NOTHING, this.#onFlushed);
  }

  hold(): void {
    this.#isHeld = true;
    this.#socket.pause();
  }

  release(): void {
    this.#isHeld = false;
    if (!this.#isFlushing) this.#socket.resume();
  }

  dismiss(octets: Uint8Array): void {
    this.#state = "closed";
    this.#socket.on("error", this.#onError);
    this.#socket.end(octets);
    this.#socket.destroySoon();
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#isHeld = false;
    this.#socket.end(() => {
      if (this.#state === "ended" && !this.#socket.readableEnded) this.#lingerQueue.add(this);
    });
    this.#socket.resume();
  }

  abort(): void {
    if (this.#state === "closed") return;
    this.#cause = "aborted";
    // Once FIN is sent, all replies are on their way: no reset that could overtake them. While it is being
    // sent, resetAndDestroy() fails with EINVAL, leaves the descriptor open and never emits "close".
    if (this.#socket.writableEnded && this.#socket.writableLength === 0) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  lingerExpired(): void {
    this.#socket.destroy();
  }

  readonly #onData = (octets: Uint8Array): void => {
    if (this.#state !== "open") return;
    try {
      this.#handler?.received(octets);
    } catch (error) {
      this.#failed(error);
    }
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
    if (!this.#isHeld && !this.#isFlushing) this.#socket.resume();
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
    this.#state = "closed";
    this.#handler?.closed(this.#cause);
  };

  #failed(error: unknown): void {
    this.#handler?.failed(error);
    this.abort();
  }
}

/** Listens with the options that all our listeners share, and gives each connection to `onSocket`. */
function listen(
  options: ListenOptions,
  serverOptions: ServerOpts,
  onSocket: (socket: Socket) => void,
): Promise<Listener> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, ...serverOptions }, onSocket);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(
      {
        host: options.host,
        port: options.port,
        backlog: BACKLOG,
        exclusive: true,
        reusePort: options.sharing === "shared",
      },
      () => {
        server.off("error", reject);
        // Later errors are failed accepts (no descriptor left, for instance): the next accept may succeed.
        server.on("error", () => {});
        const address = server.address();
        const port = typeof address === "object" && address !== null ? address.port : options.port;
        resolve({ host: options.host, port, close: () => closeServer(server) });
      },
    );
  });
}

/** Waits for the listening socket only: the runtime's callback would wait for every connection too. */
function closeServer(server: Server): Promise<void> {
  server.close();
  return new Promise((resolve) => setImmediate(resolve));
}

function serveSocket(socket: Socket, lingerQueue: LingerQueue, accept: Accept): void {
  const transport = new NodeTransport(socket, lingerQueue);
  const handler = accept(transport);
  if (handler === null) transport.abort();
  else transport.attach(handler);
}

const handover: Handover = {
  // Only a socket that was never read from can be posted (nodejs/node, transferList, 26.6).
  listen: (options, onSocket) => listen(options, { pauseOnConnect: true }, onSocket),
  adopt(socket, lingerMilliseconds, accept) {
    serveSocket(socket as Socket, new LingerQueue(lingerMilliseconds), accept);
    (socket as Socket).resume();
  },
  discard: (socket) => (socket as Socket).destroy(),
};

/** Sockets through `node:net`. */
export const nodeEngine: Engine = {
  name: "node",
  canSharePort: process.platform === "linux",
  sameOctets: (a, aStart, aEnd, b) => (a as Buffer).compare(b, 0, aEnd - aStart, aStart, aEnd) === 0,
  handover: canPostSockets() ? handover : null,

  listen(options: ListenOptions, accept: Accept): Promise<Listener> {
    const lingerQueue = new LingerQueue(options.lingerMilliseconds);
    return listen(options, {}, (socket) => serveSocket(socket, lingerQueue, accept));
  },

  connect(address: ListenAddress, attach: Attach): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ ...address, allowHalfOpen: true, noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        serveSocket(socket, clientLingerQueue, attach);
        resolve();
      });
    });
  },
};

/** A fresh `net.Socket` can be posted since Node.js 26.6. */
function canPostSockets(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 26 || (major === 26 && minor >= 6);
}
