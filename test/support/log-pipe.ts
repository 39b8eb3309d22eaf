import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoggedEvent } from "./server-process.ts";
import { until } from "./waiting.ts";

const CHUNK_OCTETS = 65_536;

/**
 * A pipe for a server's log of which nothing is read unless asked for. The pipes that Node.js makes are
 * sockets, and read ahead; this one is what `jam serve | less` makes.
 */
export class LogPipe implements Disposable {
  /** For the server's standard output. */
  readonly writeEnd: number;
  readonly #readEnd: number;
  #text = "";
  #isReadable = true;
  #isWritable = true;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), "jamd-log-"));
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    // Non-blocking, so that it opens without a writer, and a read without text says so.
    this.#readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    this.writeEnd = openSync(path, constants.O_WRONLY);
    rmSync(folder, { recursive: true });
  }

  /** Closes our copy of the server's end: with it open the end of the log would never be seen. */
  closeWriteEnd(): void {
    if (this.#isWritable) closeSync(this.writeEnd);
    this.#isWritable = false;
  }

  /** Goes away, as a reader that ends does. */
  closeReadEnd(): void {
    if (this.#isReadable) closeSync(this.#readEnd);
    this.#isReadable = false;
  }

  /** Reads what is there now. @returns all events read so far. */
  readEvents(): LoggedEvent[] {
    const chunk = Buffer.alloc(CHUNK_OCTETS);
    for (;;) {
      let length: number;
      try {
        length = readSync(this.#readEnd, chunk);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EAGAIN") break;
        throw error;
      }
      if (length === 0) break;
      this.#text += chunk.toString("utf8", 0, length);
    }
    const lines = this.#text.split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as LoggedEvent);
  }

  /** Reads until the server listens. @returns its port. */
  async port(): Promise<number> {
    const listening = () => this.readEvents().find((event) => event.event === "listening");
    const event = await until(listening, "the server to listen");
    return Number(event.port);
  }

  [Symbol.dispose](): void {
    this.closeReadEnd();
    this.closeWriteEnd();
  }
}
