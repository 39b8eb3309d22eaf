import { constants } from "node:crypto";
import type { Socket } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import type { Encrypt, NodeTransport } from "./node-transport.ts";
import type { TlsIdentity } from "./tls.ts";
import { badCertificate, tlsFailure } from "./tls-failure.ts";

/** Deadlines are the connection's business; the runtime's own, of 120 s, would come first. */
const NO_DEADLINE = 2_147_483_647;

/**
 * Makes what begins the handshake of each connection of a listener. The listener itself is plain: connections count
 * from their TCP handshake on, can wait, and can be posted to another thread before they are encrypted.
 *
 * @throws an Error of the TLS library when it cannot use `identity`.
 */
export function encryptWith({ cert, key, clientCa }: TlsIdentity): Encrypt {
  // It never listens: its documented event "connection" is how sockets come to it.
  const server = createServer({
    cert,
    key,
    minVersion: "TLSv1.2",
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    handshakeTimeout: NO_DEADLINE,
    ...(clientCa === null ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
  });
  const handshakes = new WeakMap<Socket, NodeTransport>();
  function transportOf(encrypted: TLSSocket): NodeTransport | undefined {
    const plain = plainSocketOf(encrypted);
    return plain === undefined ? undefined : handshakes.get(plain);
  }
  server.on("secureConnection", (encrypted: TLSSocket) => {
    const transport = transportOf(encrypted);
    // Nobody is let in by mistake, whatever the runtime made of its options.
    if (transport === undefined || (clientCa !== null && !encrypted.authorized)) encrypted.destroy();
    else
      transport.secured(encrypted, {
        version: encrypted.getProtocol() ?? "?",
        clientName: clientName(encrypted),
      });
  });
  server.on("tlsClientError", (error: Error, encrypted: TLSSocket) => {
    const { authorizationError } = encrypted;
    const isRefused = authorizationError != null;
    const failure = isRefused ? badCertificate(String(authorizationError)) : tlsFailure(error);
    transportOf(encrypted)?.handshakeFailed(failure);
  });
  return (plain, transport) => {
    // A client that ends in the middle of the handshake is gone; half-open, the runtime would wait for ever.
    plain.allowHalfOpen = false;
    handshakes.set(plain, transport);
    server.emit("connection", plain);
  };
}

/**
 * The socket below an encrypted one. Node.js has no public way to tell; where it were to take this one away no
 * handshake would succeed, so nothing is opened by it.
 */
function plainSocketOf(encrypted: TLSSocket): Socket | undefined {
  return (encrypted as TLSSocket & { readonly _parent?: Socket })._parent;
}

/** Of several common names the last: it is the most specific (RFC 6125, 6.4.4). */
function clientName(encrypted: TLSSocket): string | null {
  const { subject } = encrypted.getPeerCertificate() as Partial<ReturnType<TLSSocket["getPeerCertificate"]>>;
  return [subject?.CN ?? []].flat().at(-1) ?? null;
}
