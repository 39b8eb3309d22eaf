import { connect, type Socket } from "node:net";
import { JamError, reasonOf, systemCodeOf } from "../errors/index.ts";

/** The longest line of the protocol (R10). */
export const MOST_LINE_OCTETS = 512;

/** Trials in the long run, and at once after a quiet time: a person at a keyboard does not notice. */
const PER_SECOND = 5;
const AT_ONCE = 10;
/** Nothing that is right takes longer on one's own machine. */
const DEADLINE_MILLISECONDS = 2000;
/** An empty line gets no reply (R7): who has said nothing by then says nothing. */
const SILENCE_MILLISECONDS = 300;
/** What comes after a reply: whether the server closes too. */
const AFTER_REPLY_MILLISECONDS = 20;
/** A reply is one line; more is not read. */
const MOST_REPLY_OCTETS = 1024;

/** What came of one line. */
export interface Trial {
  /** With its line end; empty when there was none. */
  readonly reply: string;
  /** Whether the server closed the connection. */
  readonly closed: boolean;
  /** From the line's last octet until the reply, or until it was clear that none comes. */
  readonly milliseconds: number;
}

/** Lets the page try the protocol on the server's own port, as often as a person does. */
export class TimeTrials {
  readonly #now: () => number;
  #left = AT_ONCE;
  #countedAt: number;

  /** @param now milliseconds, never going back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#countedAt = now();
  }

  /**
   * Sends one line on a connection of its own.
   *
   * @param line without its end.
   * @throws {JamError} JAM_HTTP_OFTEN; JAM_HTTP_TRIAL_FAILED when the port does not take the connection.
   */
  try(line: string, host: string, port: number): Promise<Trial> {
    const now = this.#now();
    this.#left = Math.min(AT_ONCE, this.#left + ((now - this.#countedAt) * PER_SECOND) / 1000);
    this.#countedAt = now;
    if (this.#left < 1) throw new JamError("JAM_HTTP_OFTEN", { rate: PER_SECOND });
    this.#left--;
    return ask(line, reachable(host), port);
  }
}

/**
 * The line in what the page sent.
 *
 * @throws {JamError} JAM_HTTP_BAD_TRIAL when it is no line, too long, or no JSON.
 */
export function lineIn(body: string): string {
  const line = textIn(body);
  const isLine = line !== null && Buffer.byteLength(line) <= MOST_LINE_OCTETS && !/\p{Cc}/u.test(line);
  if (!isLine) throw new JamError("JAM_HTTP_BAD_TRIAL", { most: MOST_LINE_OCTETS });
  return line;
}

function textIn(body: string): string | null {
  try {
    const value: unknown = JSON.parse(body);
    const line = typeof value === "object" && value !== null && "line" in value ? value.line : null;
    return typeof line === "string" ? line : null;
  } catch {
    // Not JSON: the caller says what it must be.
    return null;
  }
}

/** An address that a server bound to all addresses is reached by. */
function reachable(host: string): string {
  // Not each container has IPv6's own address, and who listens on "::" is reached by IPv4 too.
  return host === "::" || host === "0.0.0.0" ? "127.0.0.1" : host;
}

function ask(line: string, host: string, port: number): Promise<Trial> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host, port, noDelay: true });
    let reply = "";
    let sentAt = 0;
    let repliedAt = 0;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const deadline = setTimeout(() => end("open"), DEADLINE_MILLISECONDS);
    function end(state: "open" | "closed"): void {
      clearTimeout(deadline);
      clearTimeout(silence);
      socket.destroy();
      const until = repliedAt === 0 ? performance.now() : repliedAt;
      if (sentAt === 0) reject(failed("no answer"));
      else resolve({ reply, closed: state === "closed", milliseconds: until - sentAt });
    }
    function failed(reason: string): JamError {
      return new JamError("JAM_HTTP_TRIAL_FAILED", { reason });
    }
    socket.setEncoding("latin1");
    socket.on("connect", () => {
      sentAt = performance.now();
      socket.write(`${line}\r\n`);
      silence = setTimeout(() => end("open"), SILENCE_MILLISECONDS);
    });
    socket.on("data", (text: string) => {
      if (repliedAt !== 0) return;
      reply += text;
      clearTimeout(silence);
      if (!reply.includes("\n") && reply.length < MOST_REPLY_OCTETS) return;
      repliedAt = performance.now();
      reply = reply.slice(0, MOST_REPLY_OCTETS);
      silence = setTimeout(() => end("open"), AFTER_REPLY_MILLISECONDS);
    });
    socket.on("end", () => end("closed"));
    socket.on("error", (error) => {
      // A reset after the line was sent is an end too; what has been rejected stays so.
      if (sentAt === 0) reject(failed(systemCodeOf(error) ?? reasonOf(error)));
      end("closed");
    });
  });
}
