import type { ListenAddress } from "../engine/index.ts";
import type { ServerEvent } from "../observability/index.ts";
import type { ServingOptions } from "./options.ts";

/** What a serving thread is born with. */
export interface ThreadBirth {
  readonly thread: number;
  /** Threads in all, the size of the table of counters. */
  readonly threads: number;
  readonly options: ServingOptions;
  readonly counters: SharedArrayBuffer;
}

/** What the supervisor tells a thread. */
export type ThreadOrder =
  | { readonly type: "listen"; readonly address: ListenAddress }
  | { readonly type: "stop"; readonly drainMilliseconds: number };

/** What a thread tells the supervisor. An error keeps only what can be posted. */
export type ThreadReport =
  | { readonly type: "ready" }
  | { readonly type: "listening" }
  | { readonly type: "listen-failed"; readonly code: string | undefined; readonly reason: string }
  | { readonly type: "events"; readonly events: readonly ServerEvent[] }
  | { readonly type: "stopped" };
