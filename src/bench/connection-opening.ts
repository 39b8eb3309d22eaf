import type { ConnectionHandler, Engine, Transport } from "../engine/index.ts";
import { reasonOf, systemCodeOf } from "../errors/index.ts";
import type { ErrorKind } from "./error-book.ts";
import type { TargetAddress } from "./load-plan.ts";

/** Why a connection could not be made. */
export interface OpeningFailure {
  readonly kind: Extract<ErrorKind, "refused" | "connect-timeout" | "connect-failed">;
  readonly reason: string;
}

const NO_HANDLER: ConnectionHandler = {
  received() {},
  peerFinished() {},
  closed() {},
  failed() {},
};

/** One attempt to connect, which its owner may give up. The engine has no deadline of its own. */
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
    engine: Engine,
    address: TargetAddress,
    onOpen: (transport: Transport) => ConnectionHandler,
    onFailure: (failure: OpeningFailure) => void,
  ) {
    this.startedAt = performance.now();
    const attach = (transport: Transport): ConnectionHandler => {
      if (this.#state === "done") {
        transport.abort();
        return NO_HANDLER;
      }
      this.#state = "done";
      return onOpen(transport);
    };
    engine.connect(address, attach).catch((error: unknown) => {
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
  if (code === "ECONNREFUSED") return { kind: "refused", reason: code };
  if (code === "ETIMEDOUT") return { kind: "connect-timeout", reason: code };
  return { kind: "connect-failed", reason: code ?? reasonOf(error) };
}
