import { connect } from "node:net";
import { type KernelSocket, listeningSockets, reachableAddress } from "./kernel-sockets.ts";
import { hasProcessTable, type ProcessRow, socketsOf } from "./process-table.ts";

/** Another port than the expected one is taken for the server's when it alone has been there so long, in milliseconds. */
const OTHER_PORT_WAIT = 500;
/** A connection within this machine takes no longer, in milliseconds. */
const CONNECTING = 500;

/** Where a server listens: what to connect to. */
export interface ListeningPlace {
  readonly host: string;
  readonly port: number;
}

/** Watches for a server that is starting. */
export class PortWatch {
  readonly #port: number;
  readonly #isTakenAtFirst: boolean;
  #otherSince: number | null = null;

  private constructor(port: number, isTakenAtFirst: boolean) {
    this.#port = port;
    this.#isTakenAtFirst = isTakenAtFirst;
  }

  /** Begins before the server is started. @param port the expected one. */
  static async begin(port: number): Promise<PortWatch> {
    return new PortWatch(port, hasProcessTable() ? listeningAt(port).length > 0 : await isAccepting(port));
  }

  /** Whether another program listened on the port before, or does so now that the server has ended. */
  get isTaken(): boolean {
    return this.#isTakenAtFirst || listeningAt(this.#port).length > 0;
  }

  /** @param members processes of the server. @returns null: it does not listen yet. */
  async look(members: readonly ProcessRow[]): Promise<ListeningPlace | null> {
    if (!hasProcessTable()) return this.#lookFromOutside();
    const sockets = listeningSockets();
    const inodes = new Set(members.flatMap(({ pid }) => [...socketsOf(pid)]));
    const own = sockets.filter(({ inode }) => inodes.has(inode));
    const expected = own.filter(({ port }) => port === this.#port);
    if (expected.length > 0) return placeOf(expected);
    if (own.length > 0) {
      // A server may open a page for its own statistics first.
      this.#otherSince ??= performance.now();
      if (performance.now() - this.#otherSince < OTHER_PORT_WAIT) return null;
      const lowest = Math.min(...own.map(({ port }) => port));
      return placeOf(own.filter(({ port }) => port === lowest));
    }
    // One whose processes are not ours to look into, such as a container: the port was free and now is not.
    const others = this.#isTakenAtFirst ? [] : sockets.filter(({ port }) => port === this.#port);
    return others.length > 0 ? placeOf(others) : null;
  }

  /** Where the kernel cannot be asked, a connection is made: the first client of the server. */
  async #lookFromOutside(): Promise<ListeningPlace | null> {
    if (this.#isTakenAtFirst || !(await isAccepting(this.#port))) return null;
    return { host: "127.0.0.1", port: this.#port };
  }
}

/** IPv4 where it is served: what students' clients use. */
function placeOf(sockets: readonly KernelSocket[]): ListeningPlace {
  const hosts = sockets.map(({ address }) => reachableAddress(address));
  const host = hosts.find((address) => !address.includes(":")) ?? (hosts[0] as string);
  return { host, port: (sockets[0] as KernelSocket).port };
}

function listeningAt(port: number): KernelSocket[] {
  return listeningSockets().filter((socket) => socket.port === port);
}

function isAccepting(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.setTimeout(CONNECTING, () => socket.destroy());
    socket.on("connect", () => {
      resolve(true);
      socket.destroy();
    });
    socket.on("error", () => resolve(false));
    socket.on("close", () => resolve(false));
  });
}
