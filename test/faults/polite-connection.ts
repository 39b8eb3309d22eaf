import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** What the polite client does. */
export interface PolitePlan {
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Time between two questions of one connection. */
  readonly everyMilliseconds: number;
  /**
   * `must-stay`: a connection that ends is a failure. `may-be-lost`: it connects again, as when a thread is killed; what
   * was asked and not answered is counted as lost.
   */
  readonly connection?: "must-stay" | "may-be-lost";
  /** `right` (default): the label must be of a second between question and reply. `stepped`: any label will do. */
  readonly wallClock?: "right" | "stepped";
  /** Octets to send first, as a balancer does. */
  readonly preamble?: string;
}

/** What was asked and answered in one phase. */
export interface PhaseBook {
  asked: number;
  readonly latencies: number[];
}

interface Question {
  readonly kind: "time" | "invalid";
  readonly askedAt: number;
  readonly wallAt: number;
  readonly book: PhaseBook;
}

const LINES = { time: "TIME\r\n", invalid: "polite?\r\n" } as const;
const INVALID_REPLY = "Invalid command\r\n";
const TIME_REPLY = /^JAM (\d\d:\d\d:\d\d)\r\n$/;
const REPLY_LENGTHS = { time: 14, invalid: INVALID_REPLY.length } as const;
/** Each seventh line is an invalid one: replies out of order would show. */
const INVALID_EVERY = 7;
/** Pause before it connects again. */
const RECONNECT_MILLISECONDS = 10;
const CLOSE_MILLISECONDS = 5000;

/** One connection of the polite client: asks, and checks each reply. */
export class PoliteConnection {
  readonly phases = new Map<string, PhaseBook>();
  readonly #plan: PolitePlan;
  readonly #problems: string[] = [];
  #book: PhaseBook = { asked: 0, latencies: [] };
  #socket: Socket;
  #owed: Question[] = [];
  #text = "";
  #questions = 0;
  #state: "open" | "away" | "finishing" | "finished" = "open";
  #awaySince = 0;
  reconnects = 0;
  /** Questions that a lost connection left without an answer. */
  lost = 0;
  /** Longest time without a connection, in milliseconds. */
  longestOutage = 0;

  private constructor(plan: PolitePlan, socket: Socket) {
    this.#plan = plan;
    this.#socket = socket;
    this.#listen(socket);
  }

  static async open(plan: PolitePlan): Promise<PoliteConnection> {
    return new PoliteConnection(plan, await connected(plan));
  }

  beginPhase(name: string): void {
    this.#book = this.phases.get(name) ?? { asked: 0, latencies: [] };
    this.phases.set(name, this.#book);
  }

  /** Sends one line. */
  ask(): void {
    if (this.#state !== "open") return;
    const kind = ++this.#questions % INVALID_EVERY === 0 ? "invalid" : "time";
    this.#book.asked++;
    this.#owed.push({ kind, askedAt: performance.now(), wallAt: Date.now(), book: this.#book });
    this.#socket.write(LINES[kind]);
  }

  /** Waits for all replies, says QUIT and waits for the server's end. @returns what was wrong. */
  async finish(milliseconds: number): Promise<readonly string[]> {
    const deadline = performance.now() + milliseconds;
    while (this.#owed.length > 0 && this.#state === "open" && performance.now() < deadline) await delay(5);
    if (this.#owed.length > 0) this.#problems.push(`${this.#owed.length} questions were never answered`);
    if (this.#state !== "open") return this.#problems;
    this.#state = "finishing";
    const closed = new Promise((resolve) => this.#socket.once("close", resolve));
    this.#socket.write("QUIT\r\n");
    const late = await Promise.race([closed, delay(CLOSE_MILLISECONDS, "late", { ref: false })]);
    if (late === "late") this.#problems.push("QUIT did not end the connection");
    this.#state = "finished";
    this.#socket.destroy();
    return this.#problems;
  }

  #listen(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on("data", (octets: Buffer) => this.#take(octets));
    socket.on("error", (error) => this.#ended(error.message));
    socket.on("end", () => this.#ended("the server ended it"));
  }

  #take(octets: Buffer): void {
    this.#text += octets.toString("latin1");
    const now = performance.now();
    for (;;) {
      const question = this.#owed[0];
      const length = question === undefined ? 0 : REPLY_LENGTHS[question.kind];
      if (question === undefined || this.#text.length < length) break;
      const reply = this.#text.slice(0, length);
      this.#text = this.#text.slice(length);
      this.#owed.shift();
      this.#check(question, reply);
      question.book.latencies.push(now - question.askedAt);
    }
    if (this.#owed.length === 0 && this.#text !== "") {
      this.#problems.push(`octets that nobody asked for: ${JSON.stringify(this.#text.slice(0, 40))}`);
      this.#text = "";
    }
  }

  #check({ kind, wallAt }: Question, reply: string): void {
    if (kind === "invalid") {
      if (reply !== INVALID_REPLY) this.#problems.push(`not the reply that is due: ${JSON.stringify(reply)}`);
      return;
    }
    const label = TIME_REPLY.exec(reply)?.[1];
    const isRight =
      label !== undefined &&
      (this.#plan.wallClock === "stepped" || labels(wallAt, Date.now()).includes(label));
    if (!isRight) this.#problems.push(`not the time: ${JSON.stringify(reply)}`);
  }

  #ended(why: string): void {
    if (this.#state === "finishing" || this.#state === "finished" || this.#state === "away") return;
    this.#state = "away";
    this.#socket.destroy();
    if (this.#plan.connection !== "may-be-lost") {
      this.#problems.push(`the connection was lost: ${why}`);
      return;
    }
    this.#awaySince = performance.now();
    this.lost += this.#owed.length;
    this.#owed = [];
    this.#text = "";
    void this.#connectAgain();
  }

  async #connectAgain(): Promise<void> {
    for (;;) {
      try {
        const socket = await connected(this.#plan);
        this.#socket = socket;
        this.#listen(socket);
        this.reconnects++;
        this.longestOutage = Math.max(this.longestOutage, performance.now() - this.#awaySince);
        this.#state = "open";
        return;
      } catch {
        await delay(RECONNECT_MILLISECONDS);
      }
    }
  }
}

function connected({ port, host = "127.0.0.1", preamble = "" }: PolitePlan): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      if (preamble !== "") socket.write(preamble);
      resolve(socket);
    });
  });
}

/** The UTC labels of all seconds between two readings of the wall clock. */
function labels(from: number, to: number): string[] {
  const found: string[] = [];
  for (let second = Math.floor(from / 1000); second <= Math.floor(to / 1000); second++) {
    found.push(new Date(second * 1000).toISOString().slice(11, 19));
  }
  return found;
}
