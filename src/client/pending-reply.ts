import { performance } from "node:perf_hooks";
import { JamError } from "../errors/index.ts";
import { abortedError } from "./connect-error.ts";
import type { WireLine } from "./line-reader.ts";

/** A reply line with the instants around it. */
export interface TimedLine {
  readonly line: WireLine;
  /** Wall clock just before the request was given to the socket, milliseconds since the epoch. */
  readonly sentAt: number;
  /** Wall clock when the reply's last octet was read, milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Milliseconds between the two on the monotonic clock, with a fraction. */
  readonly roundTrip: number;
}

/** How long and how to wait for one reply. */
export interface ReplyWait {
  /** What was asked, for messages. */
  readonly request: string;
  /** `host:port`, for messages. */
  readonly server: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  /** What has come of the reply when the wait is over, as a message shows it; empty when nothing has. */
  readonly seen: () => string;
}

/** One request that waits for its answer. It settles once; what comes after that is dropped, in its place. */
export class PendingReply<Answer> {
  /** Settles with the answer, or with a JamError. */
  readonly answer: Promise<Answer>;
  readonly request: string;
  readonly sentAt: number = Date.now();
  /** As `sentAt`, on the monotonic clock. */
  readonly sentTick: number = performance.now();
  readonly #release: () => void;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: JamError) => void;

  /** Starts the wait; the request is to be sent in the same turn. */
  constructor({ request, server, timeout, signal, seen }: ReplyWait) {
    this.request = request;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    const onAbort = () => this.fail(abortedError(request, signal));
    const timer = setTimeout(() => {
      const reply = seen();
      const error =
        reply === ""
          ? new JamError("JAM_REPLY_TIMEOUT", { server, request, milliseconds: timeout })
          : new JamError("JAM_REPLY_UNFINISHED", { server, request, reply });
      this.fail(error);
    }, timeout);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#release = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  }

  /** The answer came. */
  settle(answer: Answer): void {
    this.#release();
    this.#resolve(answer);
  }

  /** The answer will not come, or came too late. */
  fail(error: JamError): void {
    this.#release();
    this.#reject(error);
  }
}
