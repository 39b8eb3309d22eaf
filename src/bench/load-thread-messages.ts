import type { LoopResult } from "./load-loop.ts";

/** What the main thread tells a load thread. */
export type LoadOrder = { readonly type: "go" } | { readonly type: "stop" };

/** What a load thread tells the main thread. */
export type LoadReport =
  | { readonly type: "open" }
  | { readonly type: "done"; readonly result: LoopResult }
  | { readonly type: "failed"; readonly reason: string };
