import { connect, type Socket } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import type { Credentials } from "../../src/cli/cert/certificate.ts";
import { type ScriptedServer, startScripted } from "./scripted-server.ts";

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

/** Hands octets on between clients and a server, and looks at them. */
export interface Relay extends ScriptedServer {
  /** The last TLS record of each client: what it is in TLS 1.2, where records say so. */
  lastRecords(): string[];
}

const RECORDS: Readonly<Record<number, string>> = { 21: "alert", 22: "handshake", 23: "data" };

/** Starts a relay to a server of this machine. */
export async function startRelay(port: number): Promise<Relay> {
  const sent = new Map<Socket, Buffer[]>();
  const relay = await startScripted((socket) => {
    const octets: Buffer[] = [];
    sent.set(socket, octets);
    socket.on("data", (part: Buffer) => octets.push(part));
    const upstream = connect(port, "127.0.0.1");
    upstream.on("error", () => socket.destroy());
    socket.pipe(upstream);
    upstream.pipe(socket);
  });
  return {
    ...relay,
    lastRecords: () => [...sent.values()].map((octets) => lastRecord(Buffer.concat(octets))),
  };
}

/** RFC 5246, 6.2.1: type, version, length. */
function lastRecord(octets: Buffer): string {
  let type = 0;
  for (let at = 0; at + 5 <= octets.length; at += 5 + octets.readUInt16BE(at + 3))
    type = octets[at] as number;
  return RECORDS[type] ?? `${type}`;
}
