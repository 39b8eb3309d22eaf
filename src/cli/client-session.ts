import {
  type Arrival,
  type ConnectionEnd,
  type ConnectionWatcher,
  DEFAULT_REPLY_TIMEOUT,
  LineConnection,
  visibleText,
} from "../client/index.ts";
import { type AskedAddress, serverAddress } from "./address.ts";
import type { TlsFlags } from "./client-tls.ts";
import { readTls } from "./client-tls-files.ts";
import type { CommandContext } from "./context.ts";
import { messagesIn } from "./language.ts";
import { LineInput } from "./line-input.ts";
import type { Messages } from "./messages-en.ts";
import { escapeControls } from "./visible-text.ts";

/** What `jam client` was asked to do. */
export interface SessionRun extends TlsFlags {
  readonly address?: AskedAddress | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

const PROMPT = ">> ";
const encoder = new TextEncoder();

/**
 * Talks to a server for a person or a pipe: each line is sent, and whatever comes back is printed when it
 * comes, asked for or not. A line is sent when the one before it was answered or its time is over.
 *
 * @throws {JamError} when the connection cannot be made, breaks, or ends with a line unanswered.
 */
export async function runSession(context: CommandContext, run: SessionRun): Promise<void> {
  const tls = readTls(context, "client", run);
  const address = serverAddress(run.address, tls === undefined ? "none" : "tls");
  const timeout = run.timeout ?? DEFAULT_REPLY_TIMEOUT;
  const session = new Session(context, timeout);
  const options = { ...address, tls, connectTimeout: run.timeout, signal: context.outputGone };
  await session.talk(await LineConnection.open(options, session));
}

/** How the wait for a reply came to its end. */
type WaitOutcome = "replied" | "ended" | "timeout" | "interrupted";

class Session implements ConnectionWatcher {
  readonly #context: CommandContext;
  readonly #texts: Messages["client"];
  readonly #timeout: number;
  #end: ConnectionEnd | null = null;
  /** What came before there was an input to print beside. */
  readonly #early: string[] = [];
  #input: LineInput | null = null;
  /** Ctrl-C was pressed, maybe while there was no wait to end. */
  #isInterrupted = false;
  /** Ends the wait for a reply, when there is one. */
  #wake: ((outcome: WaitOutcome) => void) | null = null;

  constructor(context: CommandContext, timeout: number) {
    this.#context = context;
    this.#texts = messagesIn(context.language).client;
    this.#timeout = timeout;
  }

  async talk(connection: LineConnection): Promise<void> {
    const input = new LineInput(this.#context, () => {
      this.#isInterrupted = true;
      this.#wake?.("interrupted");
    });
    this.#input = input;
    if (input.isInteractive) input.print(this.#texts.connected(connection.server));
    for (const line of this.#early) input.print(line);
    try {
      const unanswered = await this.#converse(connection, input);
      if (this.#end !== null) this.#finish(connection, this.#end, unanswered);
    } finally {
      input.close();
      await connection.close();
    }
  }

  received({ lines }: Arrival): void {
    for (const line of lines) this.#print(visibleText(line.octets));
    if (lines.length > 0) this.#wake?.("replied");
  }

  ended(end: ConnectionEnd): void {
    this.#end = end;
    this.#wake?.("ended");
    this.#input?.stop();
  }

  /** Sends line after line until either side ends. @returns the line that the server's end left unanswered. */
  async #converse(connection: LineConnection, input: LineInput): Promise<string> {
    while (this.#end === null) {
      const event = await input.next(PROMPT);
      if (event.kind !== "line") return "";
      // An empty line has no reply (R7): it is not sent, so that the prompt does not wait for one.
      if (event.text === "") continue;
      connection.send(encoder.encode(`${event.text}\r\n`));
      const outcome = await (isQuit(event.text)
        ? this.#close(connection)
        : this.#reply(connection, event.text));
      if (outcome === "interrupted") return "";
      if (outcome === "ended" && !isQuit(event.text)) return event.text;
    }
    return "";
  }

  /** Waits for a line from the server. */
  async #reply(connection: LineConnection, text: string): Promise<WaitOutcome> {
    const outcome = await this.#wait();
    if (outcome === "timeout" && !this.#printFragment(connection)) {
      this.#note(this.#texts.noReply(escapeControls(text), this.#timeout));
    }
    return outcome;
  }

  /** Waits for the close that QUIT asks for (R5); lines before it are a farewell. */
  async #close(connection: LineConnection): Promise<WaitOutcome> {
    const deadline = performance.now() + this.#timeout;
    let outcome: WaitOutcome = "replied";
    while (outcome === "replied") outcome = await this.#wait(deadline - performance.now());
    if (outcome === "timeout") {
      this.#printFragment(connection);
      this.#note(this.#texts.stillOpen(this.#timeout));
    }
    return outcome;
  }

  #wait(milliseconds: number = this.#timeout): Promise<WaitOutcome> {
    if (this.#isInterrupted) return Promise.resolve("interrupted");
    if (this.#end !== null) return Promise.resolve("ended");
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.("timeout"), Math.max(0, milliseconds));
      this.#wake = (outcome) => {
        clearTimeout(timer);
        this.#wake = null;
        resolve(outcome);
      };
    });
  }

  /** Says how the connection ended. @param unanswered the line whose reply never came, or nothing. */
  #finish(connection: LineConnection, end: ConnectionEnd, unanswered: string): void {
    const wasAnswered = this.#printFragment(connection) || unanswered === "";
    // A server that closes with octets of ours unread resets the connection; after QUIT that is a close.
    const isReset = end.kind === "failed" && end.error.code === "JAM_CONNECTION_LOST" && wasAnswered;
    if (end.kind === "failed" && !isReset) throw end.error;
    this.#print(this.#texts.closedByServer);
    if (wasAnswered) return;
    throw connection.closedError(unanswered);
  }

  /** Prints what came without a line end. @returns whether there was anything. */
  #printFragment(connection: LineConnection): boolean {
    const fragment = connection.takeFragment();
    if (fragment.length > 0) this.#print(`${visibleText(fragment)} ${this.#texts.noLineEnd}`);
    return fragment.length > 0;
  }

  #print(line: string): void {
    if (this.#input === null) this.#early.push(line);
    else this.#input.print(line);
  }

  /** A remark of ours: on stderr where the output is not a terminal, so that it holds replies alone. */
  #note(line: string): void {
    if (this.#input?.isInteractive === true) this.#print(line);
    else this.#context.stderr.write(`jam: ${line}\n`);
  }
}

function isQuit(text: string): boolean {
  return text === "QUIT" || text.startsWith("QUIT ");
}
