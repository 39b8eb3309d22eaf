import { createServer, type Socket } from "node:net";

/** The time that every server here gives. */
export const FIXED_TIME = "21:35:10";

/** A server on a free port of 127.0.0.1 that does what a test says. */
export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  /** Connections so far, also those that are gone. */
  readonly sockets: readonly Socket[];
  /** All that clients sent, in one text, one character for each octet. */
  readonly received: () => string;
}

/** Starts a server. `serve` is called for each connection. */
export async function startScripted(serve: (socket: Socket) => void): Promise<ScriptedServer> {
  const sockets: Socket[] = [];
  let received = "";
  const server = createServer({ allowHalfOpen: false, noDelay: true }, (socket) => {
    sockets.push(socket);
    // Clients come and go as they like.
    socket.on("error", () => undefined);
    socket.on("data", (octets) => {
      received += octets.toString("latin1");
    });
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
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

/** Calls `answer` for each line of a connection, its line end removed. */
export function onLines(socket: Socket, answer: (line: string) => void): void {
  let text = "";
  socket.on("data", (octets) => {
    text += octets.toString("latin1");
    for (let lf = text.indexOf("\n"); lf >= 0; lf = text.indexOf("\n")) {
      const line = text.slice(0, lf).replace(/\r$/, "");
      text = text.slice(lf + 1);
      answer(line);
    }
  });
}

/** Serves as the protocol says, but with a time that stands still. */
export function serveWell(socket: Socket): void {
  onLines(socket, (line) => {
    if (line === "TIME") socket.write(`JAM ${FIXED_TIME}\r\n`);
    else if (line === "QUIT") socket.end();
    else if (line !== "") socket.write("Invalid command\r\n");
  });
}

/** Answers every line with these octets. */
export function answerWith(octets: string): (socket: Socket) => void {
  return (socket) => onLines(socket, () => socket.write(octets, "latin1"));
}

/** Serves `atOnce` connections at a time, each to its close; the others wait. 1 is an iterative server. */
export function serveInTurns(atOnce: number): (socket: Socket) => void {
  const waiting: Socket[] = [];
  let busy = 0;
  function serveNext(): void {
    while (busy < atOnce) {
      const socket = waiting.shift();
      if (socket === undefined) return;
      if (socket.destroyed) continue;
      busy++;
      socket.once("close", () => {
        busy--;
        serveNext();
      });
      serveWell(socket);
      socket.resume();
    }
  }
  return (socket) => {
    // Not read before its turn, as a server does that has not accepted it.
    socket.pause();
    waiting.push(socket);
    serveNext();
  };
}
