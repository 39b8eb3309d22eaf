import { createSecureContext } from "node:tls";
import type { SocketHandler, TLSOptions, TLSUpgradeOptions } from "bun";
import type { BunTransport, BunTransportSocket, Encrypt } from "./bun-transport.ts";
import type { TlsIdentity } from "./tls.ts";

/** The types of 1.4 do not know `isServer`; the runtime does since oven-sh/bun#25044 was closed. */
interface ServerUpgradeOptions extends TLSUpgradeOptions<BunTransport> {
  readonly isServer: true;
}

/** Callbacks of encrypted sockets. */
const CALLBACKS: SocketHandler<BunTransport> = {
  data: (socket, octets) => guarded(socket, (transport) => transport.received(octets)),
  drain: (socket) => guarded(socket, (transport) => transport.drained()),
  end: (socket) => guarded(socket, (transport) => transport.peerFinished()),
  close: (socket, error) => socket.data.closed(error),
  // What our own code throws is caught above: this is the TLS library's.
  error: (socket) => socket.data.sessionBroken(),
};

/**
 * Makes what begins the handshake of each connection of a listener.
 *
 * The listener itself is plain, and its sockets are upgraded: a listener made with TLS keeps its certificate for ever
 * (oven-sh/bun#43815), and a second one beside it would cost connections, as the kernel resets what waits in the
 * accept queue of the first when that is closed.
 *
 * @throws an Error of the TLS library when it cannot use `identity`.
 */
export function encryptWith(identity: TlsIdentity): Encrypt {
  const tls = serverOptions(identity);
  createSecureContext({ cert: identity.cert, key: identity.key, ca: identity.clientCa ?? undefined });
  const wantsCertificate = identity.clientCa !== null;
  const socket: SocketHandler<BunTransport> = {
    ...CALLBACKS,
    handshake: (encrypted, success, error) =>
      guarded(encrypted, (transport) =>
        transport.handshakeEnded(success ? "done" : "failed", error, wantsCertificate),
      ),
  };
  return (plain) => {
    const options: ServerUpgradeOptions = { data: plain.data, tls, socket, isServer: true };
    const [, encrypted] = plain.upgradeTLS<BunTransport>(options);
    return encrypted;
  };
}

/** TLS 1.2 is the least that Bun speaks as a server, and it never renegotiates. */
function serverOptions({ cert, key, clientCa }: TlsIdentity): TLSOptions {
  if (clientCa === null) return { cert, key };
  // Said although it is the default: NODE_TLS_REJECT_UNAUTHORIZED=0 would change that (oven-sh/bun#35240).
  return { cert, key, ca: clientCa, requestCert: true, rejectUnauthorized: true };
}

function guarded(socket: BunTransportSocket, action: (transport: BunTransport) => void): void {
  try {
    action(socket.data);
  } catch (error) {
    socket.data.failed(error);
  }
}
