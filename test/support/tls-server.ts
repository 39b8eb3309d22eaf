import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import type { Credentials } from "../../src/cli/cert/certificate.ts";
import type { ScriptedServer } from "./scripted-server.ts";

/** As {@link startScripted}, over TLS. `serve` is called when a handshake is done. */
export async function startTls(
  { certificate, key }: Credentials,
  serve: (socket: TLSSocket) => void,
  options: TlsOptions = {},
): Promise<ScriptedServer> {
  const sockets: TLSSocket[] = [];
  let received = "";
  const server = createServer({ cert: certificate, key, ...options }, (socket) => {
    sockets.push(socket);
    // Clients come and go as they like.
    socket.on("error", () => undefined);
    socket.on("data", (octets) => {
      received += octets.toString("latin1");
    });
    serve(socket);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    sockets,
    received: () => received,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
