import type { SocketHandler } from "bun";
import { encryptWith } from "./bun-tls.ts";
import { BunTransport, type BunTransportSocket } from "./bun-transport.ts";
import type { Accept, Attach, Engine, ListenAddress, Listener, ListenOptions } from "./engine.ts";
import { LingerQueue } from "./linger-queue.ts";

/** Connections that we opened and ended wait so long for the server's end. */
const CLIENT_LINGER_MILLISECONDS = 1000;
const clientLingerQueue = new LingerQueue(CLIENT_LINGER_MILLISECONDS);

type Open = (socket: BunTransportSocket) => void;

/** Callbacks of plain sockets; `open` makes what they find in `socket.data`. */
function plainCallbacks(open: Open): SocketHandler<BunTransport> {
  return {
    open,
    data: (socket, octets) => socket.data.received(octets),
    drain: (socket) => socket.data.drained(),
    end: (socket) => socket.data.peerFinished(),
    close: (socket, error) => socket.data.plainClosed(error),
    error: (socket, error) => socket.data.failed(error),
  };
}

/** Callbacks of plain sockets that are upgraded: what goes through them is the encrypted socket's business. */
function upgradedCallbacks(open: Open): SocketHandler<BunTransport> {
  return {
    open,
    // Bun wants data or drain; with data it would copy every octet for us once more.
    drain: () => {},
    close: (socket, error) => socket.data.plainClosed(error),
    error: (socket, error) => socket.data.failed(error),
  };
}

/** Sockets through `Bun.listen` and `Bun.connect`. */
export const bunEngine: Engine = {
  name: "bun",
  canSharePort: process.platform === "linux",
  sameOctets: (a, aStart, aEnd, b) => (a as Buffer).compare(b, 0, aEnd - aStart, aStart, aEnd) === 0,

  async listen(options: ListenOptions, accept: Accept): Promise<Listener> {
    const lingerQueue = new LingerQueue(options.lingerMilliseconds);
    let encrypt = options.tls === undefined ? null : encryptWith(options.tls);
    function open(socket: BunTransportSocket): void {
      const transport = new BunTransport(socket, lingerQueue, encrypt);
      socket.data = transport;
      const handler = accept(transport);
      if (handler === null) transport.abort();
      else transport.attach(handler);
    }
    // Linux refuses a bind without SO_REUSEPORT beside one with it, so "exclusive" needs no more than this.
    const newSocket = {
      hostname: options.host,
      port: options.port,
      reusePort: options.sharing === "shared",
    };
    // A variable, as the types do not know reusePort yet, nor that fd may take the address's place; the runtime does.
    const socketOptions = {
      ...(options.descriptor === undefined
        ? newSocket
        : ({ fd: options.descriptor } as unknown as typeof newSocket)),
      // Without it a client that half-closes after TIME loses its reply.
      allowHalfOpen: true,
      socket: encrypt === null ? plainCallbacks(open) : upgradedCallbacks(open),
    };
    const listener = Bun.listen<BunTransport>(socketOptions);
    return {
      host: options.host,
      // Bun tells none of a socket that was made elsewhere.
      port: options.descriptor === undefined ? listener.port : options.port,
      renewTls(identity) {
        encrypt = encryptWith(identity);
      },
      async close() {
        listener.stop(false);
      },
    };
  },

  checkTls(identity) {
    encryptWith(identity);
  },

  // No way to give a socket to another thread in Bun 1.4.
  handover: null,

  async connect(address: ListenAddress, attach: Attach): Promise<void> {
    const { host: hostname, port } = address;
    const socket = plainCallbacks((opened) => {
      const transport = new BunTransport(opened, clientLingerQueue, null);
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
