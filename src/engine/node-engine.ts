import { connect, createServer, type Server, type ServerOpts, type Socket } from "node:net";
import type { Accept, Attach, Engine, Handover, ListenAddress, Listener, ListenOptions } from "./engine.ts";
import { LingerQueue } from "./linger-queue.ts";
import { encryptWith } from "./node-tls.ts";
import { dismissSocket, type Encrypt, NodeTransport } from "./node-transport.ts";

/** The kernel cuts it to `net.core.somaxconn`. */
const BACKLOG = 4096;

/** Connections that we opened and ended wait so long for the server's end. */
const CLIENT_LINGER_MILLISECONDS = 1000;
const clientLingerQueue = new LingerQueue(CLIENT_LINGER_MILLISECONDS);

/** Listens with the options that all our listeners share, and gives each connection to `onSocket`. */
function listen(
  options: ListenOptions,
  serverOptions: ServerOpts,
  onSocket: (socket: Socket, encrypt: Encrypt | null) => void,
): Promise<Listener> {
  let encrypt = options.tls === undefined ? null : encryptWith(options.tls);
  const server = createServer(
    { allowHalfOpen: true, highWaterMark: 0, noDelay: true, ...serverOptions },
    (socket) => onSocket(socket, encrypt),
  );
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(
      options.descriptor === undefined
        ? {
            host: options.host,
            port: options.port,
            backlog: BACKLOG,
            exclusive: true,
            reusePort: options.sharing === "shared",
          }
        : { fd: options.descriptor, backlog: BACKLOG },
      () => {
        server.off("error", reject);
        // Later errors are failed accepts (no descriptor left, for instance): the next accept may succeed.
        server.on("error", () => {});
        const address = server.address();
        const port = typeof address === "object" && address !== null ? address.port : options.port;
        resolve({
          host: options.host,
          port,
          renewTls(identity) {
            encrypt = encryptWith(identity);
          },
          close: () => closeServer(server),
        });
      },
    );
  });
}

/** Waits for the listening socket only: the runtime's callback would wait for every connection too. */
function closeServer(server: Server): Promise<void> {
  server.close();
  return new Promise((resolve) => setImmediate(resolve));
}

function serveSocket(
  socket: Socket,
  lingerQueue: LingerQueue,
  encrypt: Encrypt | null,
  accept: Accept,
): void {
  const transport = new NodeTransport(socket, lingerQueue, encrypt);
  const handler = accept(transport);
  if (handler === null) transport.abort();
  else transport.attach(handler);
}

const handover: Handover = {
  // Only a socket that was never read from can be posted (nodejs/node, transferList, 26.6).
  listen: (options, onSocket) => listen(options, { pauseOnConnect: true }, onSocket),
  adopt(socket, lingerMilliseconds, accept, tls) {
    const encrypt = tls === null ? null : encryptWith(tls);
    serveSocket(socket as Socket, new LingerQueue(lingerMilliseconds), encrypt, accept);
    // An encrypted socket reads by itself from the one below it.
    if (encrypt === null) (socket as Socket).resume();
  },
  dismiss: (socket, octets) => dismissSocket(socket as Socket, octets),
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
    return listen(options, {}, (socket, encrypt) => serveSocket(socket, lingerQueue, encrypt, accept));
  },

  checkTls(identity) {
    encryptWith(identity);
  },

  connect(address: ListenAddress, attach: Attach): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ ...address, allowHalfOpen: true, noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        serveSocket(socket, clientLingerQueue, null, attach);
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
