import { type IncomingHttpHeaders, request } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { until, within } from "../support/waiting.ts";

/** What was answered. */
export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How to ask. */
export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks once, on a connection of its own. */
export function ask(
  port: number,
  path: string,
  { method, headers, body }: AskOptions = {},
): Promise<HttpReply> {
  const reply = new Promise<HttpReply>((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port,
      path,
      method: method ?? "GET",
      headers: { ...headers },
      agent: false,
    };
    const sent = request(options, (response) => {
      text(response).then(
        (all) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all }),
        reject,
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
  return within(reply, `the answer to ${path}`);
}

/** Asks for JSON that must be there. */
export async function askJson(port: number, path: string, options?: AskOptions): Promise<unknown> {
  const { status, body } = await ask(port, path, options);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${body}`);
  return JSON.parse(body);
}

/** A connection that sends what it is told, octet by octet if need be, and may leave what comes unread. */
export class RawHttp implements AsyncDisposable {
  readonly #socket: Socket;
  received = "";
  #state: "open" | "closed" = "open";

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("close", () => {
      this.#state = "closed";
    });
    socket.on("end", () => {
      this.#state = "closed";
    });
    socket.on("error", () => {});
  }

  /** @param reading `paused`: what comes stays in the kernel. */
  static async open(port: number, reading: "reading" | "paused" = "reading"): Promise<RawHttp> {
    const socket = connect({ host: "127.0.0.1", port });
    const raw = new RawHttp(socket);
    await within(new Promise((resolve) => socket.once("connect", resolve)), "a connection");
    if (reading === "reading") raw.read();
    else socket.pause();
    return raw;
  }

  read(): void {
    this.#socket.on("data", (part: string) => {
      this.received += part;
    });
    // One that was paused stays so otherwise.
    this.#socket.resume();
  }

  send(octets: string): void {
    this.#socket.write(octets);
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Waits until something like it has come. */
  async has(pattern: RegExp): Promise<RegExpExecArray> {
    return until(
      () => pattern.exec(this.received),
      `${pattern} among ${JSON.stringify(this.received.slice(0, 300))}`,
    );
  }

  async closed(milliseconds?: number): Promise<void> {
    await until(() => this.isClosed, "the server to close the connection", milliseconds);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
  }
}
