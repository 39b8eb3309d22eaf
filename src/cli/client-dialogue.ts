import { TimeClient, visibleText } from "../client/index.ts";
import { JamError } from "../errors/index.ts";
import { type AskedAddress, serverAddress } from "./address.ts";
import type { TlsFlags } from "./client-tls.ts";
import { readTls } from "./client-tls-files.ts";
import type { CommandContext } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { failureText } from "./failure-report.ts";
import { messagesIn } from "./language.ts";
import { LineInput } from "./line-input.ts";
import type { Messages } from "./messages-en.ts";
import { escapeControls } from "./visible-text.ts";

/** What `jam client --clients N` was asked to do. */
export interface DialogueRun extends TlsFlags {
  readonly address?: AskedAddress | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  readonly clients: number;
}

/**
 * The sheets' dialogue: connects all clients, asks for a command for each, sends all of them at the same
 * time, and offers QUIT to each that is still connected.
 *
 * @throws {JamError} when a client cannot connect: there is no use in asking for commands then.
 */
export async function runDialogue(context: CommandContext, run: DialogueRun): Promise<void> {
  const clients = await connectAll(context, run);
  const interrupted = new AbortController();
  const input = new LineInput(context, () => interrupted.abort());
  try {
    await new Dialogue(context, input, clients, interrupted.signal).hold();
  } finally {
    input.close();
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function connectAll(context: CommandContext, run: DialogueRun): Promise<TimeClient[]> {
  const tls = readTls(context, "client", run);
  const address = serverAddress(run.address, tls === undefined ? "none" : "tls");
  const { timeout } = run;
  const options = {
    ...address,
    tls,
    connectTimeout: timeout,
    replyTimeout: timeout,
    signal: context.outputGone,
  };
  const attempts = Array.from({ length: run.clients }, () => TimeClient.connect(options));
  const outcomes = await Promise.allSettled(attempts);
  const clients = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure === undefined) return clients;
  await Promise.all(clients.map((client) => client.close()));
  throw failure.reason;
}

class Dialogue {
  readonly #context: CommandContext;
  readonly #texts: Messages["client"];
  readonly #input: LineInput;
  readonly #clients: readonly TimeClient[];
  /** Ctrl-C: what is under way is given up. */
  readonly #signal: AbortSignal;

  constructor(
    context: CommandContext,
    input: LineInput,
    clients: readonly TimeClient[],
    signal: AbortSignal,
  ) {
    this.#context = context;
    this.#texts = messagesIn(context.language).client;
    this.#input = input;
    this.#clients = clients;
    this.#signal = signal;
  }

  async hold(): Promise<void> {
    const commands: string[] = [];
    for (const number of this.#clients.keys()) {
      const command = await this.#ask(this.#texts.enterCommand(number), (text) => text !== "");
      if (command === null) return;
      commands.push(command);
    }
    await Promise.all(
      this.#clients.map((client, number) => this.#run(client, number, commands[number] as string)),
    );
    if (this.#signal.aborted) return;
    for (const [number, client] of this.#clients.entries()) {
      if (!client.isOpen) continue;
      const answer = await this.#askYesOrNo(this.#texts.askQuit(number));
      if (answer === null) return;
      if (answer === "yes") await this.#run(client, number, "QUIT");
    }
  }

  async #run(client: TimeClient, number: number, command: string): Promise<void> {
    const texts = this.#texts;
    this.#print(texts.sending(number, escapeControls(command)));
    try {
      if (command === "QUIT") {
        for (const line of (await client.quit({ signal: this.#signal })).farewell) {
          this.#print(texts.received(number, escapeControls(line)));
        }
        this.#print(texts.clientClosedByServer(number));
      } else {
        const reply = await client.request(command, { signal: this.#signal });
        this.#print(texts.received(number, visibleText(reply.octets)));
      }
    } catch (thrown) {
      if (!(thrown instanceof JamError)) throw thrown;
      if (this.#signal.aborted) return;
      this.#context.exitCode = EXIT.failed;
      this.#context.stderr.write(`jam: ${texts.clientSays(number, failureText(this.#context, thrown))}\n`);
    }
  }

  async #askYesOrNo(question: string): Promise<"yes" | "no" | null> {
    const { yes, no, answerYesOrNo } = this.#texts;
    for (;;) {
      const text = await this.#ask(question, () => true);
      if (text === null) return null;
      const answer = text.trim().toLowerCase();
      if (yes.includes(answer)) return "yes";
      if (no.includes(answer)) return "no";
      this.#print(answerYesOrNo);
    }
  }

  /** @returns the answer; null when the input ended or Ctrl-C was pressed. */
  async #ask(question: string, isAnswer: (text: string) => boolean): Promise<string | null> {
    for (;;) {
      const event = await this.#input.next(question);
      if (event.kind !== "line") return null;
      // From a pipe, question and answer are printed as they would stand on a terminal.
      if (!this.#input.isInteractive) this.#print(`${question}${escapeControls(event.text)}`);
      if (isAnswer(event.text)) return event.text;
    }
  }

  #print(line: string): void {
    this.#input.print(line);
  }
}
