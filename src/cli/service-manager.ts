import { execFile } from "node:child_process";
import { reasonOf } from "../errors/index.ts";

/**
 * The program that carries a message to systemd's datagram socket: neither runtime has datagram sockets of the unix
 * family, and calling the C library instead is experimental in both. One run takes some milliseconds.
 */
const CARRIER = "systemd-notify";
/** A manager that takes no message for so long is not there. */
const CARRIER_MILLISECONDS = 10_000;

/** Where to tell, and how often to give a sign of life. */
export interface ServiceManagerParts {
  readonly env: NodeJS.ProcessEnv;
  /** Numbers of this process and of the one that started it, which is a launcher or the manager itself. */
  readonly pids: readonly number[];
  /** Called at the first message that could not be delivered, with the reason. */
  readonly onFailure: (cause: string) => void;
}

/**
 * Tells systemd how the server is, as sd_notify(3) defines it. Messages are delivered one after the other, in order; what
 * goes wrong is told once and stops nothing.
 */
export class ServiceManager {
  readonly #env: NodeJS.ProcessEnv;
  readonly #onFailure: (cause: string) => void;
  readonly #watchdogMilliseconds: number | null;
  #delivered: Promise<void> = Promise.resolve();
  #watchdog: ReturnType<typeof setInterval> | null = null;
  #hasFailed = false;

  private constructor(parts: ServiceManagerParts) {
    this.#env = parts.env;
    this.#onFailure = parts.onFailure;
    this.#watchdogMilliseconds = watchdogMilliseconds(parts);
  }

  /** The manager that started this process; null when none asked to be told (NOTIFY_SOCKET). */
  static of(parts: ServiceManagerParts): ServiceManager | null {
    return parts.env.NOTIFY_SOCKET ? new ServiceManager(parts) : null;
  }

  /** How often a sign of life is given, in milliseconds: twice as often as it is asked for. null: not asked for. */
  get signOfLifeMilliseconds(): number | null {
    return this.#watchdogMilliseconds === null ? null : this.#watchdogMilliseconds / 2;
  }

  /** Clients can connect; also said after {@link reloading}. @param status one line for `systemctl status`. */
  ready(status: string): Promise<void> {
    return this.#tell("READY=1", statusLine(status));
  }

  /** Configuration is being read again; {@link ready} says when that is done. For units of `Type=notify`. */
  reloading(): Promise<void> {
    return this.#tell("RELOADING=1");
  }

  /**
   * The server stops.
   *
   * @param milliseconds how long that may take at most: the manager does not end the process before.
   */
  stopping(status: string, milliseconds: number): Promise<void> {
    return this.#tell(
      "STOPPING=1",
      `EXTEND_TIMEOUT_USEC=${Math.ceil(milliseconds * 1000)}`,
      statusLine(status),
    );
  }

  /**
   * Gives a sign of life as often as the unit asks for one (WatchdogSec), each time only if the server is alive.
   *
   * @param isAlive is given the time it may take to find out, in milliseconds.
   * @param status what `systemctl status` shows from then on.
   */
  watch(isAlive: (milliseconds: number) => Promise<boolean>, status: () => string): void {
    const milliseconds = this.signOfLifeMilliseconds;
    if (milliseconds === null || this.#watchdog !== null) return;
    this.#watchdog = setInterval(async () => {
      if (await isAlive(milliseconds / 2)) await this.#tell("WATCHDOG=1", statusLine(status()));
    }, milliseconds);
    this.#watchdog.unref();
  }

  /** Waits until what was told is delivered; gives no more signs of life. */
  async close(): Promise<void> {
    if (this.#watchdog !== null) clearInterval(this.#watchdog);
    await this.#delivered;
  }

  #tell(...assignments: readonly string[]): Promise<void> {
    this.#delivered = this.#delivered.then(() => this.#carry(assignments));
    return this.#delivered;
  }

  #carry(assignments: readonly string[]): Promise<void> {
    const options = { env: this.#env, timeout: CARRIER_MILLISECONDS };
    return new Promise((resolve) => {
      execFile(CARRIER, assignments, options, (error, _, stderr) => {
        if (error !== null && !this.#hasFailed) {
          this.#hasFailed = true;
          this.#onFailure(stderr.trim() || reasonOf(error));
        }
        resolve();
      });
    });
  }
}

/** A value ends with its line. */
function statusLine(status: string): string {
  return `STATUS=${status.replaceAll("\n", " ")}`;
}

/** After how long without a sign of life the manager ends the process; null when it does not watch this one. */
function watchdogMilliseconds({ env, pids }: ServiceManagerParts): number | null {
  const { WATCHDOG_USEC = "", WATCHDOG_PID } = env;
  if (!/^[1-9]\d{0,15}$/.test(WATCHDOG_USEC)) return null;
  if (WATCHDOG_PID !== undefined && !pids.includes(Number(WATCHDOG_PID))) return null;
  return Number(WATCHDOG_USEC) / 1000;
}
