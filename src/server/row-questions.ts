import type { ConnectionQuery } from "../observability/index.ts";
import { noRows, type ThreadRows } from "./connection-rows.ts";

/** A thread that is busy for longer is left out of the table. */
const PATIENCE_MILLISECONDS = 2000;

/** Asks a thread for rows of the table of connections; it answers with the same number. */
export interface RowsOrder {
  readonly type: "pick-rows";
  readonly question: number;
  readonly query: ConnectionQuery;
}

/** The answer to a {@link RowsOrder}. */
export interface RowsReport {
  readonly type: "rows";
  readonly question: number;
  readonly rows: ThreadRows;
}

/** The supervisor's questions to one thread that are not answered yet. None stays open for long, and none fails. */
export class RowQuestions {
  readonly #thread: number;
  readonly #send: (order: RowsOrder) => void;
  readonly #open = new Map<number, (rows: ThreadRows) => void>();
  #asked = 0;
  #isOver = false;

  constructor(thread: number, send: (order: RowsOrder) => void) {
    this.#thread = thread;
    this.#send = send;
  }

  /** @returns no rows when the thread is gone, or does not answer. */
  ask(query: ConnectionQuery): Promise<ThreadRows> {
    if (this.#isOver) return Promise.resolve(noRows(this.#thread));
    const question = ++this.#asked;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(question, noRows(this.#thread)), PATIENCE_MILLISECONDS);
      timer.unref();
      this.#open.set(question, (rows) => {
        clearTimeout(timer);
        resolve(rows);
      });
      this.#send({ type: "pick-rows", question, query });
    });
  }

  answered({ question, rows }: RowsReport): void {
    this.#settle(question, rows);
  }

  /** The thread is gone. */
  end(): void {
    this.#isOver = true;
    for (const question of [...this.#open.keys()]) this.#settle(question, noRows(this.#thread));
  }

  #settle(question: number, rows: ThreadRows): void {
    this.#open.get(question)?.(rows);
    this.#open.delete(question);
  }
}
