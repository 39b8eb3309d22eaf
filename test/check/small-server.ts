import { createServer, type Server, type Socket } from "node:net";

/** What a server does with a new connection. */
export type Behaviour = (socket: Socket, server: SmallServer) => void;

/** A server in the test's own process, on a free port of loopback. */
export class SmallServer implements AsyncDisposable {
  readonly #behaviour: Behaviour;
  readonly #sockets = new Set<Socket>();
  #server: Server;
  port = 0;

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#server = this.#made();
  }

  #made(): Server {
    return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
      this.#behaviour(socket, this);
    });
  }

  /** Listens, on the same port when it did before. */
  async listen(): Promise<this> {
    if (this.port !== 0) this.#server = this.#made();
    await new Promise<void>((resolve) => {
      this.#server.listen(this.port, "127.0.0.1", resolve);
    });
    this.port = (this.#server.address() as { port: number }).port;
    return this;
  }

  /** Ends, as a program does that dies. */
  die(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.die();
  }
}

/** Serves as R1 to R12 ask; what `special` takes for itself is not answered. */
export function servesWell(special: (line: string) => boolean = () => false): Behaviour {
  return (socket) => {
    let kept = "";
    socket.on("end", () => socket.end());
    socket.on("data", (chunk: Buffer) => {
      kept += chunk.toString("latin1");
      for (let end = kept.indexOf("\n"); end >= 0; end = kept.indexOf("\n")) {
        const line = kept.slice(0, end).replace(/\r$/, "");
        kept = kept.slice(end + 1);
        if (special(line)) return;
        if (line === "QUIT") {
          socket.end();
          return;
        }
        if (/^TIME(?: |$)/.test(line)) socket.write(`JAM ${new Date().toISOString().slice(11, 19)}\r\n`);
        else if (line !== "") socket.write("Invalid command\r\n");
      }
      if (kept.length > 512) socket.end("Invalid command\r\n");
    });
  };
}
