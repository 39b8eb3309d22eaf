import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { until } from "./waiting.ts";

const PROGRAM = fileURLToPath(new URL("python/notify_socket.py", import.meta.url));

/** The service manager's side of sd_notify(3): a datagram socket, which only another program can make. */
export class NotifySocket implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "jam-notify-"));
  readonly #child: ChildProcess;
  /** Messages so far, barriers left out; each is its assignments. */
  readonly messages: string[][] = [];
  /** Value of NOTIFY_SOCKET. */
  readonly path = join(this.#folder, "notify");

  private constructor() {
    this.#child = spawn("python3", [PROGRAM, this.path], { stdio: ["ignore", "pipe", "inherit"] });
  }

  static async open(): Promise<NotifySocket> {
    const opened = new NotifySocket();
    let isReady = false;
    createInterface({ input: opened.#child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      const message = JSON.parse(line) as string[] | null;
      if (message === null) isReady = true;
      else if (!message.includes("BARRIER=1")) opened.messages.push(message);
    });
    await until(() => isReady, "the datagram socket");
    return opened;
  }

  /** Waits for a message with an assignment. @returns the whole message. */
  message(assignment: string): Promise<string[]> {
    return until(() => this.messages.find((message) => message.includes(assignment)), assignment);
  }

  [Symbol.dispose](): void {
    this.#child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true });
  }
}
