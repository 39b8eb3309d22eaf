import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { until, within } from "../support/waiting.ts";

/** What a child prints: one JSON object a line, named by `event`. */
export interface ChildReport {
  readonly event: string;
  readonly [fact: string]: unknown;
}

/** A process that takes orders on standard input and prints reports: an attacker, or the polite client. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #name: string;
  readonly #exit: Promise<number | null>;
  readonly #reports: ChildReport[] = [];
  #stderr = "";
  #hasEnded = false;

  constructor(name: string, command: string, args: readonly string[]) {
    this.#name = name;
    this.#process = spawn(command, args);
    this.#process.stdin.on("error", () => undefined);
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
    });
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      this.#reports.push(JSON.parse(line) as ChildReport);
    });
    this.#exit = new Promise((resolve, reject) => {
      this.#process.on("error", reject);
      this.#process.on("close", (code) => {
        this.#hasEnded = true;
        resolve(code);
      });
    });
    this.#exit.catch(() => {});
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  order(text: string): void {
    this.#process.stdin.write(`${text}\n`);
  }

  /** Waits for the latest report of that name, and takes it. */
  async report(event: string, milliseconds?: number): Promise<ChildReport> {
    const find = () => this.#reports.findIndex((report) => report.event === event);
    await until(() => find() >= 0 || this.#hasEnded, `${this.#name} to report "${event}"`, milliseconds);
    const at = find();
    if (at >= 0) return this.#reports.splice(at, 1)[0] as ChildReport;
    throw new Error(`${this.#name} ended before it reported "${event}": ${this.#stderr}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end();
    const killer = setTimeout(() => this.#process.kill("SIGKILL"), 2000);
    await within(this.#exit, `${this.#name} to end`).finally(() => clearTimeout(killer));
  }
}
