import type { TlsIdentity } from "../engine/index.ts";
import type { ErrorCode, ErrorDetails } from "../errors/index.ts";
import type { ServerEvent } from "../observability/index.ts";
import type { ExpectedProbes } from "./inner-probe.ts";
import type { ServingOptions } from "./options.ts";
import type { RowsOrder, RowsReport } from "./row-questions.ts";
import type { ServingAddress } from "./serving-address.ts";

/** What a serving thread is born with. */
export interface ThreadBirth {
  readonly thread: number;
  /** Its row in the table of counters. */
  readonly counterRow: number;
  /** Rows of the table. */
  readonly rows: number;
  readonly options: ServingOptions;
  readonly counters: SharedArrayBuffer;
  /** Memory of the table of gauges, with the rows of the counters. */
  readonly gauges: SharedArrayBuffer;
  /** Memory of the table of addresses, with a column for each row. Null where another thread accepts. */
  readonly addresses: SharedArrayBuffer | null;
}

/** What the supervisor tells a thread. */
export type ThreadOrder =
  | { readonly type: "listen"; readonly address: ServingAddress }
  | { readonly type: "renew-tls"; readonly identity: TlsIdentity }
  /** Answered with a pong: a sign of life. */
  | { readonly type: "ping" }
  /** Answered with the probes answered since the last such order. */
  | { readonly type: "expect-probes"; readonly expected: ExpectedProbes | null }
  | RowsOrder
  | { readonly type: "stop"; readonly drainMilliseconds: number };

/** What the supervisor tells a thread that serves one connection. The socket is in the transfer list. */
export type ConnectionThreadOrder =
  | {
      readonly type: "serve";
      readonly socket: object;
      /** What to encrypt the connection with; null: it is plain. */
      readonly tls: TlsIdentity | null;
    }
  | RowsOrder
  | { readonly type: "stop"; readonly drainMilliseconds: number };

/** What a thread tells the supervisor. An error cannot be posted: it travels as what it was made of. */
export type ThreadReport =
  | { readonly type: "ready" }
  | { readonly type: "pong" }
  | { readonly type: "probes"; readonly answered: number }
  | { readonly type: "listening" }
  | { readonly type: "listen-failed"; readonly code: ErrorCode; readonly details: ErrorDetails }
  | { readonly type: "events"; readonly events: readonly ServerEvent[] }
  | RowsReport
  | { readonly type: "stopped" };
