import { fileURLToPath } from "node:url";
import { Child } from "./child.ts";
import type { PolitePlan } from "./polite-connection.ts";

const MAIN = fileURLToPath(new URL("polite-main.ts", import.meta.url));
const FINISH_MILLISECONDS = 30_000;

/** What all connections of the polite client saw in one phase. Times in milliseconds. */
export interface PolitePhase {
  readonly asked: number;
  readonly answered: number;
  /** Answers of the connection that got the fewest, and of the one that got the most. */
  readonly leastAnswered: number;
  readonly mostAnswered: number;
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
}

/** What the polite client saw from its first question to its QUIT. */
export interface PoliteResult {
  readonly phases: Readonly<Record<string, PolitePhase>>;
  /** Replies that were wrong, missing or too many, the first few; empty when all was well. */
  readonly problems: readonly string[];
  readonly reconnects: number;
  readonly lost: number;
  /** Milliseconds. */
  readonly longestOutage: number;
}

/** The well-behaved client that asks while a server is attacked. */
export class PoliteClient implements AsyncDisposable {
  readonly #child: Child;

  private constructor(child: Child) {
    this.#child = child;
  }

  static async start(plan: PolitePlan & { readonly connections: number }): Promise<PoliteClient> {
    const child = new Child("the polite client", process.execPath, [MAIN, JSON.stringify(plan)]);
    try {
      await child.report("connected");
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
    return new PoliteClient(child);
  }

  /** Books under that name what is asked from now on. */
  async phase(name: string): Promise<void> {
    this.#child.order(`phase ${name}`);
    await this.#child.report("phase");
  }

  /** Waits for what is owed, says QUIT and tells what it saw. */
  async finish(): Promise<PoliteResult> {
    this.#child.order("finish");
    return (await this.#child.report("finished", FINISH_MILLISECONDS)) as unknown as PoliteResult;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child[Symbol.asyncDispose]();
  }
}
