import type { TlsIdentity } from "../engine/index.ts";
import type { ServerEvent } from "../observability/index.ts";
import type { CheckedIdentity } from "./tls-identity.ts";

const DAY_MILLISECONDS = 86_400_000;
/** A certificate that ends within so many days is told of: time enough to renew it, and to notice that nobody did. */
const WARNING_DAYS = 14;

/** The certificates of a server while it serves: says in time that one is about to end. */
export class TlsWatch {
  readonly #tell: (event: ServerEvent) => void;
  #current: CheckedIdentity;
  #timer: ReturnType<typeof setInterval> | null = null;

  /** @param tell is given a warning at the start, at each renewal, and daily, while there is something to warn of. */
  constructor(first: CheckedIdentity, tell: (event: ServerEvent) => void) {
    this.#current = first;
    this.#tell = tell;
  }

  /** What connections are encrypted with now. */
  get identity(): TlsIdentity {
    return this.#current.identity;
  }

  /** Begins to look at the dates. */
  start(): void {
    this.look(Date.now());
    this.#timer = setInterval(() => this.look(Date.now()), DAY_MILLISECONDS);
    this.#timer.unref();
  }

  /** Others are used from now on. */
  renew(next: CheckedIdentity): void {
    this.#current = next;
    const { subject, endsAt } = next.end;
    const time = Date.now();
    this.#tell({ type: "tls-renewed", time, subject, validUntil: new Date(endsAt).toISOString() });
    this.look(time);
  }

  /** Warns if there is something to warn of. Called by its own timer. @param now milliseconds since the epoch. */
  look(now: number): void {
    const { subject, endsAt } = this.#current.end;
    const days = Math.floor((endsAt - now) / DAY_MILLISECONDS);
    if (days >= WARNING_DAYS) return;
    this.#tell({ type: "tls-expires", time: now, subject, validUntil: new Date(endsAt).toISOString(), days });
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
