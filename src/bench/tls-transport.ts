import type { Socket } from "node:net";
import type { CloseCause, ConnectionHandler } from "../engine/index.ts";
import type { LoadAttach, LoadTransport } from "./dial.ts";

/** As long as the engines wait for the server's end of a connection that we ended. */
const LINGER_MILLISECONDS = 1000;

/** Puts a handler on an encrypted connection, in the turn in which it was made. */
export function attachTls(socket: Socket, attach: LoadAttach): void {
  const transport = new TlsTransport(socket);
  transport.attach(attach(transport));
}

/** An encrypted connection as the load generator sees connections. */
class TlsTransport implements LoadTransport {
  readonly #socket: Socket;
  #handler: ConnectionHandler | null = null;
  #state: "open" | "ended" | "closed" = "open";
  #cause: CloseCause = "finished";

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  attach(handler: ConnectionHandler): void {
    this.#handler = handler;
    const socket = this.#socket;
    socket.on("data", (octets: Uint8Array) => this.#guarded(() => handler.received(octets)));
    socket.on("end", () => this.#guarded(() => handler.peerFinished()));
    socket.on("error", () => {
      if (this.#cause === "finished") this.#cause = "reset";
    });
    socket.on("close", () => {
      this.#state = "closed";
      handler.closed(this.#cause);
    });
  }

  write(octets: Uint8Array): void {
    if (this.#state === "open") this.#socket.write(Buffer.from(octets));
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    const socket = this.#socket;
    socket.end();
    const timer = setTimeout(() => socket.destroy(), LINGER_MILLISECONDS);
    socket.once("close", () => clearTimeout(timer));
  }

  abort(): void {
    if (this.#state === "closed") return;
    this.#cause = "aborted";
    this.#socket.destroy();
  }

  #guarded(call: () => void): void {
    if (this.#state !== "open") return;
    try {
      call();
    } catch (error) {
      this.#handler?.failed(error);
      this.abort();
    }
  }
}
