import { type ConnectionHandler, type Transport, UNKNOWN_ADDRESS } from "../engine/index.ts";
import type { RefusalReason } from "../observability/index.ts";
import { asciiOctets } from "../protocol/index.ts";
import { AddressRanges } from "./admission/access-list.ts";
import { type Door, NO_PLACE } from "./admission/door.ts";
import type { AdmissionOptions } from "./admission/options.ts";
import { Connection, type ConnectionSurroundings } from "./connection.ts";
import type { ExpectedProbes } from "./inner-probe.ts";
import { ProbeGuest } from "./probe-guest.ts";
import { type GateKeeper, ProxyGate } from "./proxy-gate.ts";
import { type Serve, WaitingRoom } from "./waiting-room.ts";

const BUSY = asciiOctets("Server busy\r\n");
const NOTHING = new Uint8Array(0);

/** What a client is told that is turned away. One who may not connect at all is told nothing. */
export const FAREWELL: Readonly<Record<RefusalReason, Uint8Array>> = {
  connections: BUSY,
  address: BUSY,
  rate: BUSY,
  denied: NOTHING,
  proxy: NOTHING,
};

/** What the reception of a thread is made of. */
export interface ReceptionParts {
  readonly around: ConnectionSurroundings;
  /** Null: whoever accepts the connections has a door of its own. */
  readonly door: Door | null;
  readonly admission: AdmissionOptions;
  readonly served: "all" | "one-at-a-time";
}

/** The way of a new connection in: through the door, past the balancer's header, to the one who serves it. */
export class Reception implements GateKeeper {
  readonly #around: ConnectionSurroundings;
  /** Null: whoever accepts the connections has a door of its own. */
  readonly #door: Door | null;
  /** Null: no balancer is expected. */
  readonly #balancers: AddressRanges | null;
  readonly #room: WaitingRoom | null;
  /** Null: none are on their way. */
  #probes: ExpectedProbes | null = null;
  #probesAnswered = 0;

  constructor({ around, door, admission, served }: ReceptionParts) {
    this.#around = around;
    this.#door = door;
    const balancers = new AddressRanges(admission.proxyFrom, "proxyFrom");
    this.#balancers = balancers.size === 0 ? null : balancers;
    const serve: Serve = (transport, place) => new Connection(transport, around, place);
    this.#room = served === "one-at-a-time" ? new WaitingRoom(serve, around.leave) : null;
  }

  /** Takes a connection that was just accepted. @returns who handles it, or null when it was turned away. */
  receive(transport: Transport): ConnectionHandler | null {
    if (this.#probes !== null && isOneOf(this.#probes, transport)) return this.#welcomeProbe(transport);
    if (this.#door?.enter() === false) {
      this.#refuse(transport, "connections");
      return null;
    }
    // A PROXY header comes in the clear: a balancer takes the encryption off and uses the plain port.
    if (this.#balancers === null || transport.encryption !== "none") return this.admit(transport);
    const address = transport.remoteAddress;
    if (this.#balancers.has(address)) return new ProxyGate(transport, this.#around.wheel, this);
    if (address === UNKNOWN_ADDRESS) this.#letGo(transport);
    else this.#turnAway(transport, "proxy");
    return null;
  }

  admit(transport: Transport): ConnectionHandler | null {
    let place = NO_PLACE;
    if (this.#door?.wantsAddress === true) {
      const verdict = this.#door.admit(transport.remoteAddress);
      if (verdict !== "admitted") {
        this.#turnAway(transport, verdict);
        return null;
      }
      place = this.#door.place;
    }
    if (this.#room !== null) return this.#room.enter(transport, place);
    return new Connection(transport, this.#around, place);
  }

  /** As of a probed thread. */
  expectProbes(expected: ExpectedProbes | null): number {
    const answered = this.#probesAnswered;
    this.#probes = expected;
    this.#probesAnswered = 0;
    return answered;
  }

  refuseHeader(transport: Transport): void {
    this.#turnAway(transport, "proxy");
  }

  leave(): void {
    this.#around.leave(NO_PLACE);
  }

  /** Closes those who wait for their turn; nothing of theirs was answered. */
  dismissWaiting(): void {
    this.#room?.dismiss();
  }

  #welcomeProbe(transport: Transport): ConnectionHandler {
    const { responder, wheel } = this.#around;
    return new ProbeGuest(transport, responder, wheel, () => this.#probesAnswered++);
  }

  /** It had gone before it was accepted, as a balancer's health check does: nothing can come of it, nobody is told. */
  #letGo(transport: Transport): void {
    this.#around.leave(NO_PLACE);
    transport.dismiss(NOTHING);
  }

  /** Turns away one that has entered. */
  #turnAway(transport: Transport, reason: RefusalReason): void {
    this.#around.leave(NO_PLACE);
    this.#refuse(transport, reason);
  }

  #refuse(transport: Transport, reason: RefusalReason): void {
    const { journal, thread } = this.#around;
    this.#door?.countRefused(reason);
    if (journal.hasRoom) {
      const { remoteAddress: address, remotePort: port } = transport;
      journal.record({ type: "connection-refused", time: Date.now(), thread, address, port, reason });
    } else {
      journal.countRest("refused");
    }
    transport.dismiss(FAREWELL[reason]);
  }
}

function isOneOf({ address, firstPort, ports }: ExpectedProbes, transport: Transport): boolean {
  if (transport.encryption !== "none") return false;
  const port = transport.remotePort;
  return port >= firstPort && port < firstPort + ports && transport.remoteAddress === address;
}
