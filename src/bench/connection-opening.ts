import type { ConnectionHandler } from "../engine/index.ts";
import { reasonOf, systemCodeOf } from "../errors/index.ts";
import type { Dial, LoadTransport } from "./dial.ts";
import type { ErrorKind } from "./error-book.ts";

/** Why a connection could not be made. */
export interface OpeningFailure {
  readonly kind: Extract<ErrorKind, "refused" | "connect-timeout" | "connect-failed">;
  readonly reason: string;
  /** What was thrown. */
  readonly cause: unknown;
}

/** By the system's code, or that of a JamError. */
const KINDS: Readonly<Record<string, OpeningFailure["kind"]>> = {
  ECONNREFUSED: "refused",
  ETIMEDOUT: "connect-timeout",
  JAM_CONNECT_REFUSED: "refused",
  JAM_CONNECT_TIMEOUT: "connect-timeout",
  JAM_TLS_TIMEOUT: "connect-timeout",
};

const NO_HANDLER: ConnectionHandler = {
  received() {},
  peerFinished() {},
  closed() {},
  failed() {},
};

/** One attempt to connect, which its owner may give up. A plain one has no deadline of its own. */
export class ConnectionOpening {
  readonly startedAt: number;
  /** Called when it was given up. */
  onGivenUp: () => void = () => {};
  #state: "connecting" | "done" = "connecting";

  /**
   * @param onOpen makes the handler, as the engine's `Attach`.
   * @param onFailure called once, unless it opens or is given up.
   */
  constructor(
    dial: Dial,
    onOpen: (transport: LoadTransport) => ConnectionHandler,
    onFailure: (failure: OpeningFailure) => void,
  ) {
    this.startedAt = performance.now();
    const attach = (transport: LoadTransport): ConnectionHandler => {
      if (this.#state === "done") {
        transport.abort();
        return NO_HANDLER;
      }
      this.#state = "done";
      return onOpen(transport);
    };
    dial(attach).catch((error: unknown) => {
      if (this.#state === "done") return;
      this.#state = "done";
      onFailure(failureOf(error));
    });
  }

  /** Wants it no more. Should it open after all, it is closed at once. */
  giveUp(): void {
    if (this.#state === "done") return;
    this.#state = "done";
    this.onGivenUp();
  }
}

function failureOf(error: unknown): OpeningFailure {
  const code = systemCodeOf(error);
  const reason = code ?? reasonOf(error);
  return { kind: KINDS[reason] ?? "connect-failed", reason, cause: error };
}
